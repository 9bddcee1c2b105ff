package smartrosim

import (
	"time"

	"kioskd/drivers/smartro"
)

// deal is a payment or a cancel under way.
type deal struct {
	job       smartro.Job
	plan      *Plan
	charge    smartro.ApprovalRequest
	cancel    smartro.CancelRequest
	needsCard bool
	card      bool   // a card was shown: E is too late
	news      string // what the VAN did; said once it is kept
}

// show has the customer show a card, unless the plan has something else for this
// moment.
func (p *Pad) show(d *deal) {
	if d.card || !d.plan.AtVAN && p.breaksDown(d) {
		return
	}
	event := map[byte]smartro.Event{'1': smartro.CardInserted, '2': smartro.StripeRead, '3': smartro.CardDetected}[d.plan.Medium]
	p.event(d, event)
	p.inside = event == smartro.CardInserted
	p.ask(d)
}

// ask puts the question to the VAN.
func (p *Pad) ask(d *deal) {
	d.card = true
	p.later(d, d.plan.VAN, p.decide)
}

// event says what happened to a card. Events are never acknowledged.
func (p *Pad) event(d *deal, e smartro.Event) {
	p.say("→ @ %v", e)
	if !d.plan.NoEvents {
		p.frame(smartro.JobEvent, []byte{byte(e)})
	}
}

// breaksDown has the pad vanish or restart, if that is the plan.
func (p *Pad) breaksDown(d *deal) bool {
	switch d.plan.Outcome {
	case "vanish":
		p.deal = nil
		p.cutLine(d.plan.Away)
	case "restart":
		p.restart(d.plan.Forget)
	default:
		return false
	}
	return true
}

// bootTime is how long a restarting pad hears nothing.
const bootTime = 5 * time.Second

// restart forgets what was under way, and maybe more.
func (p *Pad) restart(forget bool) {
	p.say("the pad restarts")
	p.deal, p.alarms, p.said, p.inside = nil, nil, response{}, false
	p.decoder = smartro.Decoder{}
	p.deaf = time.Now().Add(time.Duration(float64(bootTime) * p.opts.Pace))
	if forget {
		p.state.Memory = memory{}
		p.keep()
	}
	p.after(bootTime, func() { p.say("the pad is back") })
}

// decide is the VAN's answer, and what becomes of it.
func (p *Pad) decide(d *deal) {
	job, data, err := p.judge(d)
	if err != nil {
		p.broken = err
		return
	}
	p.keep()
	p.say("%s", d.news)
	switch {
	case p.broken != nil, d.plan.AtVAN && p.breaksDown(d):
	case d.plan.Outcome == "lose-response":
		p.say("the answer is lost")
		p.end(d)
	default:
		p.later(d, d.plan.Late, func(d *deal) {
			p.say("→ %v", job)
			p.respond(job, data)
			p.end(d)
		})
	}
}

// end is the end of a payment. A chip card is taken out.
func (p *Pad) end(d *deal) {
	if p.inside {
		p.inside = false
		p.after(time.Second, func() { p.event(d, smartro.CardRemoved) })
	}
	p.deal = nil
	p.rest()
}
