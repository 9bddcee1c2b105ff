package desk_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
	"kioskd/drivers/link"
)

// talk is a protocol that does what the test says.
type talk struct {
	greet func() (string, error)
	wish  func(chan<- error)
	visit *desk.Visit
}

func (t *talk) Greet(context.Context) (string, error) { return t.greet() }

func (t *talk) Serve(ctx context.Context, calls <-chan desk.Call[*talk]) error {
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case c := <-calls:
			c.Run(ctx, t)
		case reply := <-t.visit.Aborts:
			t.wish(reply)
		}
	}
}

func (t *talk) Pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

// ear is a watcher that keeps what it hears.
type ear struct {
	mu    sync.Mutex // guards links
	links []pay.Link
}

func (*ear) Progress(pay.Progress)                 {}
func (*ear) Late(context.Context, pay.Offer) error { return nil }
func (e *ear) Link(l pay.Link) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.links = append(e.links, l)
}

func (e *ear) last() pay.Link {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.links) == 0 {
		return pay.Link{}
	}
	return e.links[len(e.links)-1]
}

type bench struct {
	*testing.T
	*desk.Desk[*talk]
	ear   ear
	log   strings.Builder
	opens int
}

// withDesk runs a test with a desk that serves a talk of the test's making.
func withDesk(t *testing.T, kind talk, test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t}
		b.Desk = desk.New(desk.Options[*talk]{
			Link: link.OpenFunc("memory", func(context.Context) (link.Link, error) {
				b.opens++
				kiosk, _ := link.Pipe()
				return link.Start(kiosk, 0), nil
			}),
			Watcher: &b.ear, Log: slog.New(slog.NewTextHandler(&b.log, nil)),
			Start: func(_ context.Context, _ link.Link, v *desk.Visit) *talk {
				made := kind
				made.visit = v
				return &made
			},
			Explain: error.Error,
		})
		var running sync.WaitGroup
		running.Go(func() {
			if err := b.Desk.Run(t.Context()); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		test(b)
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		running.Wait()
	})
}

func friendly() (string, error) { return "a pad", nil }

// TestBrokenDriver: a panic in the middle of a call leaves the fate unknown, and
// costs no more than the link.
func TestBrokenDriver(t *testing.T) {
	t.Parallel()
	withDesk(t, talk{greet: friendly}, func(b *bench) {
		const card = "9410091234567890"
		err := b.Do(b.Context(), "authorize", func(context.Context, *talk) { panic(card) })
		if !errors.Is(err, desk.ErrFault) || pay.FateOf(err) != pay.Unknown {
			b.Errorf("a broken call: %v, fate %s", err, pay.FateOf(err))
		}
		time.Sleep(time.Second)
		done := false
		if err := b.Do(b.Context(), "mark", func(context.Context, *talk) { done = true }); err != nil || !done || b.opens != 2 {
			b.Errorf("afterwards: %v, done %v, %d links", err, done, b.opens)
		}
		if strings.Contains(b.log.String(), card) || !strings.Contains(b.log.String(), "broke") {
			b.Errorf("log:\n%s", b.log.String())
		}
	})
}

// TestAsk: a question brings an answer, or an error with its fate and nothing
// else.
func TestAsk(t *testing.T) {
	t.Parallel()
	withDesk(t, talk{greet: friendly}, func(b *bench) {
		bad := errors.New("bad")
		for _, want := range []error{nil, bad} {
			got, err := desk.Ask(b.Context(), b.Desk, "count", pay.NotSent, func(*talk, context.Context) (int, error) { return 7, want })
			if !errors.Is(err, want) || want == nil && got != 7 || want != nil && (got != 0 || pay.FateOf(err) != pay.NotSent) {
				b.Errorf("%d, %v", got, err)
			}
		}
		_, err := desk.Ask(b.Context(), b.Desk, "resolve", pay.Unknown, func(*talk, context.Context) (int, error) { return 7, bad })
		if pay.FateOf(err) != pay.Unknown {
			b.Errorf("fate of %v", err)
		}
	})
}

