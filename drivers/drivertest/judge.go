package drivertest

import (
	"strings"

	"kioskd/agent/pay"
	"kioskd/drivers/sim"
)

// is reports whether an approval and an entry of the ledger are the same.
func is(a pay.Approval, e sim.Entry) bool {
	return a.Amount == e.Amount && (a.Number == e.Number || a.Number == e.Unique)
}

// mustStand holds an approval against the ledger, in the moment when somebody is
// told that it is paid.
func (g *stage) mustStand(a pay.Approval) {
	for _, e := range g.pad.Ledger().Entries {
		if is(a, e) && e.Left() > 0 {
			return
		}
	}
	g.diary.fault("told that %d is paid, and the VAN has taken nothing", a.Amount)
}

// mustBeGone holds a void against the ledger.
func (g *stage) mustBeGone(a pay.Approval) {
	ledger := g.pad.Ledger()
	for _, e := range ledger.Entries {
		if is(a, e) && e.Left() > 0 && ledger.Find(refund(a.Amount)) == nil {
			g.diary.fault("told that %d was given back, and the VAN still has it", a.Amount)
		}
	}
}

// refund finds what gave an amount back without naming a payment.
func refund(amount pay.Amount) func(sim.Entry) bool {
	return func(e sim.Entry) bool { return e.Refund && e.Amount == amount }
}

// mustNotStand holds a "no" against the ledger: nothing may stand there that only
// this payment can explain.
func (g *stage) mustNotStand(p *payment) {
	if p.blind {
		return
	}
	for _, e := range g.pad.Ledger().Entries {
		if e.Left() > 0 && e.Amount == p.Order.Total && g.holder(e) == nil {
			g.diary.fault("%s is told that it was not charged, and the VAN has taken %d", p.Key, e.Amount)
		}
	}
}

// holder returns the payment that knows an entry, or nil. An entry that nobody
// waited for, but which is known, has a payment without a key.
func (g *stage) holder(e sim.Entry) *payment {
	g.book.mu.Lock()
	defer g.book.mu.Unlock()
	for _, p := range g.book.payments {
		if p.Approval != nil && is(*p.Approval, e) || p.Offer != nil && is(p.Offer.Approval, e) {
			return p
		}
	}
	for _, o := range g.book.strays {
		if is(o.Approval, e) {
			return new(payment)
		}
	}
	for _, m := range g.book.orphans {
		if m.Amount == e.Amount && (m.Number == e.Number || m.Number == e.Unique) {
			return new(payment)
		}
	}
	return nil
}

// judge holds the book against the ledger when everything has come to rest.
func (g *stage) judge() {
	g.judgeEntries()
	g.judgePayments()
	g.judgeSums()
}

// judgeEntries: the clerk knows every approval, or has a payment on the list of
// those whose outcome is open.
func (g *stage) judgeEntries() {
	for _, e := range g.pad.Ledger().Entries {
		p := g.holder(e)
		switch {
		case p == nil && e.Left() > 0 && !g.flagged(e.Amount):
			g.diary.fault("the VAN has taken %d (%s), and nobody knows", e.Amount, e.Number)
		case p != nil && p.Key != "" && e.Voided && p.Void == nil:
			g.diary.fault("%s was given back, and nobody had asked for it", p.Key)
		}
	}
}

// flagged reports whether a payment over an amount waits for a person.
func (g *stage) flagged(amount pay.Amount) bool {
	g.book.mu.Lock()
	defer g.book.mu.Unlock()
	for _, p := range g.book.payments {
		waits := p.Status == pay.Unresolved && p.Approval == nil
		if p.Order.Total == amount && (waits || p.blind) {
			return true
		}
	}
	return false
}

// judgePayments: what is paid in the book is paid at the VAN, by an approval of
// its own, and what was refused for good is not.
func (g *stage) judgePayments() {
	for _, e := range g.pad.Ledger().Entries {
		g.judgeRefused(e, g.holder(e))
	}
	g.book.mu.Lock()
	defer g.book.mu.Unlock()
	owner := map[string]pay.Key{}
	for _, p := range g.book.payments {
		if p.Approval == nil {
			continue
		}
		if other, ok := owner[p.Approval.Ref]; ok {
			g.diary.fault("%s and %s share the approval %s", other, p.Key, p.Approval.Ref)
		}
		owner[p.Approval.Ref] = p.Key
		if p.Status == pay.Approved || p.Status == pay.Mismatched {
			g.mustStand(*p.Approval)
		}
	}
}

// judgeRefused: an approval that is not another payment's belongs to nobody who
// was refused for good.
func (g *stage) judgeRefused(e sim.Entry, holder *payment) {
	if holder != nil && holder.Key != "" && !holder.refused {
		return
	}
	g.book.mu.Lock()
	defer g.book.mu.Unlock()
	for _, p := range g.book.payments {
		if p.refused && !p.blind && e.Amount == p.Order.Total && e.Left() > 0 {
			g.diary.fault("%s was refused for good, and later the VAN took %d", p.Key, e.Amount)
		}
	}
}

// judgeSums: money is taken at most once for each key, and given back at most once
// for each time that it was taken.
func (g *stage) judgeSums() {
	g.book.mu.Lock()
	defer g.book.mu.Unlock()
	keys, sums := map[pay.Amount]int{}, map[pay.Amount]pay.Amount{}
	for _, p := range g.book.payments {
		keys[p.Order.Total]++
	}
	for _, e := range g.pad.Ledger().Entries {
		if sums[e.Amount] += e.Left(); e.Left() > 0 {
			keys[e.Amount]--
		}
		if sums[e.Amount] < 0 {
			g.diary.fault("%d was given back more often than it was taken", e.Amount)
		}
	}
	for amount, left := range keys {
		if left < 0 && !g.scenario.foreign {
			g.diary.fault("%d was taken more often than there are payments of it", amount)
		}
	}
}

// searchSecret: no card number is in what was logged or said.
func (g *stage) searchSecret() {
	if strings.Contains(g.diary.text(), Secret) {
		g.diary.fault("a card number is in a log, an error or an approval")
	}
}
