package kioskapp

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/cmd/internal/config"
	"kioskd/sync/wire"
)

// TestClockIsKept: starts are counted, facts carry what their time is worth, and
// what is damaged in the vault is made up for by the newest facts.
func TestClockIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, stamp := startAndOrder(t, dir)
	if first.Boot != 1 || stamp.Boot != 1 || stamp.Bad != "" {
		t.Errorf("first start: clock %+v, fact %+v", first, stamp)
	}
	second, stamp := startAndOrder(t, dir)
	if second.Boot != 2 || stamp.Boot != 2 || !second.Floor.After(first.Floor) {
		t.Errorf("second start: clock %+v after %+v, fact %+v", second, first, stamp)
	}
	if err := os.WriteFile(filepath.Join(dir, vaultFolder, inVaultClock+".sealed"), []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	third, _ := startAndOrder(t, dir)
	if third.Boot != 3 || third.Floor.Before(second.Floor.Add(-time.Second)) {
		t.Errorf("after damage: clock %+v after %+v", third, second)
	}
}

// startAndOrder starts an agent, stores an order, and returns the clock as the
// start found it and what the order's fact says of its time.
func startAndOrder(t *testing.T, dir string) (wire.Clock, wire.Stamp) {
	t.Helper()
	c := config.Default()
	c.Data = dir
	a, err := Open(Options{Config: c, Log: slog.New(slog.DiscardHandler), Offline: true})
	if err != nil {
		t.Fatal(err)
	}
	clock := a.clock.State(time.Now())
	if _, err := a.agent.Order(t.Context(), []agent.Pick{{Item: "item-1", Quantity: 1}}, "en"); err != nil {
		t.Error(err)
	}
	last, _ := a.queue.Last()
	fact, err := a.QueueShow(t.Context(), last)
	var body wire.Body
	if err == nil {
		err = json.Unmarshal(fact.Body, &body)
	}
	if err != nil || body.Clock == nil {
		t.Fatalf("fact %s, %v", fact.Body, err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	return clock, *body.Clock
}
