package smartro

import (
	"slices"
	"sync"
	"time"

	"kioskd/agent/pay"
)

// memory is what the driver keeps when the link to the pad breaks. It belongs to
// the goroutine of Run.
type memory struct {
	trail   trail
	handled []string       // references of approvals that were recorded
	last    Frame          // the last rejection that was acknowledged
	busy    sync.WaitGroup // goroutines that Run has to see the end of
}

// remembered is how many approvals are remembered. A pad repeats only its last.
const remembered = 32

// record remembers an approval that is on disk.
func (m *memory) record(ref string) {
	m.handled = append(m.handled, ref)
	if len(m.handled) > remembered {
		m.handled = slices.Delete(m.handled, 0, 1)
	}
}

func (m *memory) knows(ref string) bool { return slices.Contains(m.handled, ref) }

// trail is what this run of the program saw of a charge.
type trail struct {
	key     pay.Key
	attempt int

	began  time.Time // when it went out, or was first asked about
	idleAt time.Time // when the pad first said that it had left the card wait
	clean  bool      // it was stopped, and no card had been shown
}

// follow begins a trail.
func (m *memory) follow(c pay.Charge) *trail {
	m.trail = trail{key: c.Key, attempt: c.Attempt, began: time.Now()}
	return &m.trail
}

// find returns the trail of a charge. One that an earlier run sent is as old as
// its charge says; a time in the future counts as now.
func (m *memory) find(c pay.Charge) *trail {
	if m.trail.key == c.Key && m.trail.attempt == c.Attempt {
		return &m.trail
	}
	t := m.follow(c)
	if c.SentAt.Before(t.began) {
		t.began = c.SentAt
	}
	return t
}

// idle notes that the pad has left its card wait.
func (t *trail) idle() {
	if t.idleAt.IsZero() {
		t.idleAt = time.Now()
	}
}

// settled reports whether the charge can no longer be running.
func (t *trail) settled(l Limits) bool {
	if t.clean || time.Since(t.began) >= l.charge() {
		return true
	}
	return !t.idleAt.IsZero() && time.Since(t.idleAt) >= l.VAN
}
