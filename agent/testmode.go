package agent

import (
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Test mode is a world of its own: its pad is simulated, and its money is none. A
// payment belongs to the world that it was made in, for ever. Nothing of one is
// sent to the pad of the other, which would move real money for play money, or
// call real money given back that never moved.

// otherMode refuses what belongs to the other world.
func (s *step) otherMode() *Fault {
	if s.test {
		return FaultRealMoney
	}
	return FaultTestMoney
}

// leaveApart deals with a payment that was open when test mode was turned on or
// off. The pad that could say what became of it is not there. One made in test
// mode ends, since no money moved; a real one waits, and the staff know, until its
// pad is back.
func (s *step) leaveApart(p pay.Payment) {
	on := step{Machine: s.Machine, at: s.at}
	on.pay, on.test = p, p.Test
	fault := s.otherMode()
	if p.Test {
		on.record(on.fact(wire.KindUnresolved, "", 0, why("test mode was turned off before it ended"), alarm(fault)))
	}
	s.apart = s.apart || !p.Test
	if p.Test || p.Fault != fault.Number {
		on.record(on.listed(fault))
	}
	s.do(on.effects...)
}
