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
)

// office is the HQ that runs on this machine, as the commands find it.
type office struct {
	HQ   string `default:"http://127.0.0.1:8500" help:"Address of the HQ that runs on this machine." name:"hq" placeholder:"URL"`
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
		return refusal(resp.Status, text)
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("what answers at %s is no HQ: %w", o.HQ, err)
	}
	return nil
}

// refusal quotes HQ's reason.
func refusal(status string, text []byte) error {
	var said struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(text, &said) == nil && said.Error != "" {
		return errors.New(said.Error)
	}
	return fmt.Errorf("HQ answered %s", status)
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
