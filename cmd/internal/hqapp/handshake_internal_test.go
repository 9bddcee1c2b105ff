package hqapp

import (
	"crypto/tls"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// client is one end of a connection on which a handshake begins.
func client(t *testing.T) (*tls.Conn, net.Conn) {
	t.Helper()
	here, there := net.Pipe()
	t.Cleanup(func() { _, _ = here.Close(), there.Close() })
	return tls.Server(here, &tls.Config{}), here
}

// TestPorter: no more than so many at once; whoever is done, gone or slow makes room.
func TestPorter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPorter()
		var inside []*tls.Conn
		for range handshakes {
			c, line := client(t)
			if err := p.enter(t.Context(), line); err != nil {
				t.Fatal(err)
			}
			inside = append(inside, c)
		}
		done := make(chan error, 3)
		for range 3 {
			_, line := client(t)
			go func() { done <- p.enter(t.Context(), line) }()
		}
		synctest.Wait()
		if len(done) > 0 {
			t.Fatal("one more than there is room for came in")
		}
		for i, s := range []http.ConnState{http.StateNew, http.StateActive, http.StateClosed} {
			p.state(inside[i], s)
			p.state(inside[i], s)
			synctest.Wait()
			if len(done) != i {
				t.Fatalf("%v: %d came in, want %d", s, len(done), i)
			}
		}
		time.Sleep(handshakeTurn)
		synctest.Wait()
		if len(done) != 3 || len(p.turns) != 1 {
			t.Errorf("%d came in and %d turns are taken after %v, want 3 and that of the last", len(done), len(p.turns), handshakeTurn)
		}
	})
}
