package pg_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/wire"
)

// check holds what is true at every moment.
func (w *world) check() {
	if w.bank.takings > 1 {
		w.Fatalf("taken %d times: %+v", w.bank.takings, w.a.Trace)
	}
	if w.a.State == pg.Paid && w.bank.taken == 0 {
		w.Fatalf("paid, and nothing was taken: %+v", w.a.Trace)
	}
	if w.a.Taken != nil && w.a.Taken.Refunded > w.a.Taken.Amount {
		w.Fatalf("more given back than was taken: %+v", w.a.Trace)
	}
	if w.byName() && w.a.State == pg.Lapsed && w.bank.taken > w.bank.refunded {
		w.Fatalf("expired, and money was taken: %+v", w.a.Trace)
	}
	rests := w.a.State.Final() || w.a.State == pg.Paid || w.a.State == pg.Wrong
	open := false
	for _, f := range w.a.Refunds {
		open = open || f.Open()
	}
	if w.a.Due.IsZero() && (!rests || open || w.a.Owes || w.a.Unheeded) {
		w.Fatalf("%s forgotten: %+v", w.a.State, w.a.Trace)
	}
}

// settle lets time pass without mishaps until nothing is due.
func (w *world) settle() {
	w.calm = true
	for range 400 {
		if w.a.Due.IsZero() || w.peoples() {
			return
		}
		if w.a.Due.After(w.now) {
			w.now = w.a.Due
		}
		w.happen(pg.Woke{When: w.when()})
	}
	w.Fatalf("%s never rests: %+v", w.a.State, w.a.Trace)
}

// peoples reports whether only people can end it: a phone saw the window, and nobody
// has named a payment since.
func (w *world) peoples() bool { return w.a.NeedsPeople() && w.a.Code == "not-heard" }

// people look at the provider's own pages, and say what they see there. They may read
// the wrong line.
func (w *world) people(reads bool) {
	word := pg.Word{By: "ann", Reason: "the console", Paid: w.bank.taken > 0, Ref: "ref", Amount: price}
	if !reads {
		word.Paid, word.Ref = true, "other"
	}
	w.happen(pg.Said{When: w.when(), Word: word})
}

// act is something that anybody does.
func (w *world) act() {
	switch rapid.SampledFrom([]string{"agree", "agree", "pay", "account", "deposit", "step back", "forge", "false name", "wake", "wake", "hint", "shut", "refund", "refuse", "wait", "people"}).Draw(w.T, "act") {
	case "agree":
		w.agree(pg.Agreed{Ref: "ref", Order: w.a.ID, Amount: price, Claims: true})
	case "pay": // where money moves without us, it may do so unseen
		if !w.rules.Approves && w.bank.agreed.IsZero() && w.lands() {
			w.bank.agreed = w.now
			w.bank.take()
		}
	case "account":
		if w.rules.Accounts && !w.bank.agreed.IsZero() && w.bank.taken == 0 && w.a.State == pg.Waiting {
			w.bank.account = true
		}
	case "deposit":
		if w.bank.account {
			w.bank.take()
		}
	case "step back":
		w.happen(pg.Came{When: w.when(), Agreed: pg.Agreed{Outcome: pg.Cancelled}})
	case "forge":
		w.happen(pg.Came{When: w.when(), Agreed: pg.Agreed{Ref: "ref", Order: w.a.ID, Amount: 1, Claims: true}})
	case "false name":
		w.happen(pg.Hinted{When: w.when(), Ref: "other"})
		if w.byName() {
			w.happen(pg.Came{When: w.when(), Agreed: pg.Agreed{Ref: "other"}})
		}
	case "wake":
		if !w.a.Due.IsZero() {
			w.now = w.a.Due
			w.happen(pg.Woke{When: w.when()})
		}
	case "hint":
		w.happen(pg.Hinted{When: w.when(), Ref: w.known()})
	case "shut":
		w.happen(pg.Shut{When: w.when()})
	case "refund":
		amount := pay.Amount(rapid.IntRange(0, price+1000).Draw(w.T, "amount"))
		w.happen(pg.RefundAsked{When: w.when(), ID: fmt.Sprint("r", len(w.a.Refunds)), Amount: amount})
	case "refuse":
		w.bank.refuses = true
	case "people":
		w.people(rapid.Bool().Draw(w.T, "reads well"))
	case "wait":
		w.now = w.now.Add(7 * time.Minute)
	}
}

