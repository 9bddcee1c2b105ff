package agent

import "time"

// idle reports whether nobody is being served. A journal that has failed holds an
// unknown payment on the screen until the next start, so after a while that counts
// as idle too: otherwise nothing would ever bring that start about.
func (m Machine) idle(at time.Time) bool {
	if m.calling || m.waiting != nil {
		return false
	}
	return m.state == Idle || m.stuck() && at.Sub(m.since) >= m.limits.Stay
}

// stuck reports whether only the next start can go on.
func (m Machine) stuck() bool { return m.broken && m.state == Uncertain }

// MayStop reports whether the kiosk may be stopped without taking anything from a
// customer: no money is in motion, the card is out, and the result has been on the
// screen for as long as it takes to read. One that a person has to look into stays
// until it goes by itself: somebody may be writing down its reference.
func (m Machine) MayStop(at time.Time) bool {
	switch {
	case m.idle(at):
		return true
	case m.calling, m.waiting != nil, m.inMotion(), m.inside(at), m.state == Unresolved:
		return false
	}
	return at.Sub(later(m.since, m.cardAt)) >= m.limits.Read
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
