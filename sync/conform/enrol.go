package conform

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"kioskd/sync/wire"
)

// door is HQ's /enrol.
type door struct {
	client *http.Client
	url    string
	code   string
}

func newDoor(o Options) (*door, error) {
	u, err := url.Parse(o.URL)
	if err != nil {
		return nil, err
	}
	u.Path, u.RawQuery = "/enrol", ""
	u.Scheme = map[string]string{"ws": "http", "wss": "https"}[u.Scheme]
	transport := &http.Transport{DialContext: o.Dial, TLSClientConfig: o.TLS, Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}
	return &door{client: &http.Client{Transport: transport, Timeout: stored}, url: u.String(), code: o.Code}, nil
}

// knock posts an enrolment and returns the answer and its body.
func (d *door) knock(ctx context.Context, e wire.Enrolment) (status int, body []byte, err error) {
	text, err := json.Marshal(e)
	if err != nil {
		return 0, nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(text))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := d.client.Do(r)
	if err != nil {
		return 0, nil, fmt.Errorf("enrol at HQ: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err = io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	return resp.StatusCode, body, err
}

// refused wants HQ to refuse an enrolment, without a word about the code in what
// is reported.
func (d *door) refused(ctx context.Context, rule, what string, e wire.Enrolment) error {
	status, body, err := d.knock(ctx, e)
	if err != nil {
		return err
	}
	if status < 400 || status > 499 {
		return &breach{rule: rule, why: fmt.Sprintf("%s: want a status of 400 to 499, got %d", what, status), sent: "POST /enrol", heard: short(body)}
	}
	return nil
}

// enrol gets a kiosk's identity by the code, and tries the door on the way.
func (d *door) enrol(ctx context.Context, o *Options, t *tally) error {
	try := func(rule, what string, e wire.Enrolment) {
		began := time.Now()
		t.note(probe{rules: []string{rule}}, d.refused(ctx, rule, what, e), time.Since(began))
	}
	_, other, err := ed25519.GenerateKey(o.Rand)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	good := wire.NewEnrolment(d.code, o.Key)
	forged := good
	forged.Public = wire.EncodeKey(other.Public().(ed25519.PublicKey))
	try("R49", "a code that nobody made", wire.NewEnrolment("AAAA-BBBB-CCCC", other))
	try("R50", "a key that is not proved", forged)
	if err := d.enter(ctx, o, good); err != nil {
		return err
	}
	try("R51", "a code that was used", wire.NewEnrolment(d.code, other))
	return nil
}

func (d *door) enter(ctx context.Context, o *Options, e wire.Enrolment) error {
	status, body, err := d.knock(ctx, e)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("HQ refused the code: %s; make a new one there, for a kiosk of its own", short(bytes.TrimSpace(body)))
	}
	var got wire.Enrolled
	if err := json.Unmarshal(body, &got); err != nil {
		return fmt.Errorf("HQ's answer to the enrolment is not as docs/sync-protocol.md has it: %w", err)
	}
	if err := wire.CheckName(got.Kiosk); err != nil {
		return fmt.Errorf("HQ's answer to the enrolment: kiosk: %w", err)
	}
	if want := wire.KeyName(o.public()); got.Key != want {
		return fmt.Errorf("HQ's answer to the enrolment names key %q, want %s", got.Key, want)
	}
	o.Kiosk = got.Kiosk
	if got.SettingsKey == "" {
		return nil
	}
	if o.SettingsKey, err = wire.DecodeKey(got.SettingsKey); err != nil {
		return errors.Join(errors.New("HQ's answer to the enrolment: settings_key"), err)
	}
	return nil
}
