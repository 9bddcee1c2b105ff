package zvtsim

import (
	"fmt"
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/sim"
	"kioskd/drivers/zvt"
)

// busyWait is when the pad comes again to a kiosk that is busy.
const busyWait = 2 * time.Second

// approve tells the kiosk, and sees what it makes of it.
func (p *pad) approve() {
	d := p.deal
	if d.plan.Has(wrongPIN) {
		p.tellResult(zvt.Result{Told: true, ID: 55, Terminal: d.result.Terminal}, nil)
		p.waiting(zvt.Waiting{Status: zvt.WaitWrongPIN})
	}
	p.tellResult(d.result, p.accepted)
	if d.plan.Twice {
		p.tellResult(d.result, func(zvt.Frame) {})
	}
}

// tellResult says 04 0F.
func (p *pad) tellResult(r zvt.Result, answer func(zvt.Frame)) {
	fields, err := r.Fields()
	if err != nil {
		p.Fail(err)
		return
	}
	data, err := p.odd(fields).MarshalBinary()
	if err != nil {
		p.Fail(err)
		return
	}
	if p.Plan().Has(strange) {
		data = append(data, 0xC8, 0x01) // a bitmap that nobody knows
	}
	p.tell(told{
		frame: zvt.Frame{Code: zvt.CodeResult, Data: data}, words: outcome(r),
		answer: answer, lost: func() { p.lostResult(r) },
	})
}

// outcome is a result in words.
func outcome(r zvt.Result) string {
	switch {
	case r.ID != 0:
		return r.ID.String()
	case r.Reversal():
		return fmt.Sprintf("reversed %d", r.Amount)
	}
	return fmt.Sprintf("approved %d, if it is accepted", r.Amount)
}

// odd changes the bitmaps of a result, as the plan wants it.
func (p *pad) odd(fields zvt.Fields) zvt.Fields {
	const amount = 0x04
	plan := p.Plan()
	if plan.Has(untold) {
		fields = slices.DeleteFunc(fields, func(f zvt.Field) bool { return f.Number == amount })
	}
	if plan.Has(shuffled) {
		slices.Reverse(fields)
	}
	return fields
}

// lostResult is a result that nobody answered: an approval goes back.
func (p *pad) lostResult(r zvt.Result) {
	if r.ID == 0 {
		p.reverse()
	} else {
		p.giveUpDeal()
	}
}

// accepted is the kiosk's answer to an approval.
func (p *pad) accepted(f zvt.Frame) {
	d := p.deal
	if d == nil {
		return
	}
	id, no := f.Code.Refuses()
	switch {
	case id == zvt.IDBusy && no:
		p.At(busyWait, func() {
			if p.deal == d {
				p.tellResult(d.result, p.accepted)
			}
		})
	case no:
		p.Say("the kiosk does not want it")
		p.reverse()
	case d.plan.Has(loseAnswer):
		p.Say("the kiosk's answer is lost")
		p.later(answerLimit, p.reverse)
	case p.printsText(zvt.KioskPrints):
		p.confirmed()
		p.print()
	default:
		p.confirmed()
		p.commit()
	}
}

// confirmed notes in the ledger that the kiosk has accepted the approval.
func (p *pad) confirmed() {
	r := p.deal.result
	if e := p.entry(r.Receipt + "/" + r.Trace); e != nil {
		e.Confirmed = true
		p.Keep()
	}
}

// print dictates both receipts. The approval is final when all of it was taken.
func (p *pad) print() {
	d := p.deal
	next := func() { p.dictate(p.receipt(zvt.ReceiptCustomer), p.commit) }
	if d.plan.Has(printing) {
		next = p.interrupt
	}
	p.dictate(p.receipt(zvt.ReceiptMerchant), next)
}

// interrupt is what was planned for a moment when the kiosk has accepted, and the
// pad has not heard enough to believe it; or for the moment right after.
func (p *pad) interrupt() {
	d := p.deal
	switch {
	case p.breaksDown():
	case d.plan.Outcome == sim.LoseResponse && d.undo != nil:
		p.Say("nothing more is heard of the pad")
		p.later(answerLimit, p.reverse)
	case d.plan.Outcome == sim.LoseResponse:
		p.Say("the end is lost")
		p.close()
	case d.undo != nil:
		p.commit()
	default:
		p.finish()
	}
}

// commit makes the approval final: from here on it stands, whatever is lost.
func (p *pad) commit() {
	d := p.deal
	if d == nil {
		return
	}
	d.undo = nil
	p.Say("the approval is final")
	if d.plan.Has(final) {
		p.interrupt()
		return
	}
	p.finish()
}

// finish ends the command, once the card is out.
func (p *pad) finish() {
	if p.deal.plan.Medium == pay.Chip {
		p.waiting(zvt.Waiting{Status: zvt.WaitRemoveCard})
	}
	p.done()
}

// reverse takes the money back and says so.
func (p *pad) reverse() {
	if p.deal == nil || p.deal.undo == nil {
		return
	}
	p.takeBack()
	p.queue, p.turn = nil, p.turn+1
	p.waiting(zvt.Waiting{Status: zvt.WaitReversing})
	p.refuse(zvt.IDStopped)
}
