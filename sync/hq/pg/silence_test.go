package pg_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/wire"
)

// dayOfSilence is more lookups than HQ makes in a day.
const dayOfSilence = 500

// goesSilent has the provider answer no lookup until [market.speaks].
func (m *market) goesSilent() {
	m.sim.Script("receipt", slices.Repeat([]pgsim.Fault{pgsim.CutBefore}, dayOfSilence)...)
}

func (m *market) speaks() { m.sim.Unscript("receipt") }

// chooses has a customer choose whose phone does not come back to HQ, and returns the
// provider's name for the payment.
func (m *market) chooses(qr string) (ref string) {
	m.t.Helper()
	if _, err := m.line.pay(m.who, qr); err != nil {
		m.t.Fatal(err)
	}
	return m.last().ID
}

// aDayLater lets a day pass, in which HQ asks on and nothing says paid.
func (m *market) aDayLater(number int, want pg.State) pg.Attempt {
	m.t.Helper()
	for range 24 {
		before := m.attempt(number).Tries
		time.Sleep(time.Hour)
		a := m.attempt(number)
		if a.State != want || a.Taken != nil {
			m.t.Fatalf("on a person's word it is %s, %+v", a.State, a.Taken)
		}
		if asked := a.Tries - before; asked < 5 || asked > 30 || a.Due.IsZero() {
			m.t.Fatalf("asked %d times within an hour, next at %v", asked, a.Due)
		}
	}
	return m.attempt(number)
}

// TestWordThroughSilence: a person names a payment while the provider is out for a day.
// Until it speaks, nothing is paid; then its own word counts, whatever the person said.
func TestWordThroughSilence(t *testing.T) {
	for name, c := range map[string]struct {
		closes  bool // the kiosk has given up in the meantime
		refuses bool // nothing was taken, as the provider says in the end
		want    string
		holds   pay.Amount
	}{
		"paid":              {want: wire.OnlineApproved, holds: 11000},
		"given back":        {closes: true, want: wire.OnlineReturned},
		"ended":             {refuses: true, want: wire.OnlineRefused},
		"ended, and closed": {closes: true, refuses: true, want: wire.OnlineRefused},
	} {
		t.Run(name, func(t *testing.T) {
			playTogether(t, func(m *market, number int, qr string) {
				if c.refuses {
					m.who.wants = pgsim.Refuse
				}
				ref := m.chooses(qr)
				a := m.unheard(number)
				m.goesSilent()
				if a, err := m.says(a, "ann", ref, true); err != nil || a.State != pg.Doubtful || a.Word.Refuted {
					m.t.Fatalf("a name while the provider is silent: %s, %+v, %v", a.State, a.Word, err)
				}
				if c.closes {
					m.ask(wire.OnlineAsk{Do: wire.OnlineClose, Attempt: number})
				}
				if a := m.aDayLater(number, pg.Doubtful); a.Puzzle == "" {
					m.t.Error("the alarm ended before the provider spoke")
				}
				m.speaks()
				time.Sleep(10 * time.Minute)
				if a := m.settled(number); a.State != c.want || m.holds() != c.holds {
					m.t.Errorf("%s, the provider holds %d, want %s and %d", a.State, m.holds(), c.want, c.holds)
				}
			})
		})
	}
}

// TestNotPaidThroughSilence: a person frees the order while the provider is out for a
// day. HQ asks on, and the money that was taken all the same goes back.
func TestNotPaidThroughSilence(t *testing.T) {
	playTogether(t, func(m *market, number int, qr string) {
		ref := m.chooses(qr)
		a := m.unheard(number)
		m.goesSilent()
		if _, err := m.says(a, "ann", ref, true); err != nil {
			m.t.Fatal(err)
		}
		if a, err := m.says(m.attempt(number), "ben", "", false); err != nil || a.State != pg.Denied || a.Puzzle != "" {
			m.t.Fatalf("freed: %s, %q, %v", a.State, a.Puzzle, err)
		}
		if a := m.aDayLater(number, pg.Denied); a.Code != "said-not-paid" {
			m.t.Errorf("its code became %q", a.Code)
		}
		m.speaks()
		time.Sleep(10 * time.Minute)
		if a := m.settled(number); a.State != wire.OnlineReturned || m.holds() != 0 {
			m.t.Errorf("%s, the provider holds %d", a.State, m.holds())
		}
	})
}

// TestForgedNameHidesNothing: a name about which the provider never answers does not
// keep HQ from asking for the name that a person gave.
func TestForgedNameHidesNothing(t *testing.T) {
	began := time.Unix(1_700_000_000, 0).UTC()
	rules := pg.Rules{Powers: pg.Powers{Window: time.Minute}, Call: time.Minute}
	a := pg.Attempt{ID: "id", State: pg.Doubtful, Landed: began, Puzzle: "who knows", Named: []string{"forged"}, Tries: 9, Order: *order(11000)}
	asked := map[string]int{}
	take := func(now time.Time, e pg.Event) {
		next, effects := a.Step(e, rules)
		for _, effect := range effects {
			if c, is := effect.(pg.Call); is {
				asked[c.Ref]++
				next, _ = next.Step(pg.Failed{When: pg.When{At: now}, Of: pg.OpLookup, Fate: pay.Unknown}, rules)
			}
		}
		a = next
	}
	take(began, pg.Said{When: pg.When{At: began}, Word: pg.WordOfPaid("true", 11000, "the console")})
	if asked["true"] != 1 {
		t.Fatalf("a name is not asked for at once: %v", asked)
	}
	for range 10 {
		take(a.Due, pg.Woke{When: pg.When{At: a.Due}})
	}
	if asked["true"] != 6 || asked["forged"] != 5 {
		t.Errorf("asked %v", asked)
	}
}

// TestNobodyListens: a kiosk that dies while it asks is not told that HQ has not begun.
func TestNobodyListens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := openMarket(t, bootpayLine)
		synctest.Wait()
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for range 50 {
			if a, err := m.flow.Online(gone, "kiosk-1", wire.OnlineAsk{Do: wire.OnlineMethods, Test: true}); err != nil || len(a.Methods) != 1 {
				t.Fatalf("%+v, %v", a, err)
			}
		}
	})
}
