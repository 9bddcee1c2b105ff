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

// bank is a provider as it is in truth, whatever anybody hears of it.
type bank struct {
	powers   pg.Powers
	agreed   time.Time
	takings  int
	account  bool // issued, and nobody has paid into it
	taken    pay.Amount
	refunded pay.Amount
	refunds  map[string]bool
	closed   bool // an account that was withdrawn
	refuses  bool
}

const price = 11000

func (b *bank) approve(now time.Time) pg.Result {
	switch {
	case b.taken > 0 && b.powers.Idempotency == pg.ByKey, b.account:
		return b.lookup(now)
	case b.taken > 0 && b.powers.Idempotency == pg.Natural:
		return pg.Result{Outcome: pg.Unknown, Code: "ALREADY"}
	case b.refuses:
		return pg.Result{Outcome: pg.Refused, Code: "NO"}
	case b.gone(now):
		return pg.Result{Outcome: pg.Expired}
	}
	b.take()
	return b.lookup(now)
}

func (b *bank) take() { b.takings, b.taken, b.account = b.takings+1, b.taken+price, false }

func (b *bank) gone(now time.Time) bool {
	return b.agreed.IsZero() || now.After(b.agreed.Add(b.powers.ApproveWithin))
}

func (b *bank) lookup(now time.Time) pg.Result {
	r := pg.Result{Ref: "ref", Order: "id", Amount: price, Currency: pay.KRW, Refunded: b.refunded}
	switch {
	case b.taken > 0 && b.refunded == b.taken:
		r.Outcome = pg.Cancelled
	case b.taken > 0:
		r.Outcome, r.Amount = pg.Approved, b.taken
	case b.closed:
		r.Outcome = pg.Cancelled
	case b.account:
		r.Outcome, r.Account = pg.Issued, &pg.Account{Number: "1", Until: b.agreed.Add(time.Hour)}
	case b.agreed.IsZero():
		return pg.Result{Outcome: pg.Absent}
	case b.gone(now):
		r.Outcome = pg.Expired
	default:
		r.Outcome = pg.Pending
	}
	return r
}

func (b *bank) cancel(f pg.Refund) pg.Returned {
	switch {
	case b.refunds[f.ID]:
		return pg.Returned{Outcome: pg.Approved}
	case b.account && f.Whole:
		b.account, b.closed = false, true
	case f.Left != b.taken-b.refunded:
		return pg.Returned{Outcome: pg.Unknown, Code: "BALANCE"}
	case f.Amount > b.taken-b.refunded:
		return pg.Returned{Outcome: pg.Refused, Code: "TOO_MUCH"}
	default:
		b.refunded += f.Amount
	}
	b.refunds[f.ID] = true
	return pg.Returned{Outcome: pg.Approved}
}

// world is an attempt, its provider, a clock, and calls under way.
type world struct {
	*rapid.T
	a     pg.Attempt
	rules pg.Rules
	bank  bank
	now   time.Time
	queue []pg.Event
	calm  bool // no mishaps any more
}

func (w *world) when() pg.When { return pg.When{At: w.now} }

// happen brings an event, and carries out what follows with mishaps.
func (w *world) happen(e pg.Event) {
	w.queue = append(w.queue, e)
	for n := 0; len(w.queue) > 0; n++ {
		if n > 200 {
			w.Fatalf("no end: %+v", w.a.Trace)
		}
		e, w.queue = w.queue[0], w.queue[1:]
		next, effects := w.a.Step(e, w.rules)
		w.a = next
		w.check()
		for _, effect := range effects {
			w.carryOut(effect)
		}
	}
}

func (w *world) carryOut(e pg.Effect) {
	switch e := e.(type) {
	case pg.Finish:
		if w.calm || rapid.Bool().Draw(w.T, "purpose hears") {
			w.queue = append(w.queue, pg.Finished{When: w.when()})
		}
	case pg.Heed:
		if w.calm || rapid.Bool().Draw(w.T, "alarm kept") {
			w.queue = append(w.queue, pg.Heeded{When: w.when()})
		}
	case pg.Call:
		w.call(e)
	}
}

// call makes a call, unless the process dies before or after it.
func (w *world) call(c pg.Call) {
	mishap := "none"
	if !w.calm {
		mishap = rapid.SampledFrom([]string{"none", "none", "none", "not sent", "lost before", "lost after", "died before", "died after"}).Draw(w.T, "mishap of "+string(c.Op))
	}
	w.now = w.now.Add(time.Duration(rapid.IntRange(0, 50).Draw(w.T, "seconds")) * time.Second)
	switch mishap {
	case "died before":
		return
	case "not sent", "lost before":
		w.fail(c, mishap)
		return
	}
	answer := w.ask(c)
	switch mishap {
	case "none":
		w.queue = append(w.queue, answer)
	case "lost after":
		w.fail(c, mishap)
	}
}

func (w *world) fail(c pg.Call, mishap string) {
	fate := pay.Unknown
	if mishap == "not sent" {
		fate = pay.NotSent
	}
	if c.Op == pg.OpCancel {
		w.queue = append(w.queue, pg.RefundFailed{When: w.when(), ID: c.Refund, Fate: fate, Reason: mishap})
		return
	}
	w.queue = append(w.queue, pg.Failed{When: w.when(), Of: c.Op, Fate: fate, Reason: mishap})
}

// ask is the provider's answer.
func (w *world) ask(c pg.Call) pg.Event {
	switch c.Op {
	case pg.OpPrepare:
		return pg.Ready{When: w.when(), Prepared: pg.Prepared{Phone: "https://pay.example"}}
	case pg.OpCheck:
		checked := pg.Checked{When: w.when()}
		if w.rules.LooksFirst {
			seen := w.bank.lookup(w.now)
			checked.Seen = &seen
		}
		return checked
	case pg.OpApprove:
		return pg.Answered{When: w.when(), To: c.Op, Result: w.bank.approve(w.now), Newer: w.newer()}
	case pg.OpCancel:
		f, _ := w.a.Refund(c.Refund)
		return pg.RefundAnswered{When: w.when(), ID: c.Refund, Returned: w.bank.cancel(f.Refund)}
	}
	return pg.Answered{When: w.when(), To: pg.OpLookup, Ref: c.Ref, Result: w.lookup(c), Newer: w.newer()}
}

// lookup asks for the attempt's payment, or for somebody else's that was named.
func (w *world) lookup(c pg.Call) pg.Result {
	ref := w.a.Ref
	if c.Ref != "" {
		ref = c.Ref
	}
	switch {
	case ref == "other":
		return pg.Result{Outcome: pg.Approved, Ref: ref, Order: "another", Amount: price, Currency: pay.KRW}
	case ref == "" && w.byName():
		w.Fatalf("nobody can ask without a name: %+v", w.a.Trace)
	}
	return w.bank.lookup(w.now)
}

// byName reports whether money moves without us, at a provider that needs a name.
func (w *world) byName() bool { return !w.rules.Approves && !w.rules.LookupByOrder }

// known is the name that the provider's webhooks have.
func (w *world) known() string {
	if w.bank.agreed.IsZero() {
		return ""
	}
	return "ref"
}

func (w *world) newer() bool { return w.a.State.Final() }

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
