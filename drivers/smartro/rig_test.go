package smartro_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
	"kioskd/drivers/smartro/smartrosim"
)

// bench is a driver and a simulated pad, joined by a cable in memory, in virtual
// time.
type bench struct {
	*testing.T
	*smartro.Driver
	pad *sim.Pad

	mu       sync.Mutex // guards what is below
	progress []pay.Progress
	late     []pay.Offer
	lateErr  error
	link     pay.Link
	accepted []pay.Offer
	dialogue []string
}

func (b *bench) Progress(p pay.Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.progress = append(b.progress, p)
}
func (b *bench) Link(l pay.Link) { b.mu.Lock(); defer b.mu.Unlock(); b.link = l }

func (b *bench) Late(_ context.Context, o pay.Offer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lateErr == nil {
		b.late = append(b.late, o)
	}
	return b.lateErr
}

func (b *bench) say(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dialogue = append(b.dialogue, line)
}

func (b *bench) said() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.dialogue, "\n")
}

func (b *bench) lateOffers() []pay.Offer { b.mu.Lock(); defer b.mu.Unlock(); return b.late }

func (b *bench) linkNow() pay.Link { b.mu.Lock(); defer b.mu.Unlock(); return b.link }

func (b *bench) progressNow() []pay.Progress { b.mu.Lock(); defer b.mu.Unlock(); return b.progress }

// accept records an offer at once.
func (b *bench) accept(_ context.Context, o pay.Offer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accepted = append(b.accepted, o)
	return nil
}

// cable joins a pad to each link that is opened. bend may change the kiosk's end.
func cable(ctx context.Context, pad *sim.Pad, bend func(link.Port) link.Port) link.Opener {
	return link.OpenFunc("memory", func(context.Context) (link.Link, error) {
		kiosk, other := link.Pipe()
		go pad.Serve(ctx, link.Start(other, 0))
		return link.Start(bend(kiosk), 0), nil
	})
}

func straight(p link.Port) link.Port { return p }

// withPad runs a test with a pad that follows a script.
func withPad(t *testing.T, script string, test func(*bench)) {
	t.Helper()
	withCable(t, script, straight, test)
}

// withSettings is withPad for a driver with settings of its own.
func withSettings(t *testing.T, script string, settings map[string]string, test func(*bench)) {
	t.Helper()
	withOptions(t, script, straight, drivers.Options{Settings: settings}, test)
}

func withCable(t *testing.T, script string, bend func(link.Port) link.Port, test func(*bench)) {
	t.Helper()
	withOptions(t, script, bend, drivers.Options{}, test)
}

func withOptions(t *testing.T, script string, bend func(link.Port) link.Port, o drivers.Options, test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		b := &bench{T: t}
		parsed, err := smartrosim.Kind.Parse(script)
		if err != nil {
			t.Fatal(err)
		}
		if b.pad, err = sim.New(smartrosim.Kind, sim.Options{Script: parsed, Say: b.say}); err != nil {
			t.Fatal(err)
		}
		o.Link, o.Watcher, o.TerminalID = cable(ctx, b.pad, bend), b, "9900000001"
		if o.Settings["ack"] == "serial" {
			o.Link = link.OpenFunc("tcp://127.0.0.1:1", o.Link.Open)
		}
		b.Driver, err = smartro.New(smartro.Options{Options: o})
		if err != nil {
			t.Fatal(err)
		}
		var running sync.WaitGroup
		running.Go(func() {
			if err := b.pad.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		running.Go(func() {
			if err := b.Driver.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		test(b)
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		cancel()
		running.Wait()
		if t.Failed() {
			t.Log("dialogue:\n" + b.said())
		}
	})
}
