package uplink

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// dialWithin bounds an attempt, TLS and the WebSocket handshake included.
const dialWithin = 20 * time.Second

func (u *Uplink) dial(ctx context.Context) (*websocket.Conn, error) {
	d := websocket.Dialer{
		NetDialContext:   u.o.Dial,
		Proxy:            http.ProxyFromEnvironment,
		TLSClientConfig:  u.tls(),
		HandshakeTimeout: dialWithin,
		Subprotocols:     []string{wire.Subprotocol},
		ReadBufferSize:   1024,
		WriteBufferSize:  32 << 10, // a frame in a few writes

		EnableCompression: u.o.Metered,
	}
	conn, resp, err := d.DialContext(ctx, u.url().String(), nil)
	if err != nil {
		return nil, fmt.Errorf("dial HQ%s: %w", answered(resp), err)
	}
	if conn.Subprotocol() != wire.Subprotocol {
		_ = conn.Close()
		return nil, fmt.Errorf("what answers at HQ's address does not speak %s; check the address", wire.Subprotocol)
	}
	conn.SetReadLimit(wire.MaxMessage)
	return conn, nil
}

func answered(resp *http.Response) string {
	if resp == nil {
		return ""
	}
	return " (answered " + resp.Status + ")"
}

// tls keeps whoever configures certificates from going below TLS 1.2.
func (u *Uplink) tls() *tls.Config {
	c := u.o.TLS.Clone()
	if c == nil {
		c = &tls.Config{}
	}
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	return c
}
