package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
)

// partlyBack is a payment of which two parts have gone back.
func partlyBack(t *testing.T) pay.Payment {
	t.Helper()
	o, err := pay.NewOrder("order-1", pay.KRW, 10, []pay.Line{{Item: "coffee", Name: "Coffee", Price: 4500, Quantity: 1, Tax: pay.Taxed}})
	if err != nil {
		t.Fatal(err)
	}
	p := pay.Payment{Key: "order-1", Order: o, Status: pay.Approved, Approval: &pay.Approval{Number: "30047211", Amount: 4500, At: "2026-01-05T10:00:00"}}
	for part, amount := range []pay.Amount{1100, 2200} {
		split, err := o.Split.Part(p.Refunded(), amount)
		if err != nil {
			t.Fatal(err)
		}
		p.Refunds = append(p.Refunds, pay.Refund{Part: part + 1, Amount: amount, Split: split, Number: "30047212", Pad: "2026-01-05T10:05:00", Reason: "cold"})
	}
	return p
}

func TestWhichSlip(t *testing.T) {
	t.Parallel()
	p := partlyBack(t)
	for _, c := range []struct {
		which whichSlip
		want  []int
		fault string
	}{
		{whichSlip{}, []int{0}, ""},
		{whichSlip{Void: true}, []int{1, 2}, ""},
		{whichSlip{Refund: 2}, []int{2}, ""},
		{whichSlip{Refund: 3}, nil, "has 2: kioskd receipt list order-1"},
		{whichSlip{Refund: -1}, nil, "no refund -1"},
	} {
		got, err := c.which.numbers(p)
		if diff := cmp.Diff(c.want, got); diff != "" || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%+v: %v, (-want +got)\n%s", c.which, err, diff)
		}
	}
	p.Refunds = nil
	if _, err := (whichSlip{Void: true}).numbers(p); err == nil || !strings.Contains(err.Error(), "nothing of payment order-1 has gone back") {
		t.Error(err)
	}
}

func TestSlipsOf(t *testing.T) {
	t.Parallel()
	got, err := slipsOf(config.Default(), partlyBack(t))
	want := []slipOf{
		{Kind: "sale", Currency: pay.KRW, Amount: 4500, Number: "30047211", At: "2026-01-05T10:00:00"},
		{Refund: 1, Kind: "void", Currency: pay.KRW, Amount: 1100, Number: "30047212", At: "2026-01-05T10:05:00", Reason: "cold"},
		{Refund: 2, Kind: "void", Currency: pay.KRW, Amount: 2200, Number: "30047212", At: "2026-01-05T10:05:00", Reason: "cold"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, (-want +got)\n%s", err, diff)
	}
	unpaid := partlyBack(t)
	unpaid.Status = pay.Declined
	if _, err := slipsOf(config.Default(), unpaid); err == nil {
		t.Error("a payment that was declined has slips")
	}
}