// lands opens the page, and reports whether a customer can pay now.
func (w *world) lands() bool {
	if w.rules.Approves {
		return w.a.State != pg.Preparing
	}
	if w.a.State == pg.Waiting {
		w.happen(pg.Landed{When: w.when()})
	}
	return !w.a.Landed.IsZero()
}

func (w *world) agree(g pg.Agreed) {
	if w.bank.agreed.IsZero() && w.lands() {
		w.bank.agreed = w.now
	}
	w.happen(pg.Came{When: w.when(), Agreed: g})
}

// TestMachine: whatever happens, and wherever processes die, money is taken once at
// most, and in the end our books and the provider's agree.
func TestMachine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := begin(t)
		w.happen(pg.Begun{When: w.when()})
		for range rapid.IntRange(0, 25).Draw(t, "acts") {
			w.act()
		}
		w.settle()
		// A deposit or a late payment that nobody told us of is found by the next look.
		w.happen(pg.Hinted{When: w.when(), Ref: w.known()})
		w.settle()
		if w.peoples() {
			w.people(true)
			w.settle()
		}
		w.agreesWithBank()
	})
}

func begin(t *rapid.T) *world {
	p := pg.Powers{
		Approves: rapid.Bool().Draw(t, "approves"), PartialCancel: rapid.Bool().Draw(t, "partial"), LookupByOrder: rapid.Bool().Draw(t, "by order"),
		Idempotency: rapid.SampledFrom([]pg.Idempotency{pg.ByKey, pg.Natural, pg.NotSafe}).Draw(t, "idempotency"),
		LooksFirst:  rapid.Bool().Draw(t, "looks first"), Accounts: true, Window: 15 * time.Minute, ApproveWithin: 10 * time.Minute,
	}
	o := wire.Order{Key: "key-01", Currency: "KRW", Total: price, Split: wire.Split{Supply: 5000, VAT: 500, TaxFree: 5499, Service: 1}}
	w := &world{T: t, now: time.Unix(1_700_000_000, 0).UTC(), bank: bank{powers: p, refunds: map[string]bool{}}}
	w.rules = pg.Rules{Powers: p, Late: rapid.SampledFrom([]pg.Late{pg.LateRefund, pg.LateFulfil}).Draw(t, "late"), Call: time.Minute}
	w.a = pg.Attempt{ID: "id", Key: "key-01", Number: 1, Order: o, Split: pg.SplitOf(o, pg.RoundDown), State: pg.Preparing, Began: w.now, Due: w.now.Add(time.Minute)}
	return w
}

func (w *world) agreesWithBank() {
	ours := pay.Amount(0)
	if w.a.Taken != nil {
		ours = w.a.Taken.Left()
	}
	if theirs := w.bank.taken - w.bank.refunded; ours != theirs || w.a.State.Final() && theirs != 0 {
		w.Fatalf("%s: our books say %d, the provider holds %d: %+v", w.a.State, ours, theirs, w.a.Trace)
	}
	if s := w.a.State; !s.Final() && s != pg.Paid && s != pg.AccountUp {
		w.Fatalf("ends in %s: %+v", s, w.a.Trace)
	}
	var sum pay.Split
	for _, f := range w.a.Refunds {
		if f.State == pg.Approved {
			sum.Supply, sum.VAT, sum.TaxFree, sum.Service = sum.Supply+f.Split.Supply, sum.VAT+f.Split.VAT, sum.TaxFree+f.Split.TaxFree, sum.Service+f.Split.Service
			if w.a.Taken != nil && f.Split.Total() != f.Amount {
				w.Fatalf("a refund of %d is split into %+v", f.Amount, f.Split)
			}
		}
	}
	if w.a.Taken != nil && w.a.Taken.Left() == 0 && sum != w.a.Split {
		w.Fatalf("all was given back as %+v, taken as %+v", sum, w.a.Split)
	}
}
