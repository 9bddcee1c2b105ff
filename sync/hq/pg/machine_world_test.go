package pg_test

import (
	"time"

	"pgregory.net/rapid"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

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
