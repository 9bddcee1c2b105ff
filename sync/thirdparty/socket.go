package thirdparty

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// Bounds of the WebSocket. A line that is silent although it was pinged is taken
// for dead.
const (
	maxMessage  = 64 << 10 // bytes
	pingEvery   = 20 * time.Second
	silentAfter = 45 * time.Second
	writeWithin = 5 * time.Second
)

// socket keeps a WebSocket to the server open, over which it pushes.
func (s *Server) socket(ctx context.Context, announce func(Announcement)) error {
	return s.keepOpen(ctx, WebSocket, func(up func()) error { return s.listen(ctx, up, announce) })
}

// keepOpen opens a way again whenever it has ended. A way that stood, as its
// session tells by up, is opened again soon; one that never did with more and more
// patience.
func (s *Server) keepOpen(ctx context.Context, w Way, session func(up func()) error) error {
	wait := backoff{rand: s.o.Rand}
	for {
		err := session(func() {
			wait.reset()
			s.links.note(string(w), nil)
		})
		if ctx.Err() != nil {
			return nil
		}
		if err == nil {
			err = errors.New("the server has ended the connection")
		}
		s.links.note(string(w), err)
		pause(ctx, wait.next(), nil)
	}
}

// listen is one connection, until it breaks.
func (s *Server) listen(ctx context.Context, up func(), announce func(Announcement)) error {
	c, err := s.dial(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	pinging := make(chan struct{})
	go func() {
		defer close(pinging)
		ping(ctx, c)
	}()
	defer func() {
		cancel()
		<-pinging
	}()
	c.SetReadLimit(maxMessage)
	alive := func(string) error { return c.SetReadDeadline(time.Now().Add(silentAfter)) }
	c.SetPongHandler(alive)
	up()
	for {
		if err := alive(""); err != nil {
			return err
		}
		_, text, err := c.ReadMessage()
		if err != nil {
			return err
		}
		key, err := parsePush(text, s.o.Names)
		if err != nil {
			s.o.Log.Warn("the operator's server pushed nonsense; it is ignored", "way", WebSocket, "err", err)
			continue
		}
		if key != "" {
			announce(Announcement{Key: key, Way: WebSocket})
		}
	}
}

// ping keeps the connection alive, and closes it when ctx ends, which ends its
// reading.
func ping(ctx context.Context, c *websocket.Conn) {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			end := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
			_ = c.WriteControl(websocket.CloseMessage, end, time.Now().Add(time.Second)) // a courtesy
			_ = c.Close()                                                                // nothing is left to be written
			return
		case <-tick.C:
			// A ping that does not leave shows as silence.
			_ = c.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin))
		}
	}
}

// dial opens the WebSocket, signed in.
func (s *Server) dial(ctx context.Context) (*websocket.Conn, error) {
	key, err := s.keys.get(ctx)
	if err != nil {
		return nil, err
	}
	c, status, err := s.dialWith(ctx, key)
	if status == http.StatusUnauthorized {
		if key, err = s.keys.renew(ctx, key); err != nil {
			return nil, err
		}
		if c, status, err = s.dialWith(ctx, key); status == http.StatusUnauthorized {
			return nil, ErrSignIn
		}
	}
	return c, err
}

func (s *Server) dialWith(ctx context.Context, key *credential) (*websocket.Conn, int, error) {
	d := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: s.o.TLS, HandshakeTimeout: headerWithin, Jar: s.client.Jar,
	}
	h := http.Header{}
	key.put(h)
	// http becomes ws, https becomes wss.
	address := "ws" + strings.TrimPrefix(at(s.base, s.o.Paths.Socket), "http")
	c, r, err := d.DialContext(ctx, address, h) //nolint:bodyclose // a WebSocket handshake leaves no body to close
	switch {
	case err == nil:
		return c, r.StatusCode, nil
	case r != nil:
		return nil, r.StatusCode, fmt.Errorf("GET %s: the server answered %s and opened no WebSocket", s.o.Paths.Socket, r.Status)
	}
	return nil, 0, err
}
