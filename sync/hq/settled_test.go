package hq_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// TestSettled: a kiosk hears what the ledger says of its own payments, page by
// page, and of nobody else's.
func TestSettled(t *testing.T) {
	t.Parallel()
	const sales = 520
	l, j, other := open(t), wiretest.New("e1"), wiretest.New("e2")
	for n := range sales {
		j.Sale(fmt.Sprintf("order-%03d", n), 1000)
	}
	other.Sale("order-999", 500)
	for kiosk, j := range map[string]*wiretest.Journal{"k2": other, "k1": j} {
		k := l.enter(kiosk, j)
		expect[*wire.Welcome](k)
		last, _ := j.Last()
		for from := uint64(1); from <= last; from += 200 {
			k.send(j, from, min(from+199, last))
			k.expectAck(min(from+199, last))
		}
		if kiosk == "k2" {
			continue
		}
		seen := map[string]bool{}
		ask := wire.SettledAsk{From: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
		for more := true; more; {
			page := k.settled(ask)
			for _, p := range page.Payments {
				seen[p.Key] = true
				if p.Status != "approved" || p.Amount != 1000 || p.Number == "" {
					t.Fatalf("%+v", p)
				}
			}
			if more = page.More; more {
				ask.Until = page.Payments[len(page.Payments)-1].Began.Add(time.Millisecond)
			}
		}
		if len(seen) != sales || seen["order-999"] {
			t.Errorf("heard of %d payments, want %d of its own", len(seen), sales)
		}
		if page := k.settled(wire.SettledAsk{From: ask.From, Until: ask.From.Add(time.Hour)}); len(page.Payments) != 0 || page.More {
			t.Errorf("an hour in which nothing was: %+v", page)
		}
	}
	k := l.enter("k3", wiretest.New("e3"))
	expect[*wire.Welcome](k)
	k.say(&wire.Ask{ID: "1", Name: wire.AskSettled, Body: json.RawMessage(`{}`), Within: 1000})
	if a := expect[*wire.Answer](k); a.Error == "" || a.Reason == "" {
		t.Errorf("a question without a time: %+v", a)
	}
}

func (k *line) settled(ask wire.SettledAsk) (answer wire.SettledAnswer) {
	k.t.Helper()
	body, err := json.Marshal(ask)
	if err != nil {
		k.t.Fatal(err)
	}
	k.say(&wire.Ask{ID: "1", Name: wire.AskSettled, Body: body, Within: 10_000})
	a := expect[*wire.Answer](k)
	if err := json.Unmarshal(a.Body, &answer); err != nil {
		k.t.Fatalf("%+v: %v", a, err)
	}
	return answer
}
