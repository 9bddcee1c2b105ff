package hqsim

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// Script plays HQ's part in one connection. It returns when it has had enough,
// and the connection is cut.
type Script func(t *Talk)

// HQ is an http.Handler that kiosks connect to. Its zero value is a good HQ with
// an empty token.
type HQ struct {
	Token string

	// Fault chooses the script of connection n, counted from 1; nil, or a nil
	// script, means [Good].
	Fault func(n int) Script

	mu     sync.Mutex // guards what follows
	calls  int
	kept   map[string][][]byte // by epoch, fact n at n-1
	ever   map[string]int      // how many were kept before some were forgotten
	again  int
	broken []string
}

// Calls returns how many connections there were.
func (h *HQ) Calls() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.calls
}

// Kept returns the facts of an epoch.
func (h *HQ) Kept(epoch string) [][]byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.kept[epoch]
}

// Ever returns how many facts were kept at most, also if some are forgotten now.
func (h *HQ) Ever(epoch string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return max(h.ever[epoch], len(h.kept[epoch]))
}

// Again returns how many facts came that were kept already.
func (h *HQ) Again() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.again
}

// Broken returns what kiosks did against the rules.
func (h *HQ) Broken() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.broken
}

// Forget loses what was kept of an epoch after a number.
func (h *HQ) Forget(epoch string, after int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if lines := h.kept[epoch]; len(lines) > after {
		if h.ever == nil {
			h.ever = map[string]int{}
		}
		h.ever[epoch] = max(h.ever[epoch], len(lines))
		h.kept[epoch] = lines[:after:after]
	}
}

// ServeHTTP implements [http.Handler].
func (h *HQ) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.calls++
	n := h.calls
	h.mu.Unlock()
	play := Script(Good)
	if h.Fault != nil {
		if chosen := h.Fault(n); chosen != nil {
			play = chosen
		}
	}
	up := websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer func() { _ = conn.Close() }()
	play(&Talk{HQ: h, Conn: conn, nonce: fmt.Sprintf("nonce-%d", n)})
}

// keep stores facts once and notes what does not fit. It reports whether they may
// be acknowledged.
func (h *HQ) keep(epoch string, f *wire.Facts) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.kept == nil {
		h.kept = map[string][][]byte{}
	}
	for i, line := range f.Lines {
		seq, lines := f.First+uint64(i), h.kept[epoch]
		switch {
		case seq > uint64(len(lines))+1:
			h.breachLocked("fact %d came after %d", seq, len(lines))
			return false
		case seq <= uint64(len(lines)) && !bytes.Equal(lines[seq-1], line):
			h.breachLocked("fact %d came with other bytes", seq)
			return false
		case seq <= uint64(len(lines)):
			h.again++
		default:
			h.kept[epoch] = append(lines, bytes.Clone(line))
		}
	}
	return true
}

func (h *HQ) breachLocked(format string, args ...any) {
	h.broken = append(h.broken, fmt.Sprintf(format, args...))
}

func (h *HQ) breach(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.breachLocked(format, args...)
}

// head returns the number and hash of the last fact kept.
func (h *HQ) head(epoch string) (uint64, string) {
	lines := h.Kept(epoch)
	if len(lines) == 0 {
		return 0, wire.SeedHash(epoch)
	}
	return uint64(len(lines)), wire.Hash(lines[len(lines)-1])
}

// Talk is one connection.
type Talk struct {
	HQ    *HQ
	Conn  *websocket.Conn
	Hello *wire.Hello // once it was heard

	// Limits are what the welcome asks for.
	Limits wire.Limits

	nonce string
}

// Good is the script of a good HQ.
func Good(t *Talk) {
	if t.Greet() {
		t.Serve()
	}
}

// Greet challenges the kiosk, looks at its proof, and welcomes it.
func (t *Talk) Greet() bool { return t.Challenge() && t.Welcome() }

// Challenge sends the challenge and takes the hello.
func (t *Talk) Challenge() bool {
	t.Say(&wire.Challenge{Version: wire.Version, Nonce: t.nonce, Time: time.Now()})
	hello, ok := t.Hear().(*wire.Hello)
	if !ok {
		return false
	}
	if !hello.Proves(t.HQ.Token, t.nonce) {
		t.HQ.breach("a wrong proof")
		return false
	}
	t.Hello = hello
	return true
}

// Welcome says what is kept.
func (t *Talk) Welcome() bool {
	acked, hash := t.HQ.head(t.Hello.Epoch)
	t.Say(&wire.Welcome{Acked: acked, Hash: hash, Time: time.Now(), Limits: t.Limits})
	return true
}

// Serve keeps and acknowledges facts until the kiosk goes.
func (t *Talk) Serve() {
	for f := t.Facts(); f != nil; f = t.Facts() {
		t.Say(&wire.Ack{Upto: f.Last})
	}
}

// Facts returns the next facts, which are kept then, and nil when the kiosk has
// gone or broken the rules.
func (t *Talk) Facts() *wire.Facts {
	for m := t.Hear(); m != nil; m = t.Hear() {
		if f, ok := m.(*wire.Facts); ok {
			if !t.HQ.keep(t.Hello.Epoch, f) {
				return nil
			}
			return f
		}
	}
	return nil
}

// Hear returns the next message, nil when the kiosk has gone. What cannot be read
// is noted.
func (t *Talk) Hear() wire.Message {
	kind, b, err := t.Conn.ReadMessage()
	if err != nil {
		return nil
	}
	m, err := wire.Decode(b)
	if err != nil || kind != websocket.TextMessage {
		t.HQ.breach("the kiosk said %.100q: %v", b, err)
		return nil
	}
	return m
}

// HearOut listens to the end and returns the last message.
func (t *Talk) HearOut() (last wire.Message) {
	for m := t.Hear(); m != nil; m = t.Hear() {
		last = m
	}
	return last
}

// Say sends a message. The kiosk may have gone.
func (t *Talk) Say(m wire.Message) {
	b, err := wire.Encode(m)
	if err != nil {
		t.HQ.breach("the simulator's own mistake: %v", err)
		return
	}
	t.SayRaw(websocket.TextMessage, b)
}

// SayRaw sends any bytes as a message.
func (t *Talk) SayRaw(kind int, b []byte) { _ = t.Conn.WriteMessage(kind, b) }
