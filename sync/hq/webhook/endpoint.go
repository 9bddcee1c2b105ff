package webhook

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"kioskd/sync/hq/people"
)

// Types of events.
const (
	PaymentApproved   = "payment.approved"
	PaymentRefunded   = "payment.refunded"   // money went back, all of it or a part
	PaymentUnresolved = "payment.unresolved" // a person has to find out something
	AlarmOpened       = "alarm.opened"
	AlarmSettled      = "alarm.settled"
	SettingsResult    = "settings.result" // what became of a document at a kiosk
	Test              = "test"            // somebody pressed the button
)

// Types lists all types that an endpoint may want.
var Types = []string{PaymentApproved, PaymentRefunded, PaymentUnresolved, AlarmOpened, AlarmSettled, SettingsResult}

// Endpoint is a server that wants to be told.
type Endpoint struct {
	ID    string    `json:"id"`
	URL   string    `json:"url"`
	Types []string  `json:"types"` // that it wants; none means all
	Off   bool      `json:"off,omitempty"`
	By    string    `json:"by"`
	Added time.Time `json:"added"`
}

// kept is an endpoint with what nobody is shown.
type kept struct {
	Endpoint
	Secrets []secret `json:"secrets"` // the newest first
}

// secret signs until it has ended; of two that count, both sign.
type secret struct {
	Sealed []byte    `json:"sealed,omitempty"`
	Key    string    `json:"key,omitempty"`  // id of the key that sealed it
	Text   string    `json:"text,omitempty"` // as it is, where nothing seals
	Ends   time.Time `json:"ends,omitzero"`  // never, if zero
}

func (s secret) counts(at time.Time) bool { return s.Ends.IsZero() || at.Before(s.Ends) }

// Bounds of an endpoint.
const (
	maxURL       = 2000
	maxEndpoints = 50
	bothFor      = 24 * time.Hour // how long the former secret counts beside the new one
)

// secretPrefix begins every secret, as the layout wants it.
const secretPrefix = "whsec_"

// newSecret draws a secret of 32 bytes.
func newSecret(r io.Reader) (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", fmt.Errorf("draw a webhook's secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(b), nil
}

// wants reports whether the endpoint is told of a type.
func (e Endpoint) wants(kind string) bool {
	return !e.Off && (kind == Test || len(e.Types) == 0 || slices.Contains(e.Types, kind))
}

// check says what is wrong with an endpoint that somebody asks for.
func (e Endpoint) check(private bool) error {
	for _, t := range e.Types {
		if !slices.Contains(Types, t) {
			return bad("type %q is none of %s", t, strings.Join(Types, ", "))
		}
	}
	u, err := url.Parse(e.URL)
	switch {
	case err != nil || u.Host == "" || len(e.URL) > maxURL:
		return bad("the address is not one as in https://erp.example.com/kiosk")
	case u.User != nil || u.Fragment != "":
		return bad("leave name, password and # out of the address; the signature says who we are")
	case u.Scheme != "https" && (u.Scheme != "http" || !private):
		return bad("the address begins with https://, so that nobody reads along")
	}
	return nil
}

func bad(format string, args ...any) error {
	return people.Bad(format, args...)
}
