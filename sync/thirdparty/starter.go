package thirdparty

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Till begins payments: the agent, behind a counter of its own.
type Till interface {
	// Begun reports whether a payment has ever begun under a key. From then on a
	// new attempt is the customer's to ask for.
	Begun(ctx context.Context, key string) (bool, error)

	// Start stores the item's order under its key and begins its payment. It
	// returns when that is under way. While another payment runs it waits, or
	// refuses, as the operator wishes.
	Start(ctx context.Context, item Item) error
}

// StarterOptions are what an inbox needs.
type StarterOptions struct {
	Items func(context.Context) ([]Item, error) // as of [Partner]
	Till  Till

	// Refused, if not nil, hears why an announced payment is not begun. It must not
	// block.
	Refused func(a Announcement, reason string)

	Log *slog.Logger
}

// Starter is the one inbox of all ways by which payments are announced.
type Starter struct {
	o StarterOptions

	wake chan struct{} // has an element when something waits

	mu      sync.Mutex // guards all below
	waiting []Announcement
	done    *remembered // keys whose payment has begun
	refused *remembered // keys whose refusal was told
	last    string      // the last refusal, for people
}

// NewStarter builds an inbox. It does nothing until [Starter.Run].
func NewStarter(o StarterOptions) *Starter {
	if o.Refused == nil {
		o.Refused = func(Announcement, string) {}
	}
	return &Starter{o: o, wake: make(chan struct{}, 1), done: newRemembered(), refused: newRemembered()}
}

// maxWaiting bounds the inbox.
const maxWaiting = 200

// Announce takes an announcement. It never blocks; a key that waits, or whose
// payment has begun, is not taken twice.
func (s *Starter) Announce(a Announcement) {
	if err := s.take(a); err != nil {
		s.refuse(a, err)
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Starter) take(a Announcement) error {
	if err := checkKey(a.Key); err != nil {
		return fmt.Errorf("the payment key: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done.has(a.Key) {
		return nil
	}
	for _, w := range s.waiting {
		if w.Key == a.Key {
			return nil
		}
	}
	if len(s.waiting) >= maxWaiting {
		return fmt.Errorf("%d payments wait to be begun, the most that may", maxWaiting)
	}
	s.waiting = append(s.waiting, a)
	return nil
}

// Run begins announced payments, one after the other, until ctx ends.
func (s *Starter) Run(ctx context.Context) error {
	for {
		a, ok := s.first()
		if !ok {
			select {
			case <-s.wake:
				continue
			case <-ctx.Done():
				return nil
			}
		}
		err := s.start(ctx, a)
		if ctx.Err() != nil {
			return nil
		}
		s.leave(a, err)
	}
}

// first returns what has waited longest. It goes on waiting until [Starter.leave],
// so that another announcement of its key changes nothing.
func (s *Starter) first() (Announcement, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		return Announcement{}, false
	}
	return s.waiting[0], true
}

func (s *Starter) leave(a Announcement, err error) {
	s.mu.Lock()
	s.waiting = s.waiting[1:]
	if err == nil {
		s.done.add(a.Key)
	}
	s.mu.Unlock()
	if err != nil {
		s.refuse(a, err)
	}
}

// refuse tells why a payment was not begun: once for each key, since a poll
// announces it every second.
func (s *Starter) refuse(a Announcement, err error) {
	s.mu.Lock()
	s.last = a.Key + ": " + err.Error()
	told := s.refused.has(a.Key)
	s.refused.add(a.Key)
	s.mu.Unlock()
	s.o.Refused(a, err.Error())
	if !told {
		s.o.Log.Warn("an announced payment was not begun", "key", firstRunes(a.Key, maxKey), "way", a.Way, "reason", err)
	}
}

// Refused returns the last refusal, "" when there was none.
func (s *Starter) Refused() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

func (s *Starter) start(ctx context.Context, a Announcement) error {
	begun, err := s.o.Till.Begun(ctx, a.Key)
	if err != nil || begun {
		return err
	}
	if a.Item == nil {
		if a.Item, err = s.lookUp(ctx, a.Key); err != nil {
			return err
		}
	}
	s.o.Log.Info("a payment begins on the word of the operator's server", "key", a.Key, "way", a.Way)
	return s.o.Till.Start(ctx, *a.Item)
}

// askings is how often the partner is asked for an item that it has announced.
const askings = 4

// lookUp asks for the item of a key.
func (s *Starter) lookUp(ctx context.Context, key string) (item *Item, err error) {
	for n := range askings {
		if n > 0 {
			pause(ctx, time.Second<<(n-1), nil)
		}
		var all []Item
		if all, err = s.o.Items(ctx); err != nil {
			continue
		}
		for _, i := range all {
			if i.Key == key {
				return &i, nil
			}
		}
		return nil, errNotListed
	}
	return nil, fmt.Errorf("what is to be paid could not be asked: %w", err)
}

var errNotListed = errors.New("no payment item has this key")
