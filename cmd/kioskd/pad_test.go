package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/padapp"
)

// plug gives the kiosk a simulated pad until the test ends.
func (k *kiosk) plug(script string) {
	k.t.Helper()
	pad, err := padapp.New(padapp.Config{Listen: "tcp://127.0.0.1:0", Script: script, Pace: 0.05})
	if err == nil {
		err = pad.Listen()
	}
	if err != nil {
		k.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- pad.Run(ctx) }()
	k.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			k.t.Error(err)
		}
	})
	k.config.Pad.Port = pad.Address()
	k.write()
}

// nothingMade fails if a command has made a data folder.
func (k *kiosk) nothingMade() {
	k.t.Helper()
	if _, err := os.Stat(k.config.Data); !errors.Is(err, os.ErrNotExist) {
		k.t.Errorf("the data folder was made: %v", err)
	}
}

// TestReadingMakesNothing: a mistyped folder stays what it was.
func TestReadingMakesNothing(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	for _, line := range []string{"status", "queue status", "queue list", "queue check", "queue show 1"} {
		k.bad(1, "no journal has been made in", strings.Fields(line)...)
	}
	k.plug("")
	if r := k.run("pad", "check"); r.code != 0 || !strings.Contains(r.out, "connected: ") || !strings.Contains(r.err, "there is no journal in") {
		t.Errorf("pad check: %+v", r)
	}
	if r := k.run("pad", "last"); r.code != 0 || !strings.Contains(r.out, "no approval") {
		t.Errorf("pad last: %+v", r)
	}
	k.nothingMade()
}

// TestBadSettingsMakeNothing: what is wrong in the configuration is said before
// a journal is made.
func TestBadSettingsMakeNothing(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	token := filepath.Join(t.TempDir(), "token")
	k.config.HQ.URL, k.config.HQ.TokenFile = "ws://127.0.0.1:1/sync", token
	k.write()
	k.bad(1, "hq.token_file", "run")
	if err := os.WriteFile(token, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	k.bad(1, "hq.token_file: "+token+" is empty", "run")
	k.config.HQ.URL = ""
	k.config.Screen.Listen = "0.0.0.0:8480"
	k.write()
	k.bad(1, "screen.listen", "run")
	k.nothingMade()
}

func TestNoSuchPort(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.config.Pad.Port = filepath.Join(t.TempDir(), "ttyPAD")
	k.write()
	begun := time.Now()
	for _, command := range []string{"check", "last", "pay --amount=100"} {
		r := k.bad(1, "ttyPAD does not exist", append([]string{"pad"}, strings.Fields(command)...)...)
		if strings.Contains(r.err, "deadline") || strings.Contains(r.err, "show a card") {
			t.Errorf("pad %s said %q", command, r.err)
		}
	}
	if took := time.Since(begun); took > 9*time.Second {
		t.Errorf("three commands took %v", took)
	}
}

// TestPayBesideAPayment: a refused payment asks nobody for a card, and ports are
// not listed under a payment.
func TestPayBesideAPayment(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.plug("approve card-wait=never")
	k.serve()
	e, err := kioskapp.Dial(t.Context(), k.config.Data)
	if err != nil {
		t.Fatal(err)
	}
	k.until(e, func(s kioskapp.Status) bool { return s.Pad.Up && s.State == agent.Idle })
	if _, err := e.PadPay(t.Context(), 1000); err != nil {
		t.Fatal(err)
	}
	if r := k.bad(1, "another payment is running", "pad", "pay", "--amount", "100"); strings.Contains(r.err, "show a card") {
		t.Errorf("said %q", r.err)
	}
	k.until(e, func(s kioskapp.Status) bool { return s.State == agent.Authorizing })
	term, _ := k.onTerminal()
	if err := (padPortsCmd{}).list(term, ports()); err == nil || !strings.Contains(err.Error(), "not idle") {
		t.Errorf("listed ports under a payment: %v", err)
	}
}

func (k *kiosk) until(e kioskapp.Engineer, wish func(kioskapp.Status) bool) {
	k.t.Helper()
	for deadline := time.After(20 * time.Second); ; {
		s, err := e.Status(k.t.Context())
		if err != nil {
			k.t.Fatal(err)
		}
		if wish(s) {
			return
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-deadline:
			k.t.Fatalf("the kiosk stays %+v", s)
		}
	}
}

// dying is an agent that goes away once a payment has been started, or before.
type dying struct {
	kioskapp.Engineer
	early bool
}

func (d dying) PadPay(context.Context, pay.Amount) (pay.Key, error) {
	if d.early {
		return "", fmt.Errorf("%w: reset", kioskapp.ErrGone)
	}
	return "key-of-the-payment", nil
}

func (dying) Refund(context.Context, agent.Refund) error { return nil }

func (dying) Payment(context.Context, pay.Key) (pay.Payment, error) {
	return pay.Payment{}, fmt.Errorf("%w: refused", kioskapp.ErrGone)
}

func TestAgentDiesMidCharge(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	term, _ := k.onTerminal()
	for early, want := range map[bool]string{
		true:  "a payment may have been started",
		false: "payment key-of-the-payment may have been charged: do not take it again; the agent settles it at its next start",
	} {
		if err := (padPayCmd{Amount: 100}).pay(term, k.config, dying{early: early}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestStatusAtRest(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.fill(2)
	r := k.bad(1, "kioskd is not running; start it with: kioskd run", "status")
	if n := strings.Count(r.out, "not asked, no agent is running"); n != 3 {
		t.Errorf("screen, pad and HQ are not asked, but %d said so:\n%s", n, r.out)
	}
	if !strings.Contains(r.out, "2 facts") {
		t.Errorf("the journal is not told of:\n%s", r.out)
	}
}
