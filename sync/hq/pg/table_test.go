package pg_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/wire"
)

var write = flag.Bool("write", false, "write the table of the flow into docs/providers.md")

// arrows are what leads from a state to another: the names of events.
type arrows map[[2]pg.State]map[string]bool

// walk tries everything that can happen, from everywhere that it leads to.
type walk struct {
	rules pg.Rules
	found arrows
	seen  map[string]bool
	next  []place
}

// place is an attempt at a time.
type place struct {
	a   pg.Attempt
	now time.Time
}

// name says what of a place decides where it leads.
func (p place) name() string {
	a, open, account := p.a, false, time.Time{}
	for _, f := range a.Refunds {
		open = open || f.Open()
	}
	if a.Account != nil {
		account = a.Account.Until
	}
	after := func(t time.Time) bool { return !t.IsZero() && p.now.After(t) }
	return fmt.Sprint(a.State, a.Closed.IsZero(), a.Landed.IsZero(), a.Ref, len(a.Named) > 0, a.Code == "not-heard", a.Taken != nil, a.Taken != nil && a.Taken.Left() > 0,
		open, len(a.Refunds) > 0, tries(a.Tries), a.Approvals, a.NeedsPeople(), a.Word != nil && a.Word.Paid && !a.Word.Refuted, a.Word != nil && !a.Word.Paid, after(a.Until), after(a.Until.Add(time.Hour)), after(account))
}

// tries are what is decided by how often something was tried.
func tries(n int) int {
	switch {
	case n >= 7:
		return min(n, 8)
	case n >= 2:
		return 2
	}
	return n
}

// results are all that a provider may say of the money.
func results(now time.Time) []pg.Result {
	ok := pg.Result{Ref: "ref", Order: "id", Amount: price, Currency: pay.KRW}
	var all []pg.Result
	for _, o := range []pg.Outcome{pg.Approved, pg.Issued, pg.Refused, pg.Cancelled, pg.Expired, pg.Unknown, pg.Pending, pg.Absent} {
		r := ok
		r.Outcome = o
		all = append(all, r)
	}
	all[1].Account = &pg.Account{Until: now.Add(time.Hour)}
	wrong, foreign, back := ok, ok, ok
	wrong.Outcome, wrong.Amount = pg.Approved, price-1
	foreign.Outcome, foreign.Order = pg.Approved, "another"
	back.Outcome, back.Refunded = pg.Approved, price
	return append(all, wrong, foreign, back)
}

// events are all that may happen at a time.
func events(a pg.Attempt, now time.Time) []pg.Event {
	w := pg.When{At: now}
	all := []pg.Event{
		pg.Begun{When: w}, pg.Ready{When: w, Prepared: pg.Prepared{Phone: "x"}}, pg.Landed{When: w}, pg.Came{When: w, Agreed: pg.Agreed{Ref: "ref"}},
		pg.Checked{When: w}, pg.Checked{When: w, No: "sold out"}, pg.Woke{When: w}, pg.Hinted{When: w}, pg.Hinted{When: w, Ref: "ref"}, pg.Shut{When: w}, pg.Finished{When: w}, pg.Heeded{When: w},
		pg.Said{When: w, Word: pg.Word{By: "ann"}}, pg.Said{When: w, Word: pg.Word{By: "ann", Paid: true, Ref: "ref", Amount: price}},
		pg.RefundAsked{When: w, ID: fmt.Sprint("r", len(a.Refunds))},
	}
	for _, o := range []pg.Outcome{pg.Cancelled, pg.Refused, pg.Expired} {
		all = append(all, pg.Came{When: w, Agreed: pg.Agreed{Outcome: o}})
	}
	for _, r := range results(now) {
		all = append(all, pg.Answered{When: w, To: pg.OpApprove, Result: r}, pg.Answered{When: w, To: pg.OpLookup, Result: r}, pg.Answered{When: w, To: pg.OpLookup, Ref: "ref", Result: r}, pg.Checked{When: w, Seen: &r})
	}
	for _, fate := range []pay.Fate{pay.NotSent, pay.Unknown} {
		for _, op := range []pg.Op{pg.OpPrepare, pg.OpCheck, pg.OpApprove, pg.OpLookup} {
			all = append(all, pg.Failed{When: w, Of: op, Fate: fate})
		}
	}
	for _, f := range a.Refunds {
		for _, o := range []pg.Outcome{pg.Approved, pg.Refused, pg.Unknown} {
			all = append(all, pg.RefundAnswered{When: w, ID: f.ID, Returned: pg.Returned{Outcome: o}})
		}
		all = append(all, pg.RefundFailed{When: w, ID: f.ID, Fate: pay.Unknown})
	}
	return all
}

