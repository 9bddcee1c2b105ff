package smartrosim

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
)

// deal is a payment or a cancel under way.
type deal struct {
	job       smartro.Job
	plan      *sim.Plan
	charge    smartro.ApprovalRequest
	cancel    smartro.CancelRequest
	needsCard bool
	card      bool   // a card was shown: E is too late
	news      string // what the VAN did; said once it is kept
}

// show has the customer show a card, unless the plan has something else for this
// moment.
func (p *pad) show(d *deal) {
	if d.card || !d.plan.AtVAN && p.breaksDown(d) {
		return
	}
	event := map[pay.Medium]smartro.Event{
		pay.Chip: smartro.CardInserted, pay.Stripe: smartro.StripeRead, pay.Contactless: smartro.CardDetected,
	}[d.plan.Medium]
	p.event(d, event)
	p.inside = event == smartro.CardInserted
	p.ask(d)
}

// ask puts the question to the VAN.
func (p *pad) ask(d *deal) {
	d.card = true
	p.later(d, d.plan.VAN, p.decide)
}

// event says what happened to a card. Events are never acknowledged.
func (p *pad) event(d *deal, e smartro.Event) {
	p.Say("→ @ %v", e)
	if !d.plan.Has(noEvents) {
		p.frame(smartro.JobEvent, []byte{byte(e)})
	}
}

// breaksDown has the pad vanish or restart, if that is the plan.
func (p *pad) breaksDown(d *deal) bool {
	if !p.BreakDown(d.plan) {
		return false
	}
	p.deal = nil
	return true
}

// later goes on with a payment, unless it has ended meanwhile.
func (p *pad) later(d *deal, wait time.Duration, next func(*deal)) {
	p.Later(d.plan, wait, func() { next(d) })
}

// decide is the VAN's answer, and what becomes of it.
func (p *pad) decide(d *deal) {
	job, data, err := p.judge(d)
	if err != nil {
		p.Fail(err)
		return
	}
	if !p.Keep() {
		return
	}
	p.Say("%s", d.news)
	switch {
	case d.plan.AtVAN && p.breaksDown(d):
	case d.plan.Outcome == sim.LoseResponse:
		p.Say("the answer is lost")
		p.end(d)
	case d.plan.Has(straggle):
		p.Say("the pad is ready again, and its answer is still to come")
		p.end(d)
		p.After(d.plan.Late, func() {
			p.Say("→ %v, at last", job)
			p.respond(job, data)
		})
	default:
		p.later(d, d.plan.Late, func(d *deal) {
			if d.plan.Has(strayEvent) {
				p.event(d, smartro.CardDetected)
			}
			p.Say("→ %v", job)
			p.respond(job, data)
			p.end(d)
		})
	}
}

// end is the end of a payment. A chip card is taken out.
func (p *pad) end(d *deal) {
	if p.inside {
		p.After(time.Second, func() {
			p.inside = false
			p.event(d, smartro.CardRemoved)
		})
	}
	p.deal = nil
	p.End()
}
