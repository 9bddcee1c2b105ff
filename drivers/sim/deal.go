package sim

import "time"

// bootTime is how long a restarting pad hears nothing.
const bootTime = 5 * time.Second

// Begin takes the plan of a payment, or of a cancel, unless the plan is that the
// request is refused: then the same plan waits for the next request.
func (p *Pad) Begin(void bool) (plan *Plan, taken bool) {
	if p.refused == nil {
		p.refused = p.script.next(void, p.protocol.Set)
	}
	plan = p.refused
	if plan.Nacks > 0 {
		plan.Nacks--
		return plan, false
	}
	p.refused, p.running = nil, plan
	return plan, true
}

// Plan returns that of the running payment; a quiet one when none runs.
func (p *Pad) Plan() *Plan {
	if p.running != nil {
		return p.running
	}
	return new(Plan)
}

// End is the end of a payment: the next settings hold.
func (p *Pad) End() {
	p.running = nil
	p.rest()
}

func (p *Pad) rest() {
	if p.running == nil {
		p.script.settings(p.protocol.Set)
	}
}

// Later goes on with a payment, unless it has ended meanwhile.
func (p *Pad) Later(plan *Plan, wait time.Duration, next func()) {
	p.After(wait, func() {
		if p.running == plan {
			next()
		}
	})
}

// BreakDown has the pad vanish or restart, if that is the plan: the payment ends
// there.
func (p *Pad) BreakDown(plan *Plan) bool {
	switch plan.Outcome {
	case Vanish:
		p.running = nil
		p.CutLine(plan.Away)
	case Restart:
		p.Reboot(plan.Forget)
	default:
		return false
	}
	return true
}

// Reboot restarts the pad: it is deaf for a while, and has forgotten what was
// under way, and maybe more.
func (p *Pad) Reboot(forget bool) {
	p.Say("the pad restarts")
	p.mend() // what would have done so later is forgotten with the rest
	p.running, p.alarms, p.held = nil, nil, nil
	p.protocol.Restart(forget)
	p.deaf = time.Now().Add(p.paced(bootTime))
	p.Keep()
	p.After(bootTime, func() { p.Say("the pad is back") })
}
