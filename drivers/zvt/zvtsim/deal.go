package zvtsim

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/sim"
	"kioskd/drivers/zvt"
)

// deal is a payment, a reversal or a refund under way.
type deal struct {
	plan    *sim.Plan
	code    zvt.Code
	amount  pay.Amount
	receipt string // of a reversal: which payment
	begun   bool   // it was answered
	card    bool   // a card was shown: an abort is too late
	over    bool   // its last word is being said
	damaged bool   // a block was said with a wrong checksum
	result  zvt.Result

	// undo takes the VAN's word back, until the kiosk has accepted everything.
	undo func()
}

// begin takes a payment, or refuses it.
func (p *pad) begin(q zvt.Request) {
	d := p.deal
	if p.tcp && d == nil {
		plan, taken := p.Begin(q.Code != zvt.CodeAuthorize)
		if !taken {
			p.respond(zvt.Negative(zvt.IDBusy))
			return
		}
		d = &deal{plan: plan, code: q.Code}
		p.deal = d
	}
	if d == nil || d.begun {
		p.respond(zvt.Negative(zvt.IDBusy))
		return
	}
	d.begun = true
	if id := p.reads(q); id != 0 {
		p.respond(zvt.Negative(id))
		p.close()
		return
	}
	if d.plan.Glued && p.tcp {
		p.Hold([]byte{0x80, 0x00, 0x00})
	} else {
		p.respond(zvt.CodeGood)
	}
	p.wait()
}

// reads takes what the request says, and returns why it cannot be done.
func (p *pad) reads(q zvt.Request) (id zvt.ID) {
	d := p.deal
	var err error
	if d.amount, err = q.Amount(); err != nil {
		return zvt.IDProtocol
	}
	if c, err := q.Currency(); err != nil || c != "" && c != pay.EUR {
		return zvt.IDCurrency
	}
	if q.Code == zvt.CodeReverse {
		if d.receipt, err = q.Receipt(); err != nil {
			return zvt.IDProtocol
		}
	}
	return 0
}

// wait is the time until a card is shown.
func (p *pad) wait() {
	d := p.deal
	switch {
	case !p.registered:
		p.refuse(zvt.IDUnregistered)
	case p.status != 0:
		p.refuse(p.status)
	case d.plan.Outcome == sim.Silent:
		p.Say("and not another word")
	case d.code == zvt.CodeReverse:
		d.card = true
		p.later(d.plan.VAN, p.decide)
	default:
		p.waiting(zvt.Waiting{Status: zvt.WaitInsertCard, Minutes: 2})
		for range count(d.plan.Value(storm)) {
			p.waiting(zvt.Waiting{Status: zvt.WaitInsertCard})
		}
		if d.plan.CardWait >= 0 {
			p.later(d.plan.CardWait, p.show)
		} else {
			p.Say("nobody shows a card")
		}
	}
}

// later goes on with the payment, unless it has ended meanwhile.
func (p *pad) later(wait time.Duration, next func()) {
	p.Later(p.deal.plan, wait, next)
}

// show has the customer show a card, unless the plan has something else for this
// moment.
func (p *pad) show() {
	d := p.deal
	early := !d.plan.AtVAN && !d.plan.Has(final) && !d.plan.Has(printing)
	if d.card || d.over || early && p.breaksDown() {
		return
	}
	d.card = true
	p.Say("a card is shown")
	p.waiting(zvt.Waiting{Status: zvt.WaitHost})
	p.later(d.plan.VAN, p.decide)
}

// breaksDown has the pad vanish or restart, if that is the plan. What the VAN has
// approved and the kiosk has not accepted goes back.
func (p *pad) breaksDown() bool {
	plan := p.deal.plan
	if plan.Outcome != sim.Vanish && plan.Outcome != sim.Restart {
		return false
	}
	p.takeBack()
	p.deal, p.queue = nil, nil
	return p.BreakDown(plan)
}

// stop answers 06 B0. A payment that has met its card goes on.
func (p *pad) stop() {
	d := p.deal
	switch {
	case d == nil:
		p.respond(zvt.CodeGood)
	case d.card || d.over || d.plan.Stubborn:
		p.respond(zvt.Negative(zvt.IDBusy))
	case d.plan.Race:
		p.Say("a card is shown in this moment")
		p.respond(zvt.CodeGood)
		p.show()
	default:
		p.respond(zvt.CodeGood)
		p.Say("the payment is stopped")
		p.refuse(zvt.IDStopped)
	}
}

// refuse ends a payment that was not made.
func (p *pad) refuse(why zvt.ID) {
	r := zvt.Result{Told: true, ID: why, Terminal: p.terminalID(), Currency: pay.EUR}
	p.tellResult(r, nil)
	p.giveUp(why)
}

// giveUpDeal is a kiosk that does not answer before there is anything to answer.
func (p *pad) giveUpDeal() {
	if p.deal != nil {
		p.takeBack()
		p.close()
	}
}

// close is the end of a payment, for the pad. What it has to say about it may still
// be in the queue.
func (p *pad) close() {
	p.deal = nil
	p.End()
}

// takeBack reverses what the kiosk has not accepted.
func (p *pad) takeBack() {
	if p.deal == nil || p.deal.undo == nil {
		return
	}
	p.deal.undo()
	p.deal.undo = nil
	p.Keep()
}