// TestBrokenWish: somebody who asks a pad to stop gets an answer, also from a
// driver that breaks.
func TestBrokenWish(t *testing.T) {
	t.Parallel()
	withDesk(t, talk{greet: friendly, wish: func(chan<- error) { panic("broken") }}, func(b *bench) {
		if err := b.Abort(b.Context()); !errors.Is(err, pay.ErrNotConnected) {
			b.Errorf("got %v", err)
		}
	})
}

// TestNotReady: a pad that answers and is not ready keeps its link.
func TestNotReady(t *testing.T) {
	t.Parallel()
	tries := 0
	greet := func() (string, error) {
		if tries++; tries < 4 {
			return "", desk.ErrNotReady
		}
		return friendly()
	}
	withDesk(t, talk{greet: greet}, func(b *bench) {
		if l := b.ear.last(); l.Up || l.Reason != desk.ErrNotReady.Error() {
			b.Errorf("at first: %+v", l)
		}
		err := b.Do(b.Context(), "mark", func(context.Context, *talk) { b.Error("done by a pad that is not ready") })
		if pay.FateOf(err) != pay.NotSent || !errors.Is(err, desk.ErrNotReady) {
			b.Errorf("meanwhile: %v", err)
		}
		time.Sleep(time.Minute)
		if l := b.ear.last(); !l.Up || b.opens != 1 {
			b.Errorf("then: %+v, after %d links", l, b.opens)
		}
	})
}

// TestPatience: a caller waits for its turn as long as its context lets it.
func TestPatience(t *testing.T) {
	t.Parallel()
	withDesk(t, talk{greet: friendly}, func(b *bench) {
		leave := make(chan struct{})
		go func() {
			if err := b.Do(b.Context(), "first", func(context.Context, *talk) { <-leave }); err != nil {
				b.Error(err)
			}
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(b.Context(), time.Second)
		defer cancel()
		err := b.Do(ctx, "second", func(context.Context, *talk) { b.Error("two at once") })
		if pay.FateOf(err) != pay.NotSent || !errors.Is(err, context.DeadlineExceeded) {
			b.Errorf("got %v", err)
		}
		close(leave)
	})
}

// TestRecorder: an offer is recorded beside the talk, and its verdict comes back;
// when the link has ended meanwhile, nobody waits for it.
func TestRecorder(t *testing.T) {
	t.Parallel()
	withDesk(t, talk{greet: friendly}, func(b *bench) {
		bad := errors.New("disk full")
		for _, want := range []error{nil, bad} {
			var got desk.Verdict
			err := b.Do(b.Context(), "authorize", func(ctx context.Context, t *talk) {
				t.visit.Record(ctx, pay.Offer{Approval: pay.Approval{Ref: "1"}}, func(context.Context, pay.Offer) error { return want })
				got = <-t.visit.Verdicts()
			})
			if err != nil || got.Ref != "1" || !errors.Is(got.Err, want) {
				b.Errorf("%v, %+v", err, got)
			}
		}
		err := b.Do(b.Context(), "authorize", func(ctx context.Context, t *talk) {
			t.visit.Record(ctx, pay.Offer{}, func(context.Context, pay.Offer) error { time.Sleep(time.Minute); return nil })
		})
		if err != nil {
			b.Error(err)
		}
	})
}

// TestRecent: the newest references are remembered.
func TestRecent(t *testing.T) {
	t.Parallel()
	var r desk.Recent
	for i := range 40 {
		r.Add(strings.Repeat("x", i))
	}
	if r.Has("") || !r.Has(strings.Repeat("x", 39)) || !r.Has(strings.Repeat("x", 8)) || r.Has(strings.Repeat("x", 7)) {
		t.Error("it remembers the wrong ones")
	}
}
