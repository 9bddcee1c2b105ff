package hqapp

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"
)

// Bounds of TLS handshakes that have begun.
const (
	handshakes    = 64              // at once; more would wait for the processor anyway
	handshakeTurn = 2 * time.Second // after which a slow client keeps others out no more
)

// porter lets clients in a few at a time: a handshake needs several times the memory
// of the connection that it makes, and in a storm ten thousand kiosks begin one in
// the same second. Those who wait have sent their first message, and cost little.
type porter struct {
	turns chan struct{}
	mu    sync.Mutex
	leave map[net.Conn]func() // gives a client's turn back
}

func newPorter() *porter {
	return &porter{turns: make(chan struct{}, handshakes), leave: map[net.Conn]func(){}}
}

// hello fits [tls.Config.GetConfigForClient].
func (p *porter) hello(h *tls.ClientHelloInfo) (*tls.Config, error) {
	return nil, p.enter(h.Context(), h.Conn)
}

// enter holds a client back until there is a turn, or its time for a handshake is
// over.
func (p *porter) enter(ctx context.Context, c net.Conn) error {
	select {
	case p.turns <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	back := sync.OnceFunc(func() { <-p.turns })
	late := time.AfterFunc(handshakeTurn, back)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.leave[c] = func() { late.Stop(); back() }
	return nil
}

// state hears what became of a connection. It fits [http.Server.ConnState], where
// the first byte of a request means that the handshake is done.
func (p *porter) state(c net.Conn, s http.ConnState) {
	secured, ok := c.(*tls.Conn)
	if !ok || s == http.StateNew {
		return
	}
	p.mu.Lock()
	leave, begun := p.leave[secured.NetConn()]
	delete(p.leave, secured.NetConn())
	p.mu.Unlock()
	if begun {
		leave()
	}
}
