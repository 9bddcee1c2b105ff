package people

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// pace is how guessing is slowed down: so many wrong tries in a row cost nothing,
// and each one after that twice as long a wait, up to a bound.
type pace struct {
	free        int
	first, last time.Duration
}

// An account waits no longer than a quarter of an hour, since anybody can have it
// wait; an address has itself to blame.
var (
	ofAccount = pace{free: 5, first: 15 * time.Second, last: 15 * time.Minute}
	ofAddress = pace{free: 20, first: 15 * time.Second, last: time.Hour}
)

func (p pace) after(tries int) time.Duration {
	if tries < p.free {
		return 0
	}
	return min(p.first<<min(tries-p.free, 20), p.last)
}

// tries is what is kept of wrong tries.
type tries struct {
	InARow int       `json:"in_a_row"`
	Until  time.Time `json:"until"` // nothing is judged before
	Last   time.Time `json:"last"`
}

// forget is when tries of long ago count no more.
const forget = 24 * time.Hour

// Locked says how long to wait before the next try is looked at.
type Locked struct{ Wait time.Duration }

func (l *Locked) Error() string {
	return fmt.Sprintf("too many wrong tries: wait %v", (l.Wait + time.Second - 1).Truncate(time.Second))
}

// count counts a try in before it is judged, or returns a [*Locked].
func (p *People) count(ctx context.Context, name string, at pace) error {
	_, err := p.tries.Change(ctx, name, func(t *tries) error {
		now := time.Now()
		if wait := t.Until.Sub(now); wait > 0 {
			return &Locked{Wait: wait}
		}
		if now.Sub(t.Last) > forget {
			t.InARow = 0
		}
		t.InARow++
		t.Last, t.Until = now.UTC(), now.Add(at.after(t.InARow)).UTC()
		return nil
	})
	return err
}

// countBoth counts a try against an account and an address.
func (p *People) countBoth(ctx context.Context, user, from string) error {
	if err := p.count(ctx, addressTries(from), ofAddress); err != nil {
		return err
	}
	return p.count(ctx, userTries(user), ofAccount)
}

func addressTries(from string) string { return "address " + from }
func userTries(user string) string    { return "user " + user }

// right forgets the tries of an account and an address.
func (p *People) right(ctx context.Context, user, from string) error {
	return errors.Join(p.tries.Drop(ctx, userTries(user)), p.tries.Drop(ctx, addressTries(from)))
}
