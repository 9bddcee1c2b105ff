package simnet

import (
	"context"
	"net"
	"sync"
	"syscall"
)

// Net is a network with one server, which may come and go.
type Net struct {
	up, back Options

	mu     sync.Mutex // guards what follows
	lines  []Line
	down   bool // nothing gets through, new connections least of all
	server *Listener
}

// NewNet lays a network: up is the way to the server.
func NewNet(up, back Options) *Net { return &Net{up: up, back: back} }

// Dial connects to the server. While the network is down it waits for as long as
// it may; where no server listens it is refused at once.
func (n *Net) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	server, down := n.now()
	if down {
		<-ctx.Done()
		return nil, &net.OpError{Op: "dial", Err: ctx.Err()}
	}
	if server == nil {
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
	ours, theirs, line := Pair(n.up, n.back)
	select {
	case server.calls <- theirs:
	case <-server.closed:
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	case <-ctx.Done():
		return nil, &net.OpError{Op: "dial", Err: ctx.Err()}
	}
	n.mu.Lock()
	n.lines = append(n.lines, line)
	n.mu.Unlock()
	return ours, nil
}

func (n *Net) now() (*Listener, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.server, n.down
}

// Cut ends every connection; new ones can be made at once.
func (n *Net) Cut() {
	for _, l := range n.take() {
		l.Cut()
	}
}

// Freeze has every connection stand and carry nothing any more, as when a router
// forgets them.
func (n *Net) Freeze() {
	for _, l := range n.take() {
		l.Freeze()
	}
}

func (n *Net) take() []Line {
	n.mu.Lock()
	defer n.mu.Unlock()
	lines := n.lines
	n.lines = nil
	return lines
}

// Down switches the network off, or on again. Connections that stand when it
// goes off are frozen.
func (n *Net) Down(down bool) {
	n.mu.Lock()
	n.down = down
	n.mu.Unlock()
	if down {
		n.Freeze()
	}
}

// Listen puts the server into the network, in place of the one before.
func (n *Net) Listen() *Listener {
	l := &Listener{net: n, calls: make(chan net.Conn), closed: make(chan struct{})}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.server = l
	return l
}

// Listener is where the server hears of connections.
type Listener struct {
	net    *Net
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

var _ net.Listener = (*Listener)(nil)

// Accept implements [net.Listener].
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements [net.Listener]: from now on connections are refused.
func (l *Listener) Close() error {
	l.once.Do(func() {
		close(l.closed)
		l.net.mu.Lock()
		defer l.net.mu.Unlock()
		if l.net.server == l {
			l.net.server = nil
		}
	})
	return nil
}

// Addr implements [net.Listener].
func (l *Listener) Addr() net.Addr { return addr }
