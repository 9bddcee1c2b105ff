package padapp

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/all"
	"kioskd/drivers/link"
)

// kiosk is a driver that is connected to an app.
type kiosk struct {
	drivers.Pad
	currency pay.Currency
	links    chan pay.Link
}

func (kiosk) Progress(pay.Progress)                 {}
func (kiosk) Late(context.Context, pay.Offer) error { return nil }
func (k kiosk) Link(l pay.Link)                     { k.links <- l }

// start runs something until the test ends.
func start(t *testing.T, run func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func startApp(t *testing.T, c Config) (*App, func()) {
	t.Helper()
	c.Pace = 0.01
	app, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Listen(); err != nil {
		t.Fatal(err)
	}
	return app, start(t, app.Run)
}

func startKiosk(t *testing.T, app *App) (*kiosk, func()) {
	t.Helper()
	way, err := link.Parse(app.Address())
	if err != nil {
		t.Fatal(err)
	}
	name := app.config.Driver
	if name == "" {
		name = "smartro"
	}
	return startKioskOver(t, name, way)
}

func startKioskOver(t *testing.T, name string, way link.Opener) (*kiosk, func()) {
	t.Helper()
	driver, err := all.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	k := &kiosk{links: make(chan pay.Link, 10), currency: map[string]pay.Currency{"smartro": pay.KRW, "zvt": pay.EUR}[name]}
	k.Pad, err = driver.New(drivers.Options{Link: way, Watcher: k})
	if err != nil {
		t.Fatal(err)
	}
	stop := start(t, k.Run)
	k.await(t, true)
	return k, stop
}

func (k *kiosk) await(t *testing.T, up bool) {
	t.Helper()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case l := <-k.links:
			if l.Up == up {
				return
			}
		case <-deadline:
			t.Fatalf("the link never came to be up: %v", up)
		}
	}
}

func (k *kiosk) pay(t *testing.T) (pay.Answer, error) {
	t.Helper()
	if _, err := k.Mark(t.Context()); err != nil {
		t.Fatal(err)
	}
	return k.Authorize(t.Context(), k.charge(), func(context.Context, pay.Offer) error { return nil })
}

func (k *kiosk) charge() pay.Charge {
	return pay.Charge{Key: "order-1", Attempt: 1, Currency: k.currency, Amount: 11000, VAT: 1000, SentAt: time.Now()}
}

func (k *kiosk) mustPay(t *testing.T) {
	t.Helper()
	if a, err := k.pay(t); err != nil || a.Approval == nil {
		t.Fatalf("%+v, %v", a, err)
	}
}

func taken(t *testing.T, app *App, want int) {
	t.Helper()
	if sum, n := app.Ledger().Taken(); n != want || sum != pay.Amount(want)*11000 {
		t.Errorf("taken %d by %d, want %d approvals", sum, n, want)
	}
}

// exercise pays, comes back as another kiosk, has the line cut, and starts the
// pad again from its file. What the VAN has approved when the line is cut stands
// with some protocols only.
func exercise(t *testing.T, driver, listen string, want int) {
	t.Helper()
	config := Config{Driver: driver, Listen: listen, State: filepath.Join(t.TempDir(), "pad.json"), Script: "approve chip\napprove\nvanish van"}
	app, stopApp := startApp(t, config)
	first, stop := startKiosk(t, app)
	first.mustPay(t)
	stop()

	second, stop := startKiosk(t, app)
	second.mustPay(t)
	if _, err := second.pay(t); pay.FateOf(err) != pay.Unknown {
		t.Errorf("a cut line gave %v", err)
	}
	second.await(t, false)
	second.await(t, true)
	if err := app.Extend(t.Context(), "decline 6B"); err != nil {
		t.Fatal(err)
	}
	if a, err := second.pay(t); err != nil || a.Decline == nil {
		t.Errorf("%+v, %v; want a decline", a, err)
	}
	taken(t, app, want)
	stop()
	stopApp()

	config.Script = ""
	again, _ := startApp(t, config)
	taken(t, again, want)
	third, _ := startKiosk(t, again)
	if m, err := third.Mark(t.Context()); err != nil || m.Empty {
		t.Errorf("the pad forgot its last approval: %+v, %v", m, err)
	}
}

func TestTCP(t *testing.T) {
	t.Parallel()
	exercise(t, "smartro", "tcp://127.0.0.1:0", 3)
}

func TestZVTOverTCP(t *testing.T) {
	t.Parallel()
	exercise(t, "zvt", "tcp://127.0.0.1:0", 2)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]Config{
		"receipt printer remembers": {Driver: "escpos", State: "pad.json"}, "no verb": {Driver: "escpos", Script: "dance now"}, "driver escpos": {PNG: "slip.png"},
		"zvt": {Driver: "abacus", Listen: "pty"}, "line 1": {Script: "dance", Listen: "pty"}, "above 0": {Pace: -1, Listen: "pty"},
	} {
		if _, err := New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want a hint at %q", c, err, want)
		}
	}
	for _, listen := range []string{"", "pty:", "udp://127.0.0.1:0", "tcp://127.0.0.1:99999", "tcp://nowhere"} {
		app, err := New(Config{Listen: listen})
		if err != nil {
			t.Fatal(err)
		}
		if err := app.Listen(); err == nil || app.Address() != "" {
			t.Errorf("listening on %q worked: %q, %v", listen, app.Address(), err)
		}
	}
}
