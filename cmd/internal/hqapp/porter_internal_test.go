package hqapp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// full returns a porter all of whose turns are taken.
func full(t *testing.T) *porter {
	t.Helper()
	p := newPorter()
	for range handshakes {
		if err := p.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// ask has somebody wait for a turn, and returns where the end of that is said.
func ask(ctx context.Context, p *porter) chan error {
	done := make(chan error, 1)
	go func() { done <- p.enter(ctx) }()
	synctest.Wait()
	return done
}

// TestPorter: the newest goes first, and nobody waits for longer than a few seconds.
func TestPorter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := full(t)
		older := ask(t.Context(), p)
		time.Sleep(handshakeWithin / 2)
		newer := ask(t.Context(), p)
		if len(older)+len(newer) > 0 {
			t.Fatal("one more than there is room for came in")
		}
		p.leave()
		synctest.Wait()
		if len(older) > 0 || <-newer != nil {
			t.Error("the older one went first")
		}
		time.Sleep(handshakeWithin / 2)
		synctest.Wait()
		if err := <-older; !errors.Is(err, errCrowd) {
			t.Errorf("after %v: %v", handshakeWithin, err)
		}
		for range handshakes {
			p.leave()
		}
		if p.free != handshakes || len(p.waiting) > 0 {
			t.Errorf("%d turns are free in the end, and %d wait", p.free, len(p.waiting))
		}
	})
}

// TestPorterCrowd: of too many who wait, the oldest is sent away at once; one that
// hangs up waits no more.
func TestPorterCrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := full(t)
		ctx, hangUp := context.WithCancel(t.Context())
		defer hangUp()
		oldest, second := ask(t.Context(), p), ask(ctx, p)
		for range handshakeQueue - 1 {
			ask(t.Context(), p)
		}
		if err := <-oldest; !errors.Is(err, errCrowd) {
			t.Errorf("the oldest of too many: %v", err)
		}
		hangUp()
		if err := <-second; !errors.Is(err, context.Canceled) || len(p.waiting) != handshakeQueue-1 {
			t.Errorf("one that hung up: %v, and %d wait", err, len(p.waiting))
		}
	})
}

// TestGuest: a turn lasts until our answer is written, or the line is closed, and is
// given back once.
func TestGuest(t *testing.T) {
	p := newPorter()
	for name, end := range map[string]func(g *guest) error{
		"write": func(g *guest) error { _, err := g.Write([]byte("hello")); return err },
		"close": (*guest).Close,
	} {
		here, there := net.Pipe()
		go func() { _, _ = there.Read(make([]byte, 9)) }()
		g := &guest{Conn: here}
		_, err := p.hello(&tls.ClientHelloInfo{Conn: g})
		if err != nil || p.free != handshakes-1 {
			t.Fatalf("%s: %v, %d are free", name, err, p.free)
		}
		if err := errors.Join(end(g), g.Close(), there.Close()); err != nil || p.free != handshakes {
			t.Errorf("%s: %v, %d are free in the end", name, err, p.free)
		}
	}
}
