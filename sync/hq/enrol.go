package hq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"kioskd/sync/wire"
)

// A code is twelve of these signs, in groups of four: nothing that looks like
// something else, about 58 bits.
const (
	codeSigns  = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength = 12
)

// NewCode makes a one-time code, keeps its hash, and returns it, as in
// ABCD-EFGH-JKMN. It lets one kiosk enrol within a time.
func (h *Handler) NewCode(ctx context.Context, kiosk string, within time.Duration) (code string, expires time.Time, err error) {
	if err := wire.CheckName(kiosk); err != nil {
		return "", time.Time{}, fmt.Errorf("kiosk: %w", err)
	}
	if code, err = drawCode(h.Rand); err != nil {
		return "", time.Time{}, err
	}
	expires = time.Now().Add(within).UTC()
	err = h.Store.AddCode(ctx, Code{Hash: hashCode(code), Kiosk: kiosk, Expires: expires})
	return code, expires, err
}

func drawCode(r io.Reader) (string, error) {
	var b strings.Builder
	for n := 0; n < codeLength; {
		var one [1]byte
		if _, err := io.ReadFull(r, one[:]); err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		if int(one[0]) >= 256/len(codeSigns)*len(codeSigns) {
			continue // no sign shall be likelier than another
		}
		if n > 0 && n%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(codeSigns[int(one[0])%len(codeSigns)])
		n++
	}
	return b.String(), nil
}

// hashCode names a code without saying it. People may type it in small letters
// and without its lines.
func hashCode(code string) string {
	code = strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
	return wire.Hash([]byte("kiosk.code.v1\n" + code))
}

// maxEnrolment bounds the body of an enrolment.
const maxEnrolment = 4 << 10

// enrol takes a code and a key. Wrong codes cost time: all attempts together are
// let through at a few a second.
func (h *Handler) enrol(w http.ResponseWriter, r *http.Request) {
	var e wire.Enrolment
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxEnrolment)).Decode(&e); err != nil {
		h.fail(w, http.StatusBadRequest, errors.New("want a JSON object with code, public and proof"))
		return
	}
	public, err := e.Check()
	if err != nil {
		h.fail(w, http.StatusBadRequest, err)
		return
	}
	if err := h.attempts.wait(r.Context()); err != nil {
		h.fail(w, http.StatusTooManyRequests, errors.New("too many attempts; try again in a minute"))
		return
	}
	k := Key{Name: wire.KeyName(public), Public: public, Added: time.Now().UTC()}
	kiosk, err := h.Store.Enrol(r.Context(), hashCode(e.Code), k)
	switch {
	case errors.Is(err, ErrCode):
		h.Log.Warn("hq: an enrolment was refused", "peer", r.RemoteAddr)
		h.fail(w, http.StatusForbidden, errors.New("the code is wrong, used or expired; make a new one with: kioskhq enroll-code KIOSK"))
	case err != nil:
		h.broke(w, err)
	default:
		h.Log.Info("hq: a kiosk enrolled", "kiosk", kiosk, "key", k.Name)
		h.reply(w, http.StatusOK, wire.Enrolled{Kiosk: kiosk, Key: k.Name, SettingsKey: h.settingsKey()})
	}
}

func (h *Handler) settingsKey() string {
	if len(h.SettingsKey) == 0 {
		return ""
	}
	return wire.EncodeKey(h.SettingsKey)
}

// gate lets a few through in a second, and a few wait.
type gate struct {
	turns   chan struct{} // who waits
	passing chan struct{} // who is next
}

const (
	gateWaiting = 20
	gateApart   = 200 * time.Millisecond
)

func newGate() gate {
	return gate{turns: make(chan struct{}, gateWaiting), passing: make(chan struct{}, 1)}
}

var errCrowd = errors.New("too many are waiting")

func (g gate) wait(ctx context.Context) error {
	select {
	case g.turns <- struct{}{}:
		defer func() { <-g.turns }()
	default:
		return errCrowd
	}
	select {
	case g.passing <- struct{}{}:
		defer func() { <-g.passing }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	t := time.NewTimer(gateApart)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
