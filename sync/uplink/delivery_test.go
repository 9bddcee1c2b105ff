package uplink_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/rand/v2"
	"net"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kioskd/queue"
	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

func TestBacklogAndLoneFactsArrive(t *testing.T) {
	t.Parallel()
	h, store := memoryHQ(t)
	play(t, journal(2500), h, func(w *world) {
		w.start()
		w.until("the backlog is uploaded", time.Second, w.uploaded)
		before := time.Now()
		w.source.grow(func(j *wiretest.Journal) { j.Sale("lone", 9000) })
		w.until("a lone sale is uploaded", time.Second, w.uploaded)
		if took := time.Since(before); took > 10*time.Millisecond {
			t.Errorf("a lone fact waited %v", took)
		}
		storetest.CheckWhole(t, store, kiosk, w.source.j)
		if s := w.up.State(); !s.Connected || s.Acked != 2504 || s.Error != "" {
			t.Errorf("state: %+v", s)
		}
	})
}

// cutter cuts a connection after so many bytes in both directions together.
type cutter struct {
	net.Conn
	left *atomic.Int64
}

func (c cutter) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	return n, errors.Join(err, c.spend(n))
}

// Write lets the first part of what is too much through, as a cable does.
func (c cutter) Write(b []byte) (int, error) {
	if left := c.left.Load(); left < int64(len(b)) {
		n, _ := c.Conn.Write(b[:max(left, 0)])
		return n, c.spend(len(b) + 1)
	}
	n, err := c.Conn.Write(b)
	return n, errors.Join(err, c.spend(n))
}

func (c cutter) spend(n int) error {
	if c.left.Add(-int64(n)) >= 0 {
		return nil
	}
	_ = c.Conn.Close()
	return errors.New("the cable was cut")
}

func TestCutsAnywhereLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	h, store := memoryHQ(t)
	r := rand.New(rand.NewPCG(3, 4))
	play(t, journal(4000), h, func(w *world) {
		w.lan.wrap = func(c net.Conn) net.Conn {
			var left atomic.Int64
			left.Store(r.Int64N(200_000))
			return cutter{c, &left}
		}
		w.start()
		w.until("all is uploaded", 24*time.Hour, w.uploaded)
		storetest.CheckWhole(t, store, kiosk, w.source.j)
		if n := w.lan.dials.Load(); n < 5 {
			t.Errorf("%d connections: the line was hardly cut", n)
		}
	})
}

func TestHQDownThenUp(t *testing.T) {
	t.Parallel()
	h, store := memoryHQ(t)
	play(t, journal(300), h, func(w *world) {
		w.lan.down.Store(true)
		w.start()
		time.Sleep(time.Hour)
		state := w.up.State()
		if state.Connected || !strings.Contains(state.Error, "nothing answers") {
			t.Errorf("state while HQ is down: %+v", state)
		}
		if n := w.lan.dials.Load(); n < 60 || n > 240 {
			t.Errorf("%d attempts in an hour, want about two a minute", n)
		}
		w.lan.down.Store(false)
		w.until("all is uploaded", 61*time.Second, w.uploaded)
		storetest.CheckWhole(t, store, kiosk, w.source.j)
	})
}

// forgetful stores a batch, and dies before anybody hears of it.
type forgetful struct {
	hq.Store
	deaths atomic.Int64
}

func (f *forgetful) Put(ctx context.Context, kiosk, epoch string, facts []hq.Fact) error {
	if err := f.Store.Put(ctx, kiosk, epoch, facts); err != nil {
		return err
	}
	if f.deaths.Add(-1) >= 0 {
		return errors.New("killed after the commit")
	}
	return nil
}

func TestHQKilledBetweenStoringAndAcknowledging(t *testing.T) {
	t.Parallel()
	store := &forgetful{Store: memory.New()}
	store.deaths.Store(4)
	play(t, journal(1900), newHQ(t, store), func(w *world) {
		w.start()
		w.until("all is uploaded", time.Hour, w.uploaded)
		storetest.CheckWhole(t, store, kiosk, w.source.j)
		if store.deaths.Load() > 0 {
			t.Error("HQ was not killed often enough")
		}
	})
}

func TestHQThatLostEverythingGetsItAgain(t *testing.T) {
	t.Parallel()
	h, store := memoryHQ(t)
	play(t, journal(700), h, func(w *world) {
		w.source.position = 700
		w.start()
		w.until("HQ has everything again", time.Minute, func() bool { return w.up.State().Acked == 700 })
		storetest.CheckWhole(t, store, kiosk, w.source.j)
	})
}

// mute is a line on which, from some moment, nothing arrives any more and
// nothing is reported.
type mute struct {
	net.Conn
	dead *atomic.Bool
}

func (m mute) Write(b []byte) (int, error) {
	if m.dead.Load() {
		return len(b), nil
	}
	return m.Conn.Write(b)
}

