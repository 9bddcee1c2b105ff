package uplink_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

const (
	kiosk = "kiosk-1"
	token = "a token of kiosk-1"
)

// source is a journal as an uplink sees it, and what the uplink did to it.
type source struct {
	mu       sync.Mutex // guards what follows
	j        *wiretest.Journal
	position uint64
	rejected map[uint64]string
	grown    chan struct{}
}

func newSource(j *wiretest.Journal) *source {
	return &source{j: j, rejected: map[uint64]string{}, grown: make(chan struct{})}
}

func (s *source) grow(f func(*wiretest.Journal)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.j)
	close(s.grown)
	s.grown = make(chan struct{})
}

func (s *source) Epoch() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.j.Epoch
}

func (s *source) Last() (uint64, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.j.Last()
}

func (s *source) Position() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.position
}

func (s *source) Read(from uint64, facts, size int) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines [][]byte
	for seq := from; seq <= uint64(len(s.j.Lines)) && len(lines) < facts; seq++ {
		line := s.j.Lines[seq-1]
		if size -= len(line) + 1; size < 0 && len(lines) > 0 {
			break
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (s *source) Ack(seq uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq > uint64(len(s.j.Lines)) {
		return errors.New("acknowledged what does not exist")
	}
	s.position = max(s.position, seq)
	return nil
}

func (s *source) Reject(_ context.Context, seq uint64, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rejected[seq] == "" {
		s.rejected[seq] = reason
	}
	return nil
}

func (s *source) Wait(ctx context.Context, after uint64) error {
	for {
		s.mu.Lock()
		last, grown := uint64(len(s.j.Lines)), s.grown
		s.mu.Unlock()
		if last > after {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

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

// world is a kiosk and an HQ in virtual time. Everything ends with the test.
type world struct {
	t      *testing.T
	lan    *lan
	source *source
	up     *uplink.Uplink
	status chan struct{}
	start  func() // the uplink
}

// orders take down what HQ wants.
type orders struct {
	mu      sync.Mutex // guards taken
	taken   []wire.Message
	pending []wire.Message
}

func (o *orders) Settings() wire.SettingsHashes {
	return wire.SettingsHashes{Applied: wire.Hash([]byte("{}"))}
}
func (o *orders) Pending() []wire.Message { return o.pending }
func (o *orders) Take(m wire.Message)     { o.mu.Lock(); defer o.mu.Unlock(); o.taken = append(o.taken, m) }

func (o *orders) all() []wire.Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.taken
}

// play runs a story in virtual time with an HQ that is any handler.
func play(t *testing.T, j *wiretest.Journal, serve http.Handler, story func(*world)) {
	t.Helper()
	playWith(t, uplink.Options{}, j, serve, story)
}

// playWith does so with an uplink that has more options.
func playWith(t *testing.T, o uplink.Options, j *wiretest.Journal, serve http.Handler, story func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, lan: newLAN(), source: newSource(j), status: make(chan struct{}, 1)}
		var talks sync.WaitGroup // handlers that took their connection over; the server forgets those
		counted := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			talks.Add(1)
			defer talks.Done()
			serve.ServeHTTP(rw, r)
		})
		server := &http.Server{Handler: counted, ErrorLog: slog.NewLogLogger(quiet().Handler(), slog.LevelInfo)}
		var running sync.WaitGroup
		running.Go(func() { _ = server.Serve(w.lan) }) // ends with ErrClosed
		o.URL, o.Source, o.Dial, o.Changed = "ws://localhost/sync", w.source, w.lan.dial, w.status
		w.up = newUplink(t, o)
		ctx, stop := context.WithCancel(t.Context())
		w.start = func() {
			running.Go(func() {
				if err := w.up.Run(ctx); err != nil {
					t.Errorf("run: %v", err)
				}
			})
		}
		defer func() {
			stop()
			synctest.Wait()
			close(w.lan.calls)
			_ = server.Close()
			if h, ok := serve.(*hq.Handler); ok {
				if err := h.Close(context.Background()); err != nil {
					t.Errorf("close HQ: %v", err)
				}
			}
			running.Wait()
			talks.Wait()
		}()
		story(w)
	})
}

func newUplink(t *testing.T, o uplink.Options) *uplink.Uplink {
	t.Helper()
	o.Kiosk, o.Agent, o.Log, o.Rand = kiosk, "kioskd/test", quiet(), seeded(1)
	if o.Token == "" && o.Sign == nil {
		o.Token = token
	}
	o.Status = func() wire.Status { return wire.Status{At: time.Now().UTC(), State: "idle"} }
	up, err := uplink.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return up
}

func newHQ(t *testing.T, store hq.Store) *hq.Handler {
	t.Helper()
	h, err := hq.New(hq.Options{
		Store: store, Log: quiet(), Rand: seeded(2), Limits: wire.Limits{FirstDelay: 100},
		Token: func(k string) (string, bool) { return token, k == kiosk },
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func memoryHQ(t *testing.T) (*hq.Handler, hq.Store) {
	store := memory.New()
	return newHQ(t, store), store
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// seeded returns the same bytes every time, to several goroutines.
func seeded(n byte) io.Reader { return &locked{r: rand.NewChaCha8([32]byte{n})} }

type locked struct {
	mu sync.Mutex // guards r
	r  io.Reader
}

func (l *locked) Read(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(b)
}

func journal(n int) *wiretest.Journal {
	j := wiretest.New("e1")
	j.Fill(n)
	return j
}

// until waits, in virtual time, for something to become true.
func (w *world) until(what string, within time.Duration, true func() bool) {
	w.t.Helper()
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		synctest.Wait()
		if true() {
			return
		}
		if time.Since(start) > within {
			w.t.Fatalf("after %v not yet: %s; state %+v, position %d", within, what, w.up.State(), w.source.Position())
		}
	}
}

func (w *world) uploaded() bool {
	last, _ := w.source.Last()
	return w.source.Position() == last
}

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

func equalLines(a, b [][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}
