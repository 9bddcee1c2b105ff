package uplink_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// scripted is an HQ that says what a test wants.
type scripted struct {
	t    *testing.T
	talk func(*script)
}

// script is one connection to a scripted HQ.
type script struct {
	t     *testing.T
	conn  *websocket.Conn
	hello *wire.Hello
}

func (s scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		s.t.Errorf("upgrade: %v", err)
		return
	}
	defer func() { _ = conn.Close() }()
	s.talk(&script{t: s.t, conn: conn})
}

// greet takes the hello and answers it.
func (s *script) greet(answer func(*wire.Hello) wire.Message) {
	s.say(&wire.Challenge{Version: wire.Version, Nonce: "n", Time: time.Now()})
	hello, ok := s.hear().(*wire.Hello)
	if !ok {
		return
	}
	s.hello = hello
	s.say(answer(hello))
}

func welcomeAt(seq uint64) func(*wire.Hello) wire.Message {
	return func(*wire.Hello) wire.Message { return &wire.Welcome{Acked: seq, Time: time.Now()} }
}

func (s *script) say(m wire.Message) {
	b, err := wire.Encode(m)
	if err != nil {
		s.t.Errorf("encode: %v", err)
		return
	}
	_ = s.conn.WriteMessage(websocket.TextMessage, b) // the kiosk may have gone
}

// hear returns the next message, nil when the kiosk has gone.
func (s *script) hear() wire.Message {
	_, b, err := s.conn.ReadMessage()
	if err != nil {
		return nil
	}
	m, err := wire.Decode(b)
	if err != nil {
		s.t.Errorf("the kiosk sent %.100q: %v", b, err)
	}
	return m
}

// hearOut passes over what the kiosk says, to its end, and returns what ended
// it, if that was a message.
func (s *script) hearOut() (last wire.Message) {
	for m := s.hear(); m != nil; m = s.hear() {
		last = m
	}
	return last
}

// facts returns the next facts, passing over statuses.
func (s *script) facts() *wire.Facts {
	for m := s.hear(); m != nil; m = s.hear() {
		if f, ok := m.(*wire.Facts); ok {
			return f
		}
	}
	return nil
}
