package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kioskd/cmd/internal/keyfile"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

type enrollCode struct {
	office
	Kiosk  string        `arg:"" help:"Id of the kiosk that may enrol."`
	Within time.Duration `default:"1h" help:"How long the code counts, at most 168h."`
}

// Run makes a one-time code with which a kiosk enrols.
func (c enrollCode) Run(w *world) error {
	var made struct {
		Kiosk   string    `json:"kiosk"`
		Code    string    `json:"code"`
		Expires time.Time `json:"expires"`
	}
	ask := map[string]any{"kiosk": c.Kiosk, "within_s": int(c.Within.Seconds())}
	if err := c.call(w, http.MethodPost, "/api/v1/codes", ask, &made); err != nil {
		return err
	}
	return c.print(w, made, fmt.Sprintf("%s\nlets %s enrol once, until %s; on the kiosk: kioskd enroll --code %s\n",
		made.Code, made.Kiosk, made.Expires.Local().Format(time.DateTime), made.Code))
}

type keysCmd struct {
	office
	Kiosk string `arg:"" help:"Id of a kiosk."`
}

// Run lists the keys of a kiosk.
func (c keysCmd) Run(w *world) error {
	var answer struct {
		Keys []hq.Key `json:"keys"`
	}
	if err := c.call(w, http.MethodGet, "/api/v1/kiosks/"+url.PathEscape(c.Kiosk)+"/keys", nil, &answer); err != nil {
		return err
	}
	var b strings.Builder
	for _, k := range answer.Keys {
		fmt.Fprintf(&b, "%s  since %s", k.Name, k.Added.Local().Format(time.DateTime))
		if !k.Revoked.IsZero() {
			fmt.Fprintf(&b, "  revoked %s: %s", k.Revoked.Local().Format(time.DateTime), k.Reason)
		}
		b.WriteByte('\n')
	}
	if len(answer.Keys) == 0 {
		fmt.Fprintf(&b, "%s has not enrolled; make a code with: kioskhq enroll-code %s\n", c.Kiosk, c.Kiosk)
	}
	return c.print(w, answer, b.String())
}

type revokeCmd struct {
	office
	Kiosk  string `arg:"" help:"Id of the kiosk."`
	Key    string `arg:"" help:"Name of the key, as kioskhq keys prints it."`
	Reason string `help:"Why, for the record." required:""`
}

// Run makes a key count no more, at once.
func (c revokeCmd) Run(w *world) error {
	var done struct {
		Revoked bool `json:"revoked"`
	}
	path := "/api/v1/kiosks/" + url.PathEscape(c.Kiosk) + "/keys/" + url.PathEscape(c.Key) + "/revoke"
	if err := c.call(w, http.MethodPost, path, map[string]string{"reason": c.Reason}, &done); err != nil {
		return err
	}
	return c.print(w, done, fmt.Sprintf("revoked; to let %s in again: kioskhq enroll-code %s\n", c.Kiosk, c.Kiosk))
}

type keygen struct {
	File string `arg:"" help:"New file for the private half; the public half goes beside it, with .pub at the end."`
}

// Run makes a key that signs settings or commands. It belongs on the machine of
// whoever signs, and never on HQ's.
func (c keygen) Run(w *world) error {
	public, err := keyfile.Make(c.File, rand.Reader)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "made key %s\nkeep %s where you sign, and nowhere else; HQ gets %s.pub, or this text:\n%s\n",
		wire.KeyName(public), c.File, c.File, wire.EncodeKey(public))
	return err
}
