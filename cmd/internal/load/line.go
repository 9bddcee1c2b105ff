package load

import (
	"context"
	"net"
	"sync"
)

// line is the way to HQ below TLS, which can be cut.
type line struct {
	watch *watch

	mu   sync.Mutex // guards conn
	conn *net.TCPConn
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		l.watch.refused.Add(1)
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn, _ = conn.(*net.TCPConn)
	return conn, nil
}

// cut ends the connection without a word, as a router does that loses its power.
func (l *line) cut() {
	l.mu.Lock()
	conn := l.conn
	l.mu.Unlock()
	if conn == nil {
		return
	}
	_ = conn.SetLinger(0) // no goodbye
	_ = conn.Close()      // the uplink closes it, too
}
