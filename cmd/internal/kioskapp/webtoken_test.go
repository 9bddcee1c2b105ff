package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/ui"
)

// hqOfTokens answers what the test wants, and counts.
type hqOfTokens struct {
	asked int
	err   error
}

func (h *hqOfTokens) ask(_ context.Context, name string, body any) (json.RawMessage, error) {
	h.asked++
	if h.err != nil {
		return nil, h.err
	}
	app := body.(wire.WebTokenAsk).App
	return json.Marshal(wire.WebTokenAnswer{Token: fmt.Sprintf("%s.%s.%d", name, app, h.asked), Expires: time.Now().Add(5 * time.Minute), Lifetime: 300_000})
}

// TestWebTokenIsKept: one token serves until shortly before its end, each web app
// has its own, and while HQ is away the last one serves to its end.
func TestWebTokenIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &hqOfTokens{}
		w := &webTokens{ask: h.ask, kept: map[string]webToken{}}
		want := func(app, token string, left time.Duration) {
			t.Helper()
			got, err := w.WebToken(t.Context(), app)
			if err != nil || got.Token != token || got.Left != left.Milliseconds() {
				t.Errorf("%s: %+v, %v, want %s for %v", app, got, err, token, left)
			}
		}
		want("menu", "web-token.menu.1", 5*time.Minute)
		time.Sleep(time.Minute)
		want("menu", "web-token.menu.1", 4*time.Minute)
		want("other", "web-token.other.2", 5*time.Minute)
		time.Sleep(3*time.Minute + time.Second)
		want("menu", "web-token.menu.3", 5*time.Minute)
		h.err = uplink.ErrAway
		time.Sleep(4*time.Minute + 30*time.Second)
		want("menu", "web-token.menu.3", 30*time.Second)
		time.Sleep(26 * time.Second)
		if got, err := w.WebToken(t.Context(), "menu"); !errors.Is(err, ui.ErrNoHQ) {
			t.Errorf("with HQ away and nothing left: %+v, %v", got, err)
		}
		h.err = nil
		want("menu", "web-token.menu.6", 5*time.Minute)
	})
}

func TestWebTokenRefused(t *testing.T) {
	t.Parallel()
	h := &hqOfTokens{err: &uplink.Refusal{Code: "no-tokens", Reason: "none here"}}
	w := &webTokens{ask: h.ask, kept: map[string]webToken{}}
	if _, err := w.WebToken(t.Context(), "menu"); err == nil || errors.Is(err, ui.ErrNoHQ) {
		t.Errorf("HQ said no: %v", err)
	}
	h.err = nil
	for n := range 2 * maxApps {
		if _, err := w.WebToken(t.Context(), fmt.Sprint("app-", n)); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.kept) > maxApps {
		t.Errorf("%d tokens are kept", len(w.kept))
	}
}
