package queue

import (
	"fmt"
	"time"
)

// Cursor is a named reader's place in the queue.
type Cursor struct {
	q    *Queue
	name string

	// What follows is guarded by q.mu.
	standing
	saved *uint64 // the durable position, nil before the first
	quarantine
}

// standing is a position and what is known there.
type standing struct {
	position uint64
	passed   int64     // sum of all facts up to position
	next     time.Time // when the fact after position happened; zero if there is none
}

// Cursor returns the reader of this name, 1 to 40 characters of [a-z0-9-]. A new
// one stands at 0. The same name gives the same Cursor.
func (q *Queue) Cursor(name string) (*Cursor, error) {
	if !isWord(name) {
		return nil, fmt.Errorf("cursor %q: the name is not 1 to %d of [a-z0-9-]", name, MaxKind)
	}
	fresh := q.newCursor(name)
	for {
		at, err := q.standingAt(0)
		if err != nil {
			return nil, fmt.Errorf("cursor %s: %w", name, err)
		}
		if c := q.admit(fresh, at); c != nil {
			q.wake() // its name becomes durable with the next commit
			return c, nil
		}
	}
}

func (q *Queue) newCursor(name string) *Cursor {
	return &Cursor{q: q, name: name, quarantine: quarantine{known: map[uint64]bool{}}}
}

// admit returns the cursor of fresh's name, which is fresh if it is the first,
// or nil when facts have come since at was read.
func (q *Queue) admit(fresh *Cursor, at standing) *Cursor {
	q.mu.Lock()
	defer q.mu.Unlock()
	if c := q.cursors[fresh.name]; c != nil {
		return c
	}
	if at.outdated(q.tip) {
		return nil
	}
	fresh.standing = at
	q.cursors[fresh.name] = fresh
	return fresh
}

// Position returns the number up to which everything is acknowledged.
func (c *Cursor) Position() uint64 {
	c.q.mu.Lock()
	defer c.q.mu.Unlock()
	return c.position
}

// Ack acknowledges every fact up to seq. It moves forward only; an older seq
// changes nothing. It counts at once, and is on disk with the next commit or
// after 250 ms, whichever is first.
func (c *Cursor) Ack(seq uint64) error {
	for {
		if awaited, err := c.awaits(seq); err != nil || !awaited {
			return err
		}
		at, err := c.q.standingAt(seq)
		if err != nil {
			return fmt.Errorf("acknowledge %d: %w", seq, err)
		}
		if c.move(at) {
			c.q.wake()
			return nil
		}
	}
}

// awaits reports whether seq is a fact that is not acknowledged yet.
func (c *Cursor) awaits(seq uint64) (bool, error) {
	c.q.mu.Lock()
	defer c.q.mu.Unlock()
	switch {
	case c.q.closed:
		return false, fmt.Errorf("acknowledge %d: %w", seq, ErrClosed)
	case seq > c.q.tip.seq:
		return false, fmt.Errorf("acknowledge %d: %w, the last is %d", seq, ErrPosition, c.q.tip.seq)
	}
	return seq > c.position, nil
}

// standingAt reads what is known at a position.
func (q *Queue) standingAt(position uint64) (s standing, err error) {
	err = q.view(func(l look) error {
		s, err = l.standing(position)
		return err
	})
	return s, err
}

// move takes a standing that was read, and reports whether it still held.
func (c *Cursor) move(at standing) bool {
	c.q.mu.Lock()
	defer c.q.mu.Unlock()
	if at.outdated(c.q.tip) {
		return false
	}
	if at.position > c.position {
		c.standing = at
		c.pass()
	}
	return true
}

// outdated reports whether a fact has come after position that was not there
// when the standing was read.
func (s standing) outdated(t tip) bool { return s.next.IsZero() && t.seq > s.position }

// arrive notes the first fact after last, which happened at a time. q.mu is
// held.
func (c *Cursor) arrive(last tip, at time.Time) {
	if c.position == last.seq {
		c.next = at
	}
}

// unsaved reports whether the position is not on disk. q.mu is held.
func (c *Cursor) unsaved() bool { return c.saved == nil || *c.saved != c.position }

func saved(seq uint64) *uint64 { return &seq }
