package hq_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/rest"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// hall is an HQ on a real loopback socket.
type hall struct {
	t      *testing.T
	h      *hq.Handler
	store  hq.Store
	server *httptest.Server
	log    *logbook
}

// logbook keeps what HQ logged.
type logbook struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func tokenOf(kiosk string) string { return "secret of " + kiosk }

func open(t *testing.T) *hall {
	t.Helper()
	l := &hall{t: t, store: memory.New(), log: &logbook{}}
	var err error
	l.h, err = hq.New(hq.Options{
		Store: l.store, Log: slog.New(slog.NewTextHandler(l.log, nil)),
		SettingsKey: publicOf(seedKey(9)), TokenKey: seedKey(8),
		Token: func(kiosk string) (string, bool) { return tokenOf(kiosk), strings.HasPrefix(kiosk, "k") },
	})
	if err != nil {
		t.Fatal(err)
	}
	l.server = httptest.NewServer(doors(l.h))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := l.h.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
		l.server.Close()
		if strings.Contains(l.log.String(), "secret of") {
			t.Errorf("a token was logged:\n%s", l.log)
		}
	})
	return l
}

// doors are HQ's own door and the machines' one, open to this machine.
func doors(h *hq.Handler) http.Handler {
	who := people.New(h.Store, h.Rand)
	mux := http.NewServeMux()
	mux.Handle("/", h)
	mux.Handle("/api/v1/", rest.New(desk.New(desk.Options{HQ: h, People: who, Log: h.Log}), &door.Door{People: who, Open: true}))
	mux.Handle("/api/v1/me", h)
	return mux
}

// line is a kiosk's end of a connection.
type line struct {
	t     *testing.T
	conn  *websocket.Conn
	nonce string
}

// dial connects and takes the challenge.
func (l *hall) dial() *line {
	l.t.Helper()
	k := l.call()
	k.nonce = expect[*wire.Challenge](k).Nonce
	return k
}

// call only connects.
func (l *hall) call() *line {
	l.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}}
	conn, _, err := d.DialContext(l.t.Context(), "ws"+strings.TrimPrefix(l.server.URL, "http")+"/sync", nil)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = conn.Close() }) // HQ may have closed it
	if err := conn.SetReadDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		l.t.Fatal(err)
	}
	return &line{t: l.t, conn: conn}
}

// enter dials and says hello.
func (l *hall) enter(kiosk string, j *wiretest.Journal) *line {
	l.t.Helper()
	k := l.dial()
	k.say(hello(kiosk, j, k.nonce))
	return k
}

func hello(kiosk string, j *wiretest.Journal, nonce string) *wire.Hello {
	last, hash := j.Last()
	return &wire.Hello{Version: 1, Kiosk: kiosk, Epoch: j.Epoch, Last: last, Hash: hash, Agent: "test",
		Proof: wire.Proof(tokenOf(kiosk), nonce, kiosk, j.Epoch)}
}

func (k *line) say(m wire.Message) {
	k.t.Helper()
	b, err := wire.Encode(m)
	if err != nil {
		k.t.Fatal(err)
	}
	k.sayRaw(websocket.TextMessage, b)
}

func (k *line) sayRaw(kind int, b []byte) {
	k.t.Helper()
	if err := k.conn.WriteMessage(kind, b); err != nil {
		k.t.Fatal(err)
	}
}

// send sends facts of a journal.
func (k *line) send(j *wiretest.Journal, from, to uint64) {
	k.t.Helper()
	k.say(wire.NewFacts(from, j.Lines[from-1:to]))
}

// expect returns the next message, which must be of one type.
func expect[M wire.Message](k *line) M {
	k.t.Helper()
	_, b, err := k.conn.ReadMessage()
	if err != nil {
		k.t.Fatalf("want %T: %v", *new(M), err)
	}
	m, err := wire.Decode(b)
	if err != nil {
		k.t.Fatal(err)
	}
	want, ok := m.(M)
	if !ok {
		k.t.Fatalf("got %T %+v, want %T", m, m, want)
	}
	return want
}

// expectEnd waits for HQ to close the line.
func (k *line) expectEnd() {
	k.t.Helper()
	if _, b, err := k.conn.ReadMessage(); err == nil {
		k.t.Errorf("the line is still open: %s", b)
	}
}

func (k *line) expectAck(upto uint64) {
	k.t.Helper()
	if got := expect[*wire.Ack](k).Upto; got != upto {
		k.t.Errorf("acknowledged up to %d, want %d", got, upto)
	}
}

// get asks the machines' door.
func (l *hall) get(path string, into any) int {
	l.t.Helper()
	resp, err := http.Get(l.server.URL + path)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			l.t.Fatalf("%s: %v in %s", path, err, b)
		}
	}
	return resp.StatusCode
}
