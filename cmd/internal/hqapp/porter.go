package hqapp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"sync"
	"time"
)

// Bounds of TLS handshakes.
const (
	handshakes      = 32              // at once; they are work for the processor, and more would only wait for it
	handshakeQueue  = 1024            // who has said hello and waits for a turn
	handshakeWithin = 5 * time.Second // longer nobody waits: a kiosk gives a whole attempt 20 s
)

// errCrowd ends a handshake that got no turn. Kiosks come back by themselves, later
// each time.
var errCrowd = errors.New("more clients than HQ can shake hands with at the moment; this one may come back")

// porter lets clients in a few at a time: the work of a handshake needs several times
// the memory of the connection that it makes, and in a storm ten thousand kiosks
// begin one in the same second.
//
//	hello, whole ──▶ enter ──▶ keys, signature ──▶ our answer is written: the next
//	                   │
//	                   └ no turn within 5 s, or 1024 came after it: closed
//
// A turn lasts as long as our own work, and never waits for a client, so that nobody
// keeps others out by being slow. The newest goes first: whoever has waited long has
// most likely given up already.
type porter struct {
	mu      sync.Mutex // guards what follows
	free    int
	waiting []chan error // each holds one; the newest last
}

func newPorter() *porter { return &porter{free: handshakes} }

// hello fits [tls.Config.GetConfigForClient], which is called when a client's hello
// is whole. It takes a turn that ends with the first write to a [guest].
func (p *porter) hello(h *tls.ClientHelloInfo) (*tls.Config, error) {
	g, ok := h.Conn.(*guest)
	if !ok {
		return nil, nil // not from our listener
	}
	if err := p.enter(h.Context()); err != nil {
		return nil, err
	}
	g.took(p.leave)
	return nil, nil
}

// enter waits for a turn.
func (p *porter) enter(ctx context.Context) error {
	turn, first := p.ask()
	if first != nil {
		first <- errCrowd
	}
	if turn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, handshakeWithin, errCrowd)
	defer cancel()
	select {
	case err := <-turn:
		return err
	case <-ctx.Done():
	}
	if p.forget(turn) {
		return context.Cause(ctx)
	}
	return <-turn // which came in the same moment
}

// ask takes a turn and returns nil, or where it will come; and, when too many wait,
// whose time is over.
func (p *porter) ask() (turn, first chan error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.free > 0 {
		p.free--
		return nil, nil
	}
	if len(p.waiting) == handshakeQueue {
		first = p.waiting[0]
		p.waiting = slices.Delete(p.waiting, 0, 1)
	}
	turn = make(chan error, 1)
	p.waiting = append(p.waiting, turn)
	return turn, first
}

// forget takes somebody off the list, and reports whether it was there.
func (p *porter) forget(turn chan error) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.waiting, turn)
	if i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
	return i >= 0
}

// leave ends a turn: it is the newest one's.
func (p *porter) leave() {
	if turn := p.next(); turn != nil {
		turn <- nil
	}
}

func (p *porter) next() chan error {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.waiting) - 1
	if last < 0 {
		p.free++
		return nil
	}
	turn := p.waiting[last]
	p.waiting = slices.Delete(p.waiting, last, last+1)
	return turn
}

// guests is a listener whose connections can hold a turn.
type guests struct{ net.Listener }

// Accept implements [net.Listener].
func (g guests) Accept() (net.Conn, error) {
	c, err := g.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &guest{Conn: c}, nil
}

// guest is a connection below TLS, which gives its turn back with its first write:
// that is our answer to a hello, after which the client has work to do.
type guest struct {
	net.Conn
	mu   sync.Mutex // guards back
	back func()     // nil without a turn
}

func (g *guest) took(back func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.back = back
}

func (g *guest) leave() {
	g.mu.Lock()
	back := g.back
	g.back = nil
	g.mu.Unlock()
	if back != nil {
		back()
	}
}

// Write implements [net.Conn].
func (g *guest) Write(b []byte) (int, error) {
	n, err := g.Conn.Write(b)
	g.leave()
	return n, err
}

// Close implements [net.Conn].
func (g *guest) Close() error {
	g.leave()
	return g.Conn.Close()
}
