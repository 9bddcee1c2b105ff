package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"kioskd/sync/conform"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// check is the command that plays a kiosk against somebody's HQ.
type check struct {
	URL   string   `arg:"" help:"HQ's address, as in wss://hq.example.com/sync."`
	Code  string   `help:"One-time code for a kiosk of its own; not needed for an HQ in test mode on this machine." placeholder:"CODE"`
	CA    string   `name:"ca" help:"File with the authority that HQ's certificate is from (PEM), if it is a private one." placeholder:"FILE"`
	Only  []string `help:"Rules to try, as in R22,R31; all if there are none." placeholder:"RULES"`
	Quick bool     `help:"Leave out the rules about silence, which take most of the time."`
	JSON  bool     `name:"json" help:"Print one JSON object at the end, for programs."`
}

// Help implements kong's longer help.
func (check) Help() string {
	return "Says of each rule in docs/sync-protocol.md whether the HQ keeps it, with the message that shows when it does not. " +
		"Takes about half a minute. The kiosk's facts stay at that HQ for ever, marked as test: give it an id of its own. " +
		"Exits 1 when a rule is broken."
}

// Validate makes a wrong address wrong usage.
func (c *check) Validate() error {
	u, err := hqAddress(c.URL)
	if err != nil {
		return err
	}
	c.URL = u.String()
	return nil
}

// hqAddress completes an address: a web address stands for its socket.
func hqAddress(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("HQ's address: %w", err)
	}
	if socket, web := map[string]string{"http": "ws", "https": "wss"}[u.Scheme]; web {
		u.Scheme = socket
	}
	if u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "" || u.User != nil {
		return nil, fmt.Errorf("HQ's address %q is not of the form wss://host/sync", u.Redacted())
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/sync"
	}
	return u, nil
}

// Run implements the command.
func (c *check) Run(w *world) error {
	trust, err := authority(c.CA)
	if err != nil {
		return err
	}
	if c.Code == "" {
		if c.Code, err = testCode(w.ctx, c.URL, trust); err != nil {
			return err
		}
	}
	o := conform.Options{URL: c.URL, Code: c.Code, TLS: trust, Quick: c.Quick, Only: c.Only}
	if !c.JSON {
		o.Told = func(v conform.Verdict) { printVerdict(w.stdout, v) }
	}
	report, err := conform.Check(w.ctx, o)
	if err != nil {
		return fmt.Errorf("check %s: %w", c.URL, err)
	}
	return c.conclude(w.stdout, report)
}

// conclude prints the end, and fails when a rule is broken.
func (c *check) conclude(out io.Writer, r conform.Report) error {
	kept, broken, unseen := r.Count(conform.Kept), r.Count(conform.Broken), r.Count(conform.Unseen)
	if c.JSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			return fmt.Errorf("print the report: %w", err)
		}
	} else if _, err := fmt.Fprintf(out, "\n%d rules: %d kept, %d broken, %d not seen; they stand in docs/sync-protocol.md\n", len(r.Verdicts), kept, broken, unseen); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	if broken > 0 {
		return fmt.Errorf("this HQ breaks %d of %d rules of %s", broken, len(r.Verdicts), wire.Subprotocol)
	}
	return nil
}

// printVerdict prints a verdict as soon as it is known. What cannot be printed
// is said by the report at the end.
func printVerdict(out io.Writer, v conform.Verdict) {
	word := map[conform.State]string{conform.Kept: "kept", conform.Broken: "BROKEN", conform.Unseen: "not seen"}[v.State]
	text := fmt.Sprintf("%-8s  %-3s  %s\n", word, v.ID, v.Text)
	for _, more := range []struct{ name, text string }{{"", v.Why}, {"sent:  ", v.Sent}, {"heard: ", v.Heard}} {
		if more.text != "" {
			text += "               " + more.name + strings.ReplaceAll(more.text, "\n", "⏎") + "\n"
		}
	}
	_, _ = io.WriteString(out, text)
}

// authority reads a private certificate authority; none means the system's.
func authority(file string) (*tls.Config, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the certificate authority: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", file)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// testCode gets a code from an HQ in test mode.
func testCode(ctx context.Context, address string, trust *tls.Config) (string, error) {
	u, err := hqAddress(address)
	if err != nil {
		return "", err
	}
	u.Scheme, u.Path = map[string]string{"ws": "http", "wss": "https"}[u.Scheme], "/api/check-code"
	body, err := json.Marshal(map[string]string{"kiosk": hq.CheckPrefix + strings.ToLower(rand.Text()[:8])})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{TLSClientConfig: trust, Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		return "", fmt.Errorf("ask HQ for a code: %w; check that it runs there", err)
	}
	defer func() { _ = resp.Body.Close() }()
	var made struct {
		Code string `json:"code"`
	}
	if resp.StatusCode != http.StatusOK {
		return "", errors.New("HQ gives no code by itself: make one there (kioskhq enroll-code check-1) and pass --code, or start kioskhq with --test-mode")
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, 4<<10)).Decode(&made)
	if err == nil && made.Code == "" {
		err = errors.New("it is empty")
	}
	if err != nil {
		return "", fmt.Errorf("HQ's answer holds no code: make one there and pass --code: %w", err)
	}
	return made.Code, nil
}
