package reader

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers/link"
)

// cable is a line in memory that can be pulled, and that does to bytes what it is
// told.
type cable struct {
	mu    sync.Mutex // guards all below
	ports [2]link.Port
	harm  func(side int, p []byte) []byte
}

// side opens one end of a cable. Both ends are opened anew when either is.
type side struct {
	*cable
	n int
}

func (s side) String() string { return "cable" }

func (s side) Open(context.Context) (link.Link, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ports[s.n] == nil {
		a, b := link.Pipe()
		s.ports = [2]link.Port{a, b}
	}
	p := s.ports[s.n]
	s.ports[s.n] = nil
	return link.Start(harmed{p, s.cable, s.n}, 0), nil
}

type harmed struct {
	link.Port
	cable *cable
	n     int
}

func (h harmed) Write(p []byte) (int, error) {
	out := h.cable.crossing(h.n, p)
	if _, err := h.Port.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// crossing returns what becomes of bytes on their way, one write at a time.
func (c *cable) crossing(n int, p []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.harm == nil {
		return p
	}
	return c.harm(n, bytes.Clone(p))
}

func (c *cable) hurt(harm func(side int, p []byte) []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.harm = harm
}

type zero struct{}

func (zero) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// ends runs a line at each end of a cable.
func ends(t *testing.T, c *cable, handle [2]Handler) [2]*Line {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	var lines [2]*Line
	for n := range lines {
		if handle[n] == nil {
			handle[n] = func(context.Context, []byte) error { return nil }
		}
		l, err := NewLine(LineOptions{Opener: side{c, n}, Handle: handle[n], Rand: zero{}, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		lines[n] = l
		running.Go(func() {
			if err := l.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	return lines
}

// heard collects what an end was told.
type heard struct {
	mu  sync.Mutex // guards all
	all []string
}

func (h *heard) handle(_ context.Context, body []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, string(body))
	return nil
}

func (h *heard) now() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.all...)
}

func TestBothSidesSpeakAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a, b heard
		lines := ends(t, &cable{}, [2]Handler{a.handle, b.handle})
		var talking sync.WaitGroup
		for n := range 2 {
			talking.Go(func() {
				for i := range 5 {
					if err := lines[n].Send(t.Context(), i); err != nil {
						t.Error(err)
					}
				}
			})
		}
		talking.Wait()
		want := []string{"0", "1", "2", "3", "4"}
		if diff := cmp.Diff([][]string{want, want}, [][]string{a.now(), b.now()}); diff != "" {
			t.Errorf("heard (-want +got):\n%s", diff)
		}
	})
}

// TestEverythingOnceOverABadLine: bytes are lost, flipped and added in one frame of
// three, and still every message is handled once and in order.
func TestEverythingOnceOverABadLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		c := &cable{}
		c.hurt(func(_ int, p []byte) []byte {
			switch i := r.IntN(len(p)); r.IntN(9) {
			case 0:
				return append(p[:i], p[i+1:]...)
			case 1:
				p[i] ^= 1 << r.IntN(8)
			case 2:
				return append([]byte("KR\x01M"), p...)
			case 3:
				return nil
			}
			return p
		})
		var b heard
		lines := ends(t, c, [2]Handler{nil, b.handle})
		var want []string
		for i := range 50 {
			if err := lines[0].Send(t.Context(), i); err != nil {
				t.Fatal(err)
			}
			want = append(want, string('0'+byte(i%10)))
		}
		got := b.now()
		for i, s := range got {
			got[i] = s[len(s)-1:]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("handled (-want +got):\n%s", diff)
		}
	})
}

// TestLostAcknowledgementOfAFrame: the message comes again and is acted on once.
func TestLostAcknowledgementOfAFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, lost := &cable{}, 0
		c.hurt(func(side int, p []byte) []byte {
			if side == 1 && lost < 3 {
				lost++
				return nil
			}
			return p
		})
		var b heard
		lines := ends(t, c, [2]Handler{nil, b.handle})
		begun := time.Now()
		if err := lines[0].Send(t.Context(), "once"); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took < 3*resendAfter || took > 4*resendAfter {
			t.Errorf("took %s", took)
		}
		if diff := cmp.Diff([]string{`"once"`}, b.now()); diff != "" {
			t.Errorf("handled (-want +got):\n%s", diff)
		}
	})
}

// TestNotHandledComesAgain: what a handler could not do is not acknowledged.
func TestNotHandledComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		store := func(context.Context, []byte) error {
			if tries++; tries < 3 {
				return errors.New("the disk is full")
			}
			return nil
		}
		lines := ends(t, &cable{}, [2]Handler{nil, store})
		if err := lines[0].Send(t.Context(), "kept"); err != nil {
			t.Fatal(err)
		}
		if tries != 3 {
			t.Errorf("%d tries, want 3", tries)
		}
	})
}

// TestSlowHandler: a message is repeated while its handler works, and handled once.
func TestSlowHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		times := 0
		slow := func(ctx context.Context, _ []byte) error {
			times++
			time.Sleep(10 * time.Second)
			return ctx.Err()
		}
		lines := ends(t, &cable{}, [2]Handler{nil, slow})
		if err := lines[0].Send(t.Context(), "slow"); err != nil || times != 1 {
			t.Errorf("%v, handled %d times", err, times)
		}
	})
}

// TestNobodyThere: a message to nobody ends with its caller's patience, and the
// next one goes through.
func TestNobodyThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &cable{}
		c.hurt(func(int, []byte) []byte { return nil })
		lines := ends(t, c, [2]Handler{})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := lines[0].Send(ctx, "hello"); !errors.Is(err, ErrAway) {
			t.Errorf("got %v, want that nobody is there", err)
		}
		c.hurt(nil)
		if err := lines[0].Send(t.Context(), "hello"); err != nil {
			t.Error(err)
		}
	})
}

// TestNewStartIsNoEcho: a side that was started anew has other numbers, so that its
// first message is not taken for the last one that came.
func TestNewStartIsNoEcho(t *testing.T) {
	t.Parallel()
	a, err := firstNumber(bytes.NewReader([]byte{1, 2, 3, 4}))
	b, err2 := firstNumber(bytes.NewReader([]byte{1, 2, 3, 5}))
	if a == b || err != nil || err2 != nil {
		t.Errorf("%d and %d, %v, %v", a, b, err, err2)
	}
	if _, err := firstNumber(bytes.NewReader(nil)); err == nil {
		t.Error("a number of no randomness")
	}
}
