package kioskapp

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/sync/uplink"
)

// askHQWithin bounds a question to HQ.
const askHQWithin = 10 * time.Second

// AskHQ asks HQ's web server for its time, and so finds out if there is a way to
// HQ at all and if its certificate is one that this kiosk trusts. It does not
// sign in. A server that tells no time gives the zero time.
func AskHQ(ctx context.Context, c config.HQ) (time.Time, error) {
	door, err := healthURL(c.URL)
	if err != nil {
		return time.Time{}, err
	}
	client, err := enrolClient(c.CAFile)
	if err != nil {
		return time.Time{}, err
	}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, askHQWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, door, nil)
	if err != nil {
		return time.Time{}, err
	}
	answer, err := client.Do(r)
	if err != nil {
		return time.Time{}, fmt.Errorf("HQ is not reached: %w", err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode >= http.StatusInternalServerError {
		return time.Time{}, fmt.Errorf("HQ is in trouble: %s answers %s", door, answer.Status)
	}
	at, _ := http.ParseTime(answer.Header.Get("Date"))
	return at, nil
}

func healthURL(address string) (string, error) {
	u, err := uplink.ParseURL(address)
	if err != nil {
		return "", err
	}
	scheme := map[string]string{"ws": "http", "wss": "https"}[u.Scheme]
	return (&url.URL{Scheme: scheme, Host: u.Host, Path: "/healthz"}).String(), nil
}