// tries makes all that may happen at a place happen.
func (k *walk) tries(p place) {
	times := []time.Duration{time.Second, 3 * time.Hour}
	if p.a.Account != nil {
		times = append(times, 300*time.Hour)
	}
	for _, later := range times {
		now := p.now.Add(later)
		for _, e := range events(p.a, now) {
			next, _ := p.a.Step(e, k.rules)
			t := next.Trace[len(next.Trace)-1]
			if t.From != t.To {
				arrow := [2]pg.State{t.From, t.To}
				if k.found[arrow] == nil {
					k.found[arrow] = map[string]bool{}
				}
				k.found[arrow][strings.TrimSpace(t.Event)] = true
			}
			if strings.HasPrefix(t.Note, "ignored") && t.From == t.To {
				continue // nothing else has changed
			}
			next.Trace, next.Alarms = nil, nil
			next.Refunds = next.Refunds[max(0, len(next.Refunds)-1):]
			next.Approvals = min(next.Approvals, 2)
			if next.Tries > 2 && next.Tries < 7 {
				next.Tries = 7 // nothing is decided in between
			}
			if to := (place{next, now}); !k.seen[to.name()] {
				k.seen[to.name()] = true
				k.next = append(k.next, to)
			}
		}
	}
}

// allArrows walks with each kind of provider.
func allArrows(t *testing.T) arrows {
	t.Helper()
	found := arrows{}
	for _, r := range []pg.Rules{
		{Powers: pg.Powers{Approves: true, LookupByOrder: true, Idempotency: pg.ByKey}},
		{Powers: pg.Powers{Approves: true, LooksFirst: true, Idempotency: pg.NotSafe}, Late: pg.LateFulfil},
		{Powers: pg.Powers{}},
	} {
		r.Window, r.ApproveWithin, r.Call = 10*time.Minute, 10*time.Minute, time.Minute
		began := time.Unix(1_700_000_000, 0).UTC()
		o := wire.Order{Key: "key-01", Currency: "KRW", Total: price, Split: wire.Split{Supply: 10000, VAT: 1000}}
		start := pg.Attempt{ID: "id", Key: "key-01", Number: 1, Order: o, Split: pg.SplitOf(o, pg.RoundDown), State: pg.Preparing, Began: began}
		k := walk{rules: r, found: found, seen: map[string]bool{}, next: []place{{start, began}}}
		for len(k.next) > 0 {
			p := k.next[0]
			k.next = k.next[1:]
			k.tries(p)
			if len(k.seen) > 20000 {
				t.Fatal("the walk has no end")
			}
		}
	}
	return found
}

// table draws the arrows, in the order in which an attempt comes to its states.
func (a arrows) table() string {
	var b strings.Builder
	b.WriteString("| From | To | When |\n| --- | --- | --- |\n")
	for _, from := range pg.States {
		for _, to := range pg.States {
			if on := a[[2]pg.State{from, to}]; on != nil {
				fmt.Fprintf(&b, "| %s | %s | %s |\n", from, to, strings.Join(slices.Sorted(maps.Keys(on)), " · "))
			}
		}
	}
	return b.String()
}

// TestTransitionTable: the table in docs/providers.md is what the code does, found by
// trying all that may happen everywhere. With -args -write it is written anew.
func TestTransitionTable(t *testing.T) {
	t.Parallel()
	const path, begin, end = "../../../docs/providers.md", "<!-- the flow's transitions -->\n", "<!-- end -->"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(text), begin)
	drawn, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no table of transitions", path)
	}
	want := allArrows(t).table()
	if *write {
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, drawn); diff != "" {
		t.Errorf("docs/providers.md draws another flow; write it with: go test ./sync/hq/pg -run TestTransitionTable -args -write (-code +docs):\n%s", diff)
	}
}
