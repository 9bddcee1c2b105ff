package conform_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// crook stands between a kiosk and a good HQ, and makes a bad one of it.
type crook struct {
	door http.Handler // takes what is no WebSocket
	dial func(context.Context, string, string) (net.Conn, error)
	fault
	mu     sync.Mutex        // guards what follows, and what a wretch knows
	nonces []string          // all so far
	public ed25519.PublicKey // of the kiosk that enrolled last
}

// fault is one way in which an HQ can be bad. What passes in a direction is
// changed into what shall pass instead; nil hooks change nothing.
type fault struct {
	up, down func(*wretch, frame) []frame

	subprotocol func(r *http.Request) (answer []string, refuse bool)
	enrol       func(w http.ResponseWriter, r *http.Request, good http.Handler)
	noPong      bool
	clings      bool // does not let go of who is silent
	hq          func(*parts)
}

// wretch is one connection through a crook.
type wretch struct {
	*crook
	kiosk, hq *websocket.Conn
	hello     *wire.Hello
	nonce     string
	acked     uint64
	forked    bool
	stay      bool       // keep the kiosk's end open when HQ closes
	heard     time.Time  // from the kiosk
	held      []frame    // put off
	out       chan frame // to the kiosk; an empty one closes
	once      map[string]bool
}

type frame struct {
	kind int
	b    []byte
}

// text makes frames of messages.
func text(ms ...wire.Message) (frames []frame) {
	for _, m := range ms {
		b, err := wire.Encode(m)
		if err != nil {
			panic(err)
		}
		frames = append(frames, frame{websocket.TextMessage, b})
	}
	return frames
}

// message returns what the frame says, nil if nobody can tell.
func (f frame) message() wire.Message {
	m, err := wire.Decode(f.b)
	if err != nil {
		return nil
	}
	return m
}

func (c *crook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		c.remember(r)
		if c.enrol != nil {
			c.enrol(w, r, c.door)
			return
		}
		c.door.ServeHTTP(w, r)
		return
	}
	answer, refuse := names(r)
	if c.subprotocol != nil {
		answer, refuse = c.subprotocol(r)
	}
	if refuse {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	up := websocket.Upgrader{Subprotocols: answer, EnableCompression: true}
	kiosk, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c.relay(kiosk)
}

// remember notes the key that enrols.
func (c *crook) remember(r *http.Request) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	c.mu.Lock()
	defer c.mu.Unlock()
	if public, err := enrolment(b).Check(); err == nil && enrolment(b).Code != noCode && c.public == nil {
		c.public = public
	}
}

func names(r *http.Request) (answer []string, refuse bool) {
	return []string{wire.Subprotocol}, len(websocket.Subprotocols(r)) == 0
}

// relay passes messages both ways until both ends are closed.
func (c *crook) relay(kiosk *websocket.Conn) {
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}, NetDialContext: c.dial}
	hq, _, err := d.Dial("ws://localhost/sync", nil)
	if err != nil {
		_ = kiosk.Close()
		return
	}
	x := &wretch{crook: c, kiosk: kiosk, hq: hq, heard: time.Now(), once: map[string]bool{}, out: make(chan frame, 1000)}
	if c.noPong {
		kiosk.SetPingHandler(func(string) error { return nil })
	}
	var down, out sync.WaitGroup
	down.Go(x.downwards)
	out.Go(x.speak)
	x.upwards()
	_ = hq.Close()
	down.Wait()
	close(x.out)
	out.Wait()
	_ = kiosk.Close()
}

// speak writes to the kiosk, so that nobody who reads waits for it.
func (x *wretch) speak() {
	for f := range x.out {
		if f.kind == websocket.CloseMessage {
			if len(f.b) > 0 {
				_ = x.kiosk.WriteControl(f.kind, f.b, time.Now().Add(time.Second)) // the kiosk may have gone
			}
			_ = x.kiosk.Close()
			continue
		}
		_ = x.kiosk.WriteMessage(f.kind, f.b) // the same
	}
}

func (x *wretch) upwards() {
	for {
		kind, b, err := x.kiosk.ReadMessage()
		if err != nil {
			return
		}
		frames := []frame{{kind, b}}
		x.note(frames[0])
		if x.up != nil {
			frames = x.up(x, frames[0])
		}
		for _, f := range frames {
			_ = x.hq.WriteMessage(f.kind, f.b) // the other direction tells
		}
	}
}

// note remembers who speaks, and when.
func (x *wretch) note(f frame) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.heard = time.Now()
	if x.hello != nil {
		return
	}
	if h, ok := f.message().(*wire.Hello); ok {
		x.hello = h
	}
}

// who returns the kiosk's hello, nil before there is one.
func (x *wretch) who() *wire.Hello {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.hello
}

// silent reports how long the kiosk has said nothing.
func (x *wretch) silent() time.Duration {
	x.mu.Lock()
	defer x.mu.Unlock()
	return time.Since(x.heard)
}

func (x *wretch) downwards() {
	for {
		kind, b, err := x.hq.ReadMessage()
		if err != nil {
			x.close(err)
			return
		}
		frames := []frame{{kind, b}}
		if ch, ok := frames[0].message().(*wire.Challenge); ok {
			x.mu.Lock()
			x.nonce, x.nonces = ch.Nonce, append(x.nonces, ch.Nonce)
			x.mu.Unlock()
		}
		if x.down != nil {
			frames = x.down(x, frames[0])
		}
		x.tell(frames...)
	}
}

// tell says something to the kiosk.
func (x *wretch) tell(frames ...frame) {
	for _, f := range frames {
		x.out <- f
	}
}

// close ends the kiosk's end as HQ ended its own.
func (x *wretch) close(err error) {
	if x.stay || x.clings && x.silent() >= 9*time.Second {
		return
	}
	end := frame{kind: websocket.CloseMessage}
	var c *websocket.CloseError
	if errors.As(err, &c) && c.Code != websocket.CloseAbnormalClosure {
		end.b = websocket.FormatCloseMessage(c.Code, c.Text)
	}
	x.out <- end
}

// throwOut refuses the kiosk for a reason of its own.
func (x *wretch) throwOut() []frame {
	x.tell(text(&wire.Error{Code: wire.CodeMalformed, Reason: "this HQ does not like that"})...)
	_ = x.hq.Close()
	return nil
}
