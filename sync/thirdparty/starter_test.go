package thirdparty

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// till notes what was begun.
type till struct {
	mu    sync.Mutex // guards begun
	begun []string
	start func(Item) error // nil to begin
}

func (t *till) Begun(_ context.Context, key string) (bool, error) {
	return key == "paid-before", nil
}

func (t *till) Start(_ context.Context, i Item) error {
	if t.start != nil {
		if err := t.start(i); err != nil {
			return err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begun = append(t.begun, fmt.Sprintf("%s %d", i.Key, i.Amount))
	return nil
}

func (t *till) all() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.begun...)
}

// listing offers items at once.
func listing(items ...Item) func(context.Context) ([]Item, error) {
	return func(context.Context) ([]Item, error) { return items, nil }
}

// refusals collects what was not begun.
type refusalList struct{ all []string }

func (r *refusalList) hear(a Announcement, reason string) {
	r.all = append(r.all, string(a.Way)+" "+a.Key+": "+reason)
}

// TestSameKeyStartsOnce: announced by every way, and again, a key has one payment.
func TestSameKeyStartsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := &till{}
		s := NewStarter(StarterOptions{Items: listing(Item{Key: "order-0001", Amount: 6000}), Till: one, Log: quiet})
		runs(t, s.Run)
		for range 3 {
			for _, w := range []Way{Poll, WebSocket, Events, Serial} {
				s.Announce(Announcement{Key: "order-0001", Way: w})
			}
			synctest.Wait()
		}
		if diff := cmp.Diff([]string{"order-0001 6000"}, one.all()); diff != "" {
			t.Errorf("begun (-want +got):\n%s", diff)
		}
	})
}

// TestAnnouncedAgainAfterItsPayment: a key whose payment has begun in an earlier
// life does not begin again by itself.
func TestAnnouncedAgainAfterItsPayment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := &till{}
		s := NewStarter(StarterOptions{Items: listing(), Till: one, Log: quiet})
		runs(t, s.Run)
		s.Announce(Announcement{Key: "paid-before", Way: Poll, Item: &Item{Key: "paid-before", Amount: 1}})
		synctest.Wait()
		if got := one.all(); got != nil || s.Refused() != "" {
			t.Errorf("begun %v, refused %q", got, s.Refused())
		}
	})
}

// TestOneAfterTheOther: what is announced while a payment is begun waits its turn.
func TestOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &till{start: func(Item) error { time.Sleep(time.Minute); return nil }}
		s := NewStarter(StarterOptions{Items: listing(Item{Key: "order-0001", Amount: 1}, Item{Key: "order-0002", Amount: 2}), Till: slow, Log: quiet})
		runs(t, s.Run)
		s.Announce(Announcement{Key: "order-0001", Way: Events})
		synctest.Wait()
		s.Announce(Announcement{Key: "order-0002", Way: WebSocket})
		s.Announce(Announcement{Key: "order-0001", Way: WebSocket})
		time.Sleep(3 * time.Minute)
		if diff := cmp.Diff([]string{"order-0001 1", "order-0002 2"}, slow.all()); diff != "" {
			t.Errorf("begun (-want +got):\n%s", diff)
		}
	})
}

// TestRefusals: each has a reason, costs nothing, and is told.
func TestRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told refusalList
		busy := &till{start: func(Item) error { return errors.New("another payment is running") }}
		s := NewStarter(StarterOptions{Items: listing(Item{Key: "order-0001", Amount: 1}), Till: busy, Refused: told.hear, Log: quiet})
		runs(t, s.Run)
		for _, key := range []string{"x", "order-0001", "not-listed"} {
			s.Announce(Announcement{Key: key, Way: Events})
			synctest.Wait()
		}
		want := []string{
			"events x: the payment key: 1 characters, want 6 to 64", "events order-0001: another payment is running",
			"events not-listed: no payment item has this key",
		}
		if diff := cmp.Diff(want, told.all); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		busy.start = nil
		s.Announce(Announcement{Key: "order-0001", Way: Events})
		synctest.Wait()
		if diff := cmp.Diff([]string{"order-0001 1"}, busy.all()); diff != "" {
			t.Errorf("a refused key was not begun when it was announced again (-want +got):\n%s", diff)
		}
	})
}

// TestItemsThatComeLate: a server that answers after a moment costs no payment.
func TestItemsThatComeLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		items := func(context.Context) ([]Item, error) {
			if asked++; asked < askings {
				return nil, errors.New("503")
			}
			return []Item{{Key: "order-0001", Amount: 1}}, nil
		}
		one := &till{}
		s := NewStarter(StarterOptions{Items: items, Till: one, Log: quiet})
		runs(t, s.Run)
		s.Announce(Announcement{Key: "order-0001", Way: WebSocket})
		time.Sleep(20 * time.Second)
		if diff := cmp.Diff([]string{"order-0001 1"}, one.all()); diff != "" {
			t.Errorf("begun (-want +got):\n%s", diff)
		}
	})
}

// TestFlood: an inbox has an end, and what is beyond it is told.
func TestFlood(t *testing.T) {
	t.Parallel()
	var told refusalList
	s := NewStarter(StarterOptions{Items: listing(), Till: &till{}, Refused: told.hear, Log: quiet})
	for i := range maxWaiting + 3 {
		s.Announce(Announcement{Key: fmt.Sprintf("order-%06d", i), Way: Poll})
	}
	if len(told.all) != 3 || !strings.Contains(told.all[0], "the most that may") {
		t.Errorf("told %v", told.all)
	}
}

func TestRemembered(t *testing.T) {
	t.Parallel()
	r := newRemembered()
	for i := range 2 * maxRemembered {
		r.add(fmt.Sprint(i))
		r.add(fmt.Sprint(i))
	}
	if r.has("0") || !r.has(fmt.Sprint(2*maxRemembered-1)) || len(r.order) != maxRemembered || len(r.known) != maxRemembered {
		t.Errorf("remembers %d", len(r.order))
	}
}
