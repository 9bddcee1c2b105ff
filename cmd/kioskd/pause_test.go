package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/cmd/internal/kioskapp"
)

// TestPause: whoever stops the service waits for the payment that is open, and
// none begins until the pause is over.
func TestPause(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.plug("approve card-wait=never")
	k.serve()
	e, err := kioskapp.Dial(t.Context(), k.config.Data)
	if err != nil {
		t.Fatal(err)
	}
	k.until(e, func(s kioskapp.Status) bool { return s.Pad.Up && s.State == agent.Idle })
	resume, err := e.Pause(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.PadPay(t.Context(), 1000); !errors.Is(err, agent.FaultChanging) && !strings.Contains(err.Error(), agent.FaultChanging.Text) {
		t.Errorf("a payment in a pause: %v", err)
	}
	resume()
	k.payable(e)
	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := e.Pause(short); !errors.Is(err, kioskapp.ErrBusy) {
		t.Errorf("a pause under a payment: %v", err)
	}
	stopped := false
	term, _ := k.onTerminal()
	term.file = k.file
	if err := term.quietly(false, 300*time.Millisecond, func() error { stopped = true; return nil }); err == nil || stopped || !strings.Contains(err.Error(), "--now") {
		t.Errorf("stopped %v under a payment: %v", stopped, err)
	}
	if err := term.quietly(true, 0, func() error { stopped = true; return nil }); err != nil || !stopped {
		t.Errorf("stop --now: %v", err)
	}
}

// payable returns once a payment has begun: the kiosk hears a moment later that a
// pause is over.
func (k *kiosk) payable(e kioskapp.Engineer) {
	k.t.Helper()
	k.until(e, func(s kioskapp.Status) bool {
		if s.State == agent.Idle {
			_, _ = e.PadPay(k.t.Context(), 1000) // refused while the pause ends
		}
		return s.State == agent.Authorizing
	})
}

// TestStatusOfService: what a program reads has the service in it where there is
// a manager, and is whole without.
func TestStatusOfService(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.serve()
	var s fullStatus
	k.fromJSON(&s, "status")
	if !s.Running || s.Kiosk == "" {
		t.Errorf("%+v", s)
	}
	if text := tellService(nil); text != "no service manager here" {
		t.Error(text)
	}
}

// TestInstallRefuses what cannot work before anything is changed.
func TestInstallRefuses(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.bad(1, "a code needs HQ's address: add --hq URL", "install", "--code", "ABCD-EFGH-JKMN")
	k.bad(1, "is for the service manager of Windows", "service")
}
