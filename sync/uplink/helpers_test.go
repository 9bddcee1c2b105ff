package uplink_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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
