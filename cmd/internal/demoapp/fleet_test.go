package demoapp_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/demoapp"
	"kioskd/cmd/internal/hqapp"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/padapp"
	"kioskd/drivers/sim"
	"kioskd/sync/hq/web/webtest"
)

// fleet is a real HQ, kiosks that have enrolled there, and the keys that are on no
// server.
type fleet struct {
	*testing.T
	folder             string
	hq                 *hqapp.App
	settings, operator ed25519.PrivateKey
	kiosks             []*kiosk
}

// kiosk is the agent, and a pad at its serial port.
type kiosk struct {
	*testing.T
	id, folder string
	app        *kioskapp.App
}

func newFleet(t *testing.T) *fleet {
	t.Helper()
	f := &fleet{T: t, folder: t.TempDir()}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, f.operator, err = ed25519.GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	f.settings = private
	f.hq, err = hqapp.New(hqapp.Config{Listen: "127.0.0.1:0", Store: "sqlite:" + filepath.Join(f.folder, "hq.db"), SettingsKey: public, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	runs(t, f.hq.Run)
	return f
}

// runs runs something until the test ends, in which it must not fail.
func runs(t *testing.T, f func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// begins starts a kiosk that enrols with a code, and its pad.
func (f *fleet) begins(id, code string) *kiosk {
	f.Helper()
	k := &kiosk{T: f.T, id: id, folder: filepath.Join(f.folder, id)}
	c, err := demoapp.Shop("")
	if err != nil {
		f.Fatal(err)
	}
	c.Kiosk.ID, c.Data, c.Screen.Listen = id, filepath.Join(k.folder, "data"), "127.0.0.1:0"
	c.HQ = config.HQ{URL: "ws://" + f.hq.Addr() + "/sync"}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		f.Fatal(err)
	}
	c.Pad.Port = k.plugsIn()
	k.enrols(c, code)
	// A fleet watches new settings for a minute, which a test has not got.
	k.app, err = kioskapp.Open(kioskapp.Options{Config: c, Watch: 2 * time.Second, Version: "v1.0.0", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	runs(f.T, k.app.Run)
	f.kiosks = append(f.kiosks, k)
	return k
}

// plugsIn starts a pad that approves everything, and returns its port.
func (k *kiosk) plugsIn() string {
	k.Helper()
	pad, err := padapp.New(padapp.Config{Listen: "tcp://127.0.0.1:0", State: k.padFile(), Pace: 0.1})
	if err == nil {
		err = pad.Listen()
	}
	if err != nil {
		k.Fatal(err)
	}
	runs(k.T, pad.Run)
	return pad.Address()
}

func (k *kiosk) padFile() string { return filepath.Join(k.folder, "pad.json") }

// enrols does what kioskd enroll does.
func (k *kiosk) enrols(c config.Config, code string) {
	k.Helper()
	books, err := kioskapp.MakeBooks(kioskapp.Options{Config: c, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		k.Fatal(err)
	}
	if _, err := books.Enrol(k.Context(), c.HQ.URL, code, false, rand.Reader); err != nil {
		k.Error(err)
	}
	if err := books.Close(); err != nil {
		k.Fatal(err)
	}
}

// price asks the kiosk's own local API what an item costs.
func (k *kiosk) price(item string) pay.Amount {
	k.Helper()
	resp, err := http.Get(k.app.URL() + "api/v1/catalogue")
	if err != nil {
		k.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var c agent.Catalogue
	if err := json.NewDecoder(resp.Body).Decode(&c); err != nil {
		k.Fatalf("%s: %v", resp.Status, err)
	}
	for _, i := range c.Items {
		if i.ID == item {
			return i.Price
		}
	}
	k.Fatalf("%s does not sell %s", k.id, item)
	return 0
}

// padHolds waits until the pad has that much of customers' money and no more.
func (k *kiosk) padHolds(want pay.Amount) {
	k.Helper()
	var held pay.Amount
	k.until(func() bool { held = k.held(); return held == want }, func() string { return fmt.Sprintf("the pad holds %d, want %d", held, want) })
}

func (k *kiosk) held() (sum pay.Amount) {
	k.Helper()
	text, err := os.ReadFile(k.padFile())
	if err != nil {
		k.Fatal(err)
	}
	var state struct {
		Ledger sim.Ledger `json:"ledger"`
	}
	if err := json.Unmarshal(text, &state); err != nil {
		k.Fatal(err)
	}
	for _, e := range state.Ledger.Entries {
		sum += e.Left()
	}
	return sum
}

// until looks again and again whether something has come about in another program.
func (k *kiosk) until(so func() bool, says func() string) {
	k.Helper()
	for end := time.Now().Add(webtest.Patience); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			k.Fatal(says())
		}
	}
}
