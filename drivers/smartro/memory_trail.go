package smartro

import (
	"slices"
	"time"

	"kioskd/agent/pay"
)

// trail is what this run of the program saw of a charge.
type trail struct {
	key     pay.Key
	attempt int
	amount  pay.Amount
	began   time.Time
	padAt   string // the pad's own clock when the charge went out, as in a stamp

	idleAt time.Time // when the pad first said that it had left the card wait
	clean  bool      // it was stopped, and no card had been shown
	over   bool      // its answer has come
}

// straggler is how long the answer to an earlier charge is reckoned with.
const straggler = 10 * time.Minute

// follow begins a trail. The one before stays open while its answer is missing.
func (m *memory) follow(c pay.Charge, padAt string) *trail {
	if m.trail.key != "" {
		m.open = append(m.open, m.trail)
	}
	m.open = slices.DeleteFunc(m.open, func(t trail) bool { return t.over || time.Since(t.began) > straggler })
	m.trail = trail{key: c.Key, attempt: c.Attempt, amount: c.Amount, began: time.Now(), padAt: padAt}
	return &m.trail
}

// find returns the trail of a charge. One that an earlier run sent begins anew:
// what that run saw of the pad is gone with it.
func (m *memory) find(c pay.Charge) *trail {
	if m.trail.key == c.Key && m.trail.attempt == c.Attempt {
		return &m.trail
	}
	return m.follow(c, "")
}

// arrived closes the trail of a charge whose answer has come after all.
func (m *memory) arrived(is func(trail) bool) {
	if i := slices.IndexFunc(m.open, is); i >= 0 {
		m.open = slices.Delete(m.open, i, i+1)
		return
	}
	if is(m.trail) {
		m.trail.over = true
	}
}

// idle notes that the pad has left its card wait.
func (t *trail) idle() {
	if t.idleAt.IsZero() {
		t.idleAt = time.Now()
	}
}

// settled reports whether the charge can no longer be running.
func (t *trail) settled(l limits) bool {
	return t.clean || !t.idleAt.IsZero() && time.Since(t.idleAt) >= l.VAN
}
