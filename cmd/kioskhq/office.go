package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"kioskd/sync/hq/rest"
)

// office is the HQ that runs on this machine, as the commands find it.
type office struct {
	HQ   string `default:"http://127.0.0.1:8500" env:"KIOSKHQ_URL" help:"Address of the HQ that runs on this machine." name:"hq" placeholder:"URL"`
	JSON bool   `help:"Print JSON." name:"json"`
}

// Bounds of a request to HQ.
const (
	officeWithin = 30 * time.Second
	maxAnswer    = 8 << 20
)

// call sends a request and reads the answer into out.
func (o office) call(w *world, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	r, err := http.NewRequestWithContext(w.ctx, method, strings.TrimRight(o.HQ, "/")+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("HQ's address: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token := w.getenv(officeToken); token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := (&http.Client{Timeout: officeWithin}).Do(r)
	if err != nil {
		return fmt.Errorf("HQ does not answer at %s: %w; start it with kioskhq serve, or name its address with --hq", o.HQ, err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("read HQ's answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return refusal(resp, text)
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("what answers at %s is no HQ: %w", o.HQ, err)
	}
	return nil
}

// officeToken is the environment variable that holds the token with which
// commands come to an HQ that has users.
const officeToken = "KIOSKHQ_TOKEN"

// waits says that HQ has taken a request, and that another person has to agree.
type waits string

func (w waits) Error() string { return string(w) }

// refusal quotes HQ's reason.
func refusal(resp *http.Response, text []byte) error {
	var said rest.Problem
	if json.Unmarshal(text, &said) != nil || said.Detail == "" {
		return fmt.Errorf("HQ answered %s", resp.Status)
	}
	switch resp.StatusCode {
	case http.StatusAccepted:
		return waits(said.Detail)
	case http.StatusUnauthorized:
		return errors.New("this HQ has users, so it wants a token in " + officeToken + "; make one with: kioskhq token add NAME --scope SCOPE")
	}
	return errors.New(said.Detail)
}

// print writes an answer as JSON, or as the text for people.
func (o office) print(w *world, v any, text string) error {
	if o.JSON {
		b, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
		text = string(b) + "\n"
	}
	_, err := io.WriteString(w.stdout, text)
	return err
}
