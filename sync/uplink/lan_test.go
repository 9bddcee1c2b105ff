package uplink_test

import (
	"context"
	"net"
	"sync/atomic"
	"syscall"
)

// lan is a network of pipes, for virtual time.
type lan struct {
	calls chan net.Conn
	down  atomic.Bool
	dials atomic.Int64
	wrap  func(net.Conn) net.Conn // of the kiosk's end, may be nil
}

func newLAN() *lan { return &lan{calls: make(chan net.Conn)} }

func (l *lan) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	l.dials.Add(1)
	if l.down.Load() {
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
	ours, theirs := net.Pipe()
	select {
	case l.calls <- theirs:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if l.wrap != nil {
		ours = l.wrap(ours)
	}
	return ours, nil
}

// Accept, Close and Addr make the lan a listener of its one server.
func (l *lan) Accept() (net.Conn, error) {
	c, ok := <-l.calls
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (l *lan) Close() error   { return nil }
func (l *lan) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
