package hq_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// pipes is a listener in memory.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if c, ok := <-p; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipes) dial(t *testing.T) *line {
	t.Helper()
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}, NetDialContext: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		p <- theirs
		return ours, nil
	}}
	conn, _, err := d.DialContext(t.Context(), "ws://localhost/sync", nil)
	if err != nil {
		t.Fatal(err)
	}
	return &line{t: t, conn: conn}
}

// listen hears what has come, pongs for one, for a moment, below the WebSocket
// so that the deadline spoils nothing.
func (k *line) listen() {
	raw := k.conn.NetConn()
	_ = raw.SetReadDeadline(time.Now().Add(time.Millisecond))
	b := make([]byte, 1024)
	for {
		if _, err := raw.Read(b); err != nil {
			break
		}
	}
	_ = raw.SetReadDeadline(time.Time{})
}
