package uplink

import "kioskd/sync/wire"

// A line may be too slow to carry a full frame in the time that anybody waits for
// a sign of life. Then the same frame would go out, and be lost, again and again.
// So after a connection that carried none, the next ones are smaller, and they
// grow again with each that arrives.
const (
	lessModest  = 1
	moreModest  = 2
	mostModesty = 8 // a 256th of what HQ allows
)

// modesty learns from a connection that ended.
func (u *Uplink) modesty(s *session) {
	if s.tried && !s.moved {
		u.modest = min(u.modest+moreModest, mostModesty)
	}
}

// carried learns from a frame that arrived.
func (u *Uplink) carried() { u.modest = max(u.modest-lessModest, 0) }

// allowed returns what HQ asks for, or less.
func (s *session) allowed() wire.Limits {
	l, shift := s.limits, s.u.modest
	l.BatchFacts, l.BatchBytes, l.InFlight = max(l.BatchFacts>>shift, 1), max(l.BatchBytes>>shift, 1), max(l.InFlight>>shift, 1)
	return l
}