func TestHalfOpenLineIsFound(t *testing.T) {
	t.Parallel()
	h, store := memoryHQ(t)
	play(t, journal(10), h, func(w *world) {
		var dead atomic.Bool
		w.lan.wrap = func(c net.Conn) net.Conn { return mute{c, &dead} }
		w.start()
		w.until("uploaded", time.Second, w.uploaded)
		time.Sleep(100*time.Second + 345*time.Millisecond)
		if !w.up.State().Connected {
			t.Fatal("an idle line was taken for dead")
		}
		dead.Store(true)
		cut := time.Now()
		w.until("the dead line is found", 20*time.Second, func() bool { return !w.up.State().Connected })
		t.Logf("found after %v: %s", time.Since(cut), w.up.State().Error)
		dead.Store(false)
		w.source.grow(func(j *wiretest.Journal) { j.Sale("after", 100) })
		w.until("all is uploaded", time.Minute, w.uploaded)
		storetest.CheckWhole(t, store, kiosk, w.source.j)
	})
}

func TestStatusGoesAtOnceAndRegularly(t *testing.T) {
	t.Parallel()
	h, _ := memoryHQ(t)
	play(t, journal(0), h, func(w *world) {
		w.start()
		age := func() time.Duration {
			kiosks, err := h.Kiosks(t.Context())
			if err != nil || len(kiosks) != 1 || kiosks[0].Status == nil {
				return -1
			}
			return time.Since(kiosks[0].Status.At)
		}
		w.until("HQ has a status", time.Second, func() bool { return age() >= 0 })
		time.Sleep(5*time.Minute + 29*time.Second)
		if got := age(); got < 0 || got > 30*time.Second {
			t.Errorf("the last status is %v old", got)
		}
		time.Sleep(5 * time.Second)
		w.status <- struct{}{}
		w.until("the change is told", 20*time.Millisecond, func() bool { return age() < 20*time.Millisecond })
	})
}

// Real sockets, real TLS, real queue.
func TestQueueOverTLS(t *testing.T) {
	t.Parallel()
	q, err := queue.Open(t.TempDir(), queue.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeQueue(t, q)
	cursor, err := q.Cursor("hq")
	if err != nil {
		t.Fatal(err)
	}
	appendSales(t, q, 30)
	h, store := memoryHQ(t)
	server := httptest.NewTLSServer(h)
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	up := newUplink(t, uplink.Options{
		URL:    "wss" + strings.TrimPrefix(server.URL, "https") + "/sync",
		Source: uplink.FromQueue(q, cursor), TLS: &tls.Config{RootCAs: roots},
	})
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	done := make(chan error, 1)
	go func() { done <- up.Run(ctx) }()
	waitFor(t, ctx, h, func() bool { return cursor.Position() == 30 })
	appendSales(t, q, 1)
	waitFor(t, ctx, h, func() bool { return cursor.Position() == 31 })
	stop()
	if err := <-done; err != nil {
		t.Errorf("run: %v", err)
	}
	if err := h.Close(t.Context()); err != nil {
		t.Errorf("close HQ: %v", err)
	}
	last, hash := q.Last()
	if head, err := store.Head(t.Context(), kiosk, q.Epoch()); err != nil || head != (hq.Head{Seq: last, Hash: hash}) {
		t.Errorf("HQ's head is %+v, %v, the queue's %d %s", head, err, last, hash)
	}
}

// waitFor looks again at every change that HQ tells of, and every acknowledgement
// that follows one.
func waitFor(t *testing.T, ctx context.Context, h *hq.Handler, true func() bool) {
	t.Helper()
	for !true() {
		select {
		case <-h.Changed():
		case <-time.After(5 * time.Millisecond): // the acknowledgement is on its way
		case <-ctx.Done():
			t.Fatal("nothing happens")
		}
	}
}

func appendSales(t *testing.T, q *queue.Queue, n int) {
	t.Helper()
	for range n {
		if _, err := q.Append(t.Context(), queue.Fact{At: time.Now(), Kind: wire.KindApproved, Key: "key-1", Ref: "ref \"1\"", Sum: 11000, Body: []byte(`{"v":1}`)}); err != nil {
			t.Fatal(err)
		}
	}
}

func closeQueue(t *testing.T, q *queue.Queue) {
	t.Helper()
	if err := q.Check(context.Background()); err != nil {
		t.Errorf("check: %v", err)
	}
	if err := q.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// hqFacts are the facts of the kiosk under test.
var hqFacts = hq.FactFilter{Kiosk: kiosk}

func isAfter(f hq.Fact) bool { return f.Key == "after" }

// deaf lets a kiosk hear its welcome and then nothing: what HQ says afterwards
// is lost with the line.
type deaf struct {
	net.Conn
	hears *atomic.Int64
}

func (d deaf) Read(b []byte) (int, error) {
	n, err := d.Conn.Read(b)
	if d.hears.Add(-1) < 0 {
		_ = d.Conn.Close()
		return 0, errors.New("the cable was cut")
	}
	return n, err
}

// deafOnce makes the first connection deaf after the handshake, the challenge
// and the welcome.
func deafOnce() func(net.Conn) net.Conn {
	var connections atomic.Int64
	return func(c net.Conn) net.Conn {
		var hears atomic.Int64
		hears.Store(3)
		if connections.Add(1) > 1 {
			return c
		}
		return deaf{c, &hears}
	}
}
