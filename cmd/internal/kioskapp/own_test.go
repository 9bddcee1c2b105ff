package kioskapp

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/queue/seal"
	"kioskd/queue/vault"
	"kioskd/sync/wire"
)

// TestOwnKeeper: the server that keeps points hears what is wanted, and is taken at
// its word.
func TestOwnKeeper(t *testing.T) {
	t.Parallel()
	var heard []wire.OwnAsk
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var ask wire.OwnAsk
		if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
			t.Error(err)
		}
		heard = append(heard, ask)
		if ask.ID == "gone/1" {
			w.WriteHeader(http.StatusGone)
			return
		}
		_ = json.NewEncoder(w).Encode(wire.OwnAnswer{Done: ask.ID == "good/1", Reason: "no points left"}) // to a client that reads
	}))
	defer server.Close()
	app := &App{o: Options{Config: config.Config{Own: config.Own{URL: server.URL}}}}
	k := app.ownKeeper()
	done, _, err := k.Reserve(t.Context(), "good/1", pay.Order{Key: "good", Own: &pay.Own{Method: "points", Ref: "m", Amount: 5}})
	if !done || err != nil || heard[0].Do != wire.OwnReserve || heard[0].Order.Own.Amount != 5 {
		t.Errorf("%v, %v, heard %+v", done, err, heard)
	}
	if done, reason, err := k.Reserve(t.Context(), "poor/1", pay.Order{}); done || reason != "no points left" || err != nil {
		t.Errorf("%v, %q, %v", done, reason, err)
	}
	for _, do := range []func(context.Context, string) error{k.Commit, k.Release} {
		if err := do(t.Context(), "good/1"); err != nil {
			t.Error(err)
		}
		if err := do(t.Context(), "poor/1"); err == nil || !strings.Contains(err.Error(), "no points left") {
			t.Errorf("refused: %v", err)
		}
		if err := do(t.Context(), "gone/1"); err == nil || !strings.Contains(err.Error(), "410") {
			t.Errorf("gone: %v", err)
		}
	}
	if hq := (&App{o: Options{Config: config.Config{Own: config.Own{URL: config.AskHQ}}}}).ownKeeper(); hq.Commit(t.Context(), "a/1") == nil {
		t.Error("HQ has answered, to which there is no way")
	}
}

// TestKeeperMark: it is still there after a restart.
func TestKeeperMark(t *testing.T) {
	t.Parallel()
	key, err := seal.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := seal.New(key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.TempDir(), sealer)
	if err != nil {
		t.Fatal(err)
	}
	for want := range uint64(3) {
		m, err := openKeeperMark(v)
		if err != nil || m.Position() != want {
			t.Fatalf("at %v, want %d: %v", m, want, err)
		}
		if err := m.Ack(want + 1); err != nil || m.Position() != want+1 {
			t.Fatal(err)
		}
	}
	if err := v.Put(inVaultKeeper, []byte("far")); err != nil {
		t.Fatal(err)
	}
	if _, err := openKeeperMark(v); err == nil {
		t.Error("nonsense is a place")
	}
}

// FuzzOwnAnswer: only a clear word is one.
func FuzzOwnAnswer(f *testing.F) {
	for _, s := range []string{`{"done":true}`, `{"done":false,"reason":"x"}`, `{}`, `{"done":null}`, `true`, ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if a, err := readOwnAnswer([]byte(text)); a.Done && (err != nil || !strings.Contains(text, "true")) {
			t.Errorf("%q is done, %v", text, errors.Join(err))
		}
	})
}
