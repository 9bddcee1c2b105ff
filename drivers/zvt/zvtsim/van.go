package zvtsim

import (
	"fmt"
	"strings"

	"kioskd/agent/pay"
	"kioskd/drivers/sim"
	"kioskd/drivers/zvt"
)

// decide is the VAN's answer, and what becomes of it.
func (p *pad) decide() {
	d := p.deal
	if id := p.judge(); id != 0 {
		p.later(d.plan.Late, func() { p.refuse(id) })
		return
	}
	if !p.Keep() {
		return
	}
	now := !d.plan.Has(final) && !d.plan.Has(printing)
	switch {
	case now && d.plan.AtVAN && p.breaksDown():
	case now && d.plan.Outcome == sim.LoseResponse:
		p.Say("the answer is lost")
		p.later(answerLimit, p.reverse)
	default:
		p.later(d.plan.Late, p.approve)
	}
}

// judge asks the ledger, and returns why it says no.
func (p *pad) judge() zvt.ID {
	d := p.deal
	switch {
	case d.plan.Outcome == sim.Decline:
		p.Say("VAN declined with %s", readID(d.plan.Code))
		return readID(d.plan.Code)
	case d.code == zvt.CodeReverse:
		return p.judgeReversal()
	}
	amount := d.amount
	if d.plan.Amount > 0 {
		amount = d.plan.Amount
	}
	d.result = p.record(amount)
	e := p.Books().Approve(amount, p.Now())
	e.Number, e.Unique, e.Refund = d.result.Number(), d.result.Receipt+"/"+d.result.Trace, d.code == zvt.CodeRefund
	p.remember(d.result, true)
	unique := e.Unique
	d.undo = func() { p.reverseEntry(unique) }
	p.Say("VAN approved %d as %s", e.Amount, e.Number)
	return 0
}

// record makes the record of something new.
func (p *pad) record(amount pay.Amount) zvt.Result {
	d := p.deal
	p.memory.Receipts = p.memory.Receipts%9999 + 1
	p.memory.Traces = p.memory.Traces%999999 + 1
	r := zvt.Result{
		Told: true, Amount: amount, Currency: pay.EUR, Terminal: p.terminalID(),
		Receipt: fmt.Sprintf("%04d", p.memory.Receipts), Trace: fmt.Sprintf("%06d", p.memory.Traces),
		Turnover: fmt.Sprintf("%06d", p.memory.Receipts),
		Date:     p.Now().Format("0102"), Time: p.Now().Format("150405"),
		Authorised: fmt.Sprintf("%06d", p.memory.Traces*7919%1000000), Contract: "990000000000001",
		Card: pay.MaskCard("990000******0042"), CardName: "girocard", CardType: 5, Payment: zvt.PaidWithPIN,
		Technology: map[pay.Medium]byte{pay.Stripe: 1, pay.Chip: 2, pay.Contactless: 3}[d.plan.Medium],
	}
	if d.plan.Has(offline) {
		r.Payment, r.Offline, r.Authorised = zvt.PaidOffline, true, ""
	}
	return r
}

// judgeReversal looks the payment up and takes it back, once.
func (p *pad) judgeReversal() zvt.ID {
	d := p.deal
	e := p.find(d.receipt)
	switch {
	case e == nil:
		p.Say("no payment of today has receipt %s", d.receipt)
		return zvt.IDIrreversible
	case e.Voided, e.Reversed:
		p.Say("%s was taken back before", e.Number)
		return zvt.IDReversed
	case e.Amount != d.amount:
		return zvt.IDIrreversible
	}
	unique, shown := e.Unique, p.memory.Last
	e.Voided = true
	d.result = p.record(e.Amount)
	_, d.result.OrigTrace, _ = strings.Cut(unique, "/")
	e.VoidRef = d.result.Receipt
	p.remember(d.result, false)
	d.undo = func() {
		if e := p.entry(unique); e != nil {
			e.Voided, e.VoidRef, p.memory.Last = false, "", shown
			p.Say("the reversal of %s is taken back", e.Number)
		}
	}
	p.Say("VAN reversed %s", e.Number)
	return 0
}

// find returns today's payment with a receipt number.
func (p *pad) find(receipt string) *sim.Entry {
	today := p.Books().Entries[min(p.memory.Day, len(p.Books().Entries)):]
	for i := range today {
		if receiptOf(today[i]) == receipt && !today[i].Refund {
			return &today[i]
		}
	}
	return nil
}

// entry returns the newest entry with a name.
func (p *pad) entry(unique string) *sim.Entry {
	all := p.Books().Entries
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Unique == unique {
			return &all[i]
		}
	}
	return nil
}

func receiptOf(e sim.Entry) string {
	receipt, _, _ := strings.Cut(e.Unique, "/")
	return receipt
}

// reverseEntry takes an approval back because nobody accepted it, and remembers
// that as a record of its own.
func (p *pad) reverseEntry(unique string) {
	e := p.entry(unique)
	if e == nil {
		return
	}
	e.Reversed = true
	p.Say("%s is taken back by the pad itself", e.Number)
	r := p.record(e.Amount)
	_, r.OrigTrace, _ = strings.Cut(unique, "/")
	p.remember(r, false)
}
