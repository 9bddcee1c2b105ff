package zvt_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

func TestInspect(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		if l := b.linkNow(); l.Pad != "ZVT Simulator" {
			b.Errorf("link %+v", l)
		}
		i, err := b.Inspect(b.Context())
		if err != nil || i.Pad != "ZVT Simulator" || i.Versions["terminal id"] != "99000001" || i.Versions["software"] == "" || !i.Parts[0].OK {
			b.Errorf("%+v, %v", i, err)
		}
	})
}

// TestDayWithoutLength: over TCP the result of an end of day may lack its length.
func TestDayWithoutLength(t *testing.T) {
	t.Parallel()
	setup{script: "day bare", tcp: true}.run(t, func(b *bench) {
		time.Sleep(time.Second)
		b.sell()
		if got, err := b.EndDay(b.Context()); err != nil || got.Amount != 1234 {
			b.Errorf("%+v, %v", got, err)
		}
	})
}

// TestAfterTheDay: a reversal is possible until the pad's end of day; then money
// goes back to whoever shows a card, and without anybody it does not.
func TestAfterTheDay(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		sale := b.sell()
		b.sell()
		want := pay.Totals{
			Currency: pay.EUR, Count: 2, Amount: 2468, First: "0001", Last: "0002",
			Groups: []pay.TotalGroup{{Name: "girocard", Count: 2, Amount: 2468}},
		}
		for _, ask := range []func(context.Context) (pay.Totals, error){b.Totals, b.EndDay} {
			got, err := ask(b.Context())
			got.At = ""
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				b.Errorf("%v (-want +got)\n%s", err, diff)
			}
		}
		if got, err := b.Totals(b.Context()); err != nil || got.Count != 0 || got.Amount != 0 {
			b.Errorf("after the day %+v, %v", got, err)
		}
		unattended, attended := voidOf(sale), voidOf(sale)
		attended.Unattended = false
		if a, err := b.void(unattended); err != nil || a.Decline == nil || a.Decline.Code != "B5" {
			b.Errorf("unattended: %+v, %v", a, err)
		}
		b.taken(1234, 1234)
		if a, err := b.void(attended); err != nil || a.Approval == nil || a.Approval.Number != sale.Number {
			b.Errorf("attended: %+v, %v", a, err)
		}
		if sum, _ := b.pad.Ledger().Taken(); sum != 1234 {
			b.Errorf("taken %d", sum)
		}
	})
}

// TestManySales: a pad counts in one byte; its sum goes on.
func TestManySales(t *testing.T) {
	t.Parallel()
	setup{}.run(t, func(b *bench) {
		for range 300 {
			b.sell()
		}
		if got, err := b.Totals(b.Context()); err != nil || got.Amount != 300*1234 || got.Count != 255 {
			b.Errorf("%d by %d, %v", got.Amount, got.Count, err)
		}
	})
}
