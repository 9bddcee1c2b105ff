package zvt_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/sim"
	"kioskd/drivers/zvt"
	"kioskd/drivers/zvt/zvtsim"
)

// bench is a driver and a simulated pad, joined by a cable in memory, in virtual
// time.
type bench struct {
	*testing.T
	*zvt.Driver
	pad *sim.Pad

	mu       sync.Mutex // guards what is below
	progress []pay.Progress
	late     []pay.Offer
	link     pay.Link
	links    []pay.Link
	accepted []pay.Offer
	dialogue []string
}

func (b *bench) Progress(p pay.Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.progress = append(b.progress, p)
}

func (b *bench) Link(l pay.Link) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.link, b.links = l, append(b.links, l)
}

func (b *bench) Late(_ context.Context, o pay.Offer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.late = append(b.late, o)
	return nil
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

func (b *bench) lateOffers() []pay.Offer {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.late)
}
func (b *bench) linkNow() pay.Link { b.mu.Lock(); defer b.mu.Unlock(); return b.link }
func (b *bench) offers() []pay.Offer {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.accepted)
}

// accept records an offer at once.
func (b *bench) accept(_ context.Context, o pay.Offer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accepted = append(b.accepted, o)
	return nil
}

// setup is what a test is played on.
type setup struct {
	script   string
	tcp      bool
	settings map[string]string
	terminal string                    // of the configuration, 99000001 by default
	bend     func(link.Port) link.Port // the kiosk's end of the cable

	resent func(drivers.Direction)
}

func (s setup) opener(ctx context.Context, pad *sim.Pad) link.Opener {
	return link.OpenFunc("memory", func(context.Context) (link.Link, error) {
		kiosk, other := link.Pipe()
		go pad.Serve(ctx, link.Start(other, 0))
		if s.bend != nil {
			kiosk = s.bend(kiosk)
		}
		return link.Start(kiosk, 0), nil
	})
}

func (s setup) options(ctx context.Context, b *bench) zvt.Options {
	settings := map[string]string{"transport": map[bool]string{true: "tcp", false: "serial"}[s.tcp]}
	for name, value := range s.settings {
		settings[name] = value
	}
	terminal := "99000001"
	if s.terminal != "" {
		terminal = s.terminal
	}
	return zvt.Options{Options: drivers.Options{
		Link: s.opener(ctx, b.pad), Watcher: b, Location: time.UTC, TerminalID: terminal, Settings: settings, Resent: s.resent,
	}}
}

// run plays a test in virtual time.
func (s setup) run(t *testing.T, test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		b := &bench{T: t}
		script, err := zvtsim.Kind.Parse(s.script)
		if err != nil {
			t.Fatal(err)
		}
		if b.pad, err = sim.New(zvtsim.Kind, sim.Options{Script: script, Say: b.say, Location: time.UTC}); err != nil {
			t.Fatal(err)
		}
		if b.Driver, err = zvt.New(s.options(ctx, b)); err != nil {
			t.Fatal(err)
		}
		var running sync.WaitGroup
		for _, run := range []func(context.Context) error{b.pad.Run, b.Driver.Run} {
			running.Go(func() {
				if err := run(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		defer func() {
			if err := b.Close(); err != nil {
				t.Error(err)
			}
			cancel()
			running.Wait()
			if t.Failed() {
				t.Log("dialogue:\n" + b.said())
			}
		}()
		synctest.Wait()
		test(b)
	})
}

// both plays a test on a serial line and over TCP.
func both(t *testing.T, script string, test func(*bench)) {
	t.Helper()
	for name, tcp := range map[string]bool{"serial": false, "tcp": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			setup{script: script, tcp: tcp}.run(t, test)
		})
	}
}
