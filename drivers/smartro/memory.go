package smartro

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// memory is what the driver keeps when the link to the pad breaks. It belongs to
// the goroutine of Run.
type memory struct {
	trail  trail
	known  desk.Recent // approvals that were recorded
	last   Frame       // the last rejection that was acknowledged
	lastAt time.Time
}

// trail is what this run of the program saw of a charge.
type trail struct {
	key     pay.Key
	attempt int

	idleAt time.Time // when the pad first said that it had left the card wait
	clean  bool      // it was stopped, and no card had been shown
}

// follow begins a trail.
func (m *memory) follow(c pay.Charge) *trail {
	m.trail = trail{key: c.Key, attempt: c.Attempt}
	return &m.trail
}

// find returns the trail of a charge. One that an earlier run sent begins anew:
// what that run saw of the pad is gone with it.
func (m *memory) find(c pay.Charge) *trail {
	if m.trail.key == c.Key && m.trail.attempt == c.Attempt {
		return &m.trail
	}
	return m.follow(c)
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
