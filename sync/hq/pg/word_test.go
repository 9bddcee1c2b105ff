package pg_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/hq/pg"
	"kioskd/sync/wire"
)

// unheard is an attempt that a phone has opened, and of which nobody hears any more.
func (m *market) unheard(number int) pg.Attempt {
	m.t.Helper()
	time.Sleep(2 * time.Hour)
	a := m.attempt(number)
	if !a.NeedsPeople() {
		m.t.Fatalf("it waits for nobody: %s %q", a.State, a.Puzzle)
	}
	return a
}

func (m *market) attempt(number int) pg.Attempt {
	m.t.Helper()
	all, err := m.flow.Store.AttemptsOf(m.t.Context(), "kiosk-1", orderKey)
	i := slices.IndexFunc(all, func(a pg.Attempt) bool { return a.Number == number })
	if err != nil || i < 0 {
		m.t.Fatalf("attempt %d: %v", number, err)
	}
	return all[i]
}

// says brings a person's word, and what came of it.
func (m *market) says(a pg.Attempt, by, ref string, paid bool) (pg.Attempt, error) {
	return m.flow.Say(m.t.Context(), a.ID, pg.Word{By: by, Paid: paid, Ref: ref, Amount: 11000, Reason: "read in the console"})
}

func refusedAs(t *testing.T, what string, err error) {
	t.Helper()
	var no *pg.Unfit
	if !errors.As(err, &no) {
		t.Errorf("%s: %v, want a refusal", what, err)
	}
}

// TestPersonNamesPayment: a person reads the payment's name in the provider's console,
// and the provider confirms it; a wrong name makes nothing paid.
func TestPersonNamesPayment(t *testing.T) {
	playTogether(t, func(m *market, number int, qr string) {
		m.agrees(qr)
		a := m.unheard(number)
		a, err := m.says(a, "ann", "nobody-s", true)
		if err != nil || a.State != pg.Doubtful || !a.Word.Refuted {
			m.t.Fatalf("a wrong name led to %s, %+v, %v", a.State, a.Word, err)
		}
		if a, err = m.says(a, "ann", m.last().ID, true); err != nil || a.State != pg.Paid || a.Puzzle != "" {
			m.t.Fatalf("the right name led to %s, %+v, %v", a.State, a.Taken, err)
		}
		m.agree(m.settled(number))
	})
}

// TestPersonSaysNotPaid frees the order for another attempt. Money that turns up in
// spite of it goes back.
func TestPersonSaysNotPaid(t *testing.T) {
	playTogether(t, func(m *market, number int, qr string) {
		m.agrees(qr)
		a, err := m.says(m.unheard(number), "ann", "", false)
		if err != nil || a.State != pg.Denied || a.Word.By != "ann" {
			m.t.Fatalf("%s, %+v, %v", a.State, a.Word, err)
		}
		_, err = m.says(a, "ann", "", false)
		refusedAs(m.t, "a word about what has ended", err)
		if next := m.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Attempt: number + 1, Method: "bootpay", Order: order(11000)}); next.State != wire.OnlineWaiting {
			m.t.Errorf("another attempt: %+v", next)
		}
		paid := m.last()
		m.names(paid.Order, paid.ID)
		time.Sleep(time.Minute)
		if a := m.settled(number); a.State != wire.OnlineReturned || m.holds() != 0 {
			m.t.Errorf("%s, the provider holds %d", a.State, m.holds())
		}
	})
}

// TestWordBounds: what cannot be true is refused, and changes nothing.
func TestWordBounds(t *testing.T) {
	playTogether(t, func(m *market, number int, qr string) {
		_, err := m.says(m.attempt(number), "ann", "", false)
		refusedAs(m.t, "a word while the phone is waited for", err)
		m.agrees(qr)
		a := m.unheard(number)
		for _, w := range []pg.Word{
			{Paid: true, Amount: 11000},
			{Paid: true, Amount: 11000, Ref: "a b"},
			{Paid: true, Amount: 11000, Ref: string(make([]byte, 300))},
			{Paid: true, Amount: 10999, Ref: m.last().ID},
		} {
			_, err := m.flow.Say(m.t.Context(), a.ID, w)
			refusedAs(m.t, w.Ref, err)
		}
		if now := m.attempt(number); now.Word != nil || now.State != pg.Doubtful {
			m.t.Errorf("it is %s, with %+v", now.State, now.Word)
		}
	})
}

// TestAlarmIsKept: HQ's list hears of what waits for people until it has kept it, and
// once more when nobody has to look any more.
func TestAlarmIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var puzzles []string
		m := openMarket(t, together, func(o *pg.Options) {
			o.Heed = func(_ context.Context, a pg.Attempt) error {
				if puzzles = append(puzzles, a.Puzzle); len(puzzles) < 3 {
					return errors.New("the list is not there")
				}
				return nil
			}
		})
		m.sim.Notify("")
		number, qr := m.prepare()
		m.agrees(qr)
		a := m.unheard(number)
		if len(puzzles) != 3 || puzzles[2] != a.Puzzle || a.Unheeded {
			t.Errorf("heard of %d times: %q", len(puzzles), puzzles)
		}
		if _, err := m.says(a, "ann", m.last().ID, true); err != nil || len(puzzles) != 4 || puzzles[3] != "" {
			t.Errorf("its end was heard of: %q, %v", puzzles, err)
		}
	})
}
