package world

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

// attempts are HQ's, at all payments that somebody wanted to make by phone.
func (w *World) attempts() (all []pg.Attempt, err error) {
	w.bank.mu.Lock()
	keys := slices.Sorted(maps.Keys(w.bank.keys))
	w.bank.mu.Unlock()
	for _, key := range keys {
		of, err := w.office.memory.AttemptsOf(context.Background(), kioskID, string(key))
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}

// phoning says which payment by phone HQ has not brought to its end, or nothing.
func (w *World) phoning() string {
	if w.bank == nil {
		return ""
	}
	all, err := w.attempts()
	switch {
	case err != nil:
		return err.Error()
	case w.bank.inUse.Load() > 0:
		return "somebody is at a phone still"
	}
	for _, a := range all {
		if !resting(a) {
			return fmt.Sprintf("attempt %d at %s is %s at HQ", a.Number, short(pay.Key(a.Key)), a.State)
		}
	}
	return ""
}

// resting reports whether nothing will become of an attempt any more by itself.
func resting(a pg.Attempt) bool {
	if slices.ContainsFunc(a.Refunds, pg.Refunding.Open) {
		return false
	}
	return a.State.Final() || a.State == pg.Paid || a.State == pg.Wrong
}

// auditPhones holds what the providers have taken against HQ's attempts, the journal
// and the screen.
func (w *World) auditPhones(b books) {
	if w.bank == nil {
		return
	}
	receipts, err := w.bank.receipts()
	if err != nil {
		w.fail("read the providers' ledgers: %v", err)
		return
	}
	attempts, err := w.attempts()
	if err != nil {
		w.fail("ask HQ: %v", err)
	}
	paid := map[pay.Key]string{}
	for _, r := range receipts {
		i := slices.IndexFunc(attempts, func(a pg.Attempt) bool { return a.ID == r.order })
		if i < 0 {
			w.found(Lost, "a provider has %s of %d for an order that HQ does not know", r.number, r.taken)
			continue
		}
		if r.taken > 0 {
			w.phoned++
		}
		if r.left == 0 {
			continue
		}
		key := pay.Key(attempts[i].Key)
		w.auditTaken(b, key, r)
		if first, twice := paid[key]; twice {
			w.found(Doubled, "payment %s was paid twice by phone: %s and %s", short(key), first, r.number)
		}
		paid[key] = r.number
	}
	for _, a := range attempts {
		w.auditAttempt(a, receipts)
	}
	w.auditAlsoByCard(paid)
	w.auditPaidByPhone(b, receipts)
	w.auditShownByPhone(receipts, attempts)
}

// auditAttempt: HQ's attempt says what the provider says. A provider may have begun
// several payments for it, one for each phone that read the code.
func (w *World) auditAttempt(a pg.Attempt, receipts []receipt) {
	var here, there pay.Amount
	if a.Taken != nil {
		here = a.Taken.Left()
	}
	for _, r := range receipts {
		if r.order == a.ID {
			there += r.left
		}
	}
	if here != there {
		w.found(Unexplained, "attempt %d at %s is %s with %d at HQ, and the provider holds %d", a.Number, short(pay.Key(a.Key)), a.State, here, there)
	}
}

// auditTaken explains money that a provider holds.
func (w *World) auditTaken(b books, key pay.Key, r receipt) {
	p, known := b.find(key)
	switch {
	case known && listed(p):
	case known && p.Status == pay.Approved && p.Approval.Number == r.number && p.Approval.Amount == r.left:
	case w.restored:
		w.auditGoneByPhone(key, r)
	default:
		w.found(Lost, "a provider has %s of %d for payment %s, which the books call %q", r.number, r.left, short(key), p.Status)
	}
}

// auditGoneByPhone explains money whose facts went with a disk that was put back.
func (w *World) auditGoneByPhone(key pay.Key, r receipt) {
	p, known, err := w.office.has(string(key))
	switch {
	case err != nil:
		w.fail("ask HQ: %v", err)
	case known && p.Number == r.number:
	default:
		w.gone++
	}
}

// auditAlsoByCard: no payment is paid by phone and by card.
func (w *World) auditAlsoByCard(paid map[pay.Key]string) {
	for i, e := range w.proof.ledger.Entries {
		key := w.proof.whose[i]
		if number, also := paid[key]; also && e.Left() > 0 && !w.restored && !w.hides && !(w.forgets && w.proof.unseen[i]) {
			w.found(Doubled, "payment %s was paid by phone, %s, and by card, %s", short(key), number, e.Number)
		}
	}
}

// auditPaidByPhone: what the books call paid by phone, a provider has.
func (w *World) auditPaidByPhone(b books, receipts []receipt) {
	for _, p := range b.payments {
		if p.Approval == nil || p.Via() == "" || p.Status != pay.Approved && p.Status != pay.Voided {
			continue
		}
		i := slices.IndexFunc(receipts, func(r receipt) bool { return r.number == p.Approval.Number })
		switch {
		case i < 0:
			w.found(Unexplained, "the books call payment %s %s by %s, which no provider has", short(p.Key), p.Status, p.Approval.Number)
		case p.Status == pay.Voided && receipts[i].left > 0:
			w.found(Lost, "the books say that payment %s was taken back, and the provider still has %s", short(p.Key), p.Approval.Number)
		case p.Status == pay.Approved && receipts[i].left != p.Approval.Amount && !w.promises.gone[p.Key]:
			w.found(Unexplained, "payment %s is paid in the books by %s, of which the provider has %d", short(p.Key), p.Approval.Number, receipts[i].left)
		}
	}
}

// auditShownByPhone: nothing was shown as approved that no provider has taken for it.
func (w *World) auditShownByPhone(receipts []receipt, attempts []pg.Attempt) {
	for _, s := range w.proof.shown {
		if !s.byPhone {
			continue
		}
		i := slices.IndexFunc(receipts, func(r receipt) bool { return r.number == s.number && r.taken > 0 })
		if i < 0 || !slices.ContainsFunc(attempts, func(a pg.Attempt) bool { return a.ID == receipts[i].order && a.Key == string(s.key) }) {
			w.found(Unexplained, "payment %s was shown as paid by phone by %s, which no provider has taken for it", short(s.key), s.number)
		}
	}
}
