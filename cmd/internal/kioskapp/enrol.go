package kioskapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// enrolWithin bounds an enrolment.
const enrolWithin = 30 * time.Second

// Enrol makes a key for this kiosk and has HQ keep its public half, by a
// one-time code. It replaces an identity that the kiosk has, if replace is true.
func (b *Books) Enrol(ctx context.Context, address, code string, replace bool, random io.Reader) (Identity, error) {
	old, err := b.Identity()
	if err == nil && !replace {
		return old, fmt.Errorf("this kiosk has enrolled at %s already, as %s: add --again to enrol it anew", old.HQ, old.Kiosk)
	}
	if err != nil && !errors.Is(err, ErrNotEnrolled) && !replace {
		return Identity{}, err
	}
	door, err := enrolURL(address)
	if err != nil {
		return Identity{}, err
	}
	id, err := newIdentity(address, random)
	if err != nil {
		return Identity{}, err
	}
	client, err := enrolClient(b.o.Config.HQ.CAFile)
	if err != nil {
		return Identity{}, err
	}
	answer, err := enrolAt(ctx, client, door, wire.NewEnrolment(code, id.key()))
	if err != nil {
		return Identity{}, err
	}
	id.Kiosk = answer.Kiosk
	if answer.SettingsKey != "" {
		if id.SettingsKey, err = wire.DecodeKey(answer.SettingsKey); err != nil {
			return Identity{}, fmt.Errorf("HQ's settings key: %w", err)
		}
	}
	return id, b.keepIdentity(id)
}

// enrolURL turns HQ's address for kiosks into that for enrolments.
func enrolURL(address string) (string, error) {
	u, err := uplink.ParseURL(address)
	if err != nil {
		return "", err
	}
	scheme := map[string]string{"ws": "http", "wss": "https"}[u.Scheme]
	return (&url.URL{Scheme: scheme, Host: u.Host, Path: "/enrol"}).String(), nil
}

// enrolClient trusts whom the way to HQ trusts. It follows nobody elsewhere: a
// one-time code is for the address that was typed.
func enrolClient(caFile string) (*http.Client, error) {
	c, err := trust(caFile, time.Now, nil)
	if err != nil {
		return nil, err
	}
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: c, Proxy: http.ProxyFromEnvironment},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// maxEnrolled bounds HQ's answer.
const maxEnrolled = 64 << 10

// enrolAt sends an enrolment.
func enrolAt(ctx context.Context, client *http.Client, door string, e wire.Enrolment) (wire.Enrolled, error) {
	var answer wire.Enrolled
	body, err := json.Marshal(e)
	if err != nil {
		return answer, fmt.Errorf("enrol: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, enrolWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, door, bytes.NewReader(body))
	if err != nil {
		return answer, fmt.Errorf("enrol: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(r)
	if err != nil {
		return answer, fmt.Errorf("enrol at HQ: %w; check the address, and that HQ runs", err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxEnrolled))
	if err != nil {
		return answer, fmt.Errorf("enrol at HQ: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return answer, refusedBy(resp.Status, text)
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return answer, fmt.Errorf("what answers at %s is no HQ: %w", door, err)
	}
	return answer, wire.CheckName(answer.Kiosk)
}

// refusedBy quotes HQ's reason.
func refusedBy(status string, text []byte) error {
	var said struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(text, &said); err != nil || said.Error == "" {
		return fmt.Errorf("HQ refused the enrolment: %s", status)
	}
	return fmt.Errorf("HQ refused the enrolment: %s", said.Error)
}
