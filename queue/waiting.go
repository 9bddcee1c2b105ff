package queue

import (
	"cmp"
	"slices"
	"time"
)

// Waiting is what a reader has not acknowledged: facts after its position, and
// facts in its quarantine.
type Waiting struct {
	Count  uint64
	Sum    int64     // whole minor units
	Oldest time.Time // when the first of them happened; zero when none waits
}

// Waiting returns what waits. It reads nothing, however much that is.
func (c *Cursor) Waiting() Waiting {
	c.q.mu.Lock()
	defer c.q.mu.Unlock()
	w := c.behind
	w.Count += c.q.tip.seq - c.position
	w.Sum += c.q.tip.sum - c.passed
	if w.Oldest.IsZero() && c.q.tip.seq > c.position {
		w.Oldest = c.next
	}
	return w
}

// quarantine is a cursor's facts in quarantine, as far as they count as waiting.
// q.mu guards it.
type quarantine struct {
	known  map[uint64]bool
	ahead  []share // after the position, in order: waiting anyway
	behind Waiting // at or before the position: waiting though passed
	first  uint64  // the first of these
}

// share is what one fact adds to what waits.
type share struct {
	seq uint64
	sum int64
	at  time.Time
}

// setAside counts a fact that is durably in quarantine. q.mu is held.
func (c *Cursor) setAside(s share) {
	if c.known[s.seq] {
		return
	}
	c.known[s.seq] = true
	if s.seq <= c.position {
		c.keep(s)
		return
	}
	i, _ := slices.BinarySearchFunc(c.ahead, s.seq, func(a share, seq uint64) int { return cmp.Compare(a.seq, seq) })
	c.ahead = slices.Insert(c.ahead, i, s)
}

// pass counts the quarantined facts that the position has just passed. q.mu is
// held.
func (c *Cursor) pass() {
	for len(c.ahead) > 0 && c.ahead[0].seq <= c.position {
		c.keep(c.ahead[0])
		c.ahead = c.ahead[1:]
	}
}

func (z *quarantine) keep(s share) {
	z.behind.Count++
	z.behind.Sum += s.sum
	if z.first == 0 || s.seq < z.first {
		z.first, z.behind.Oldest = s.seq, s.at
	}
}
