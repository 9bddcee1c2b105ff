package zvt_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

func TestSale(t *testing.T) {
	t.Parallel()
	both(t, "approve chip", func(b *bench) {
		if before := b.mark(); !before.Empty {
			b.Errorf("a new pad remembers %+v", before)
		}
		a := b.sell()
		now := time.Now()
		want := pay.Approval{
			Ref:    "99000001/0001/000001/" + now.Format("0102150405"),
			Number: "99000001-000001-" + now.Format("0102"), Currency: pay.EUR, Amount: 1234, VAT: 197,
			At: pay.PadClock(now.Format(pay.PadClockFormat)), Method: "debit", Medium: pay.Chip,
			Card: pay.MaskCard("990000******0042"), Issuer: pay.Party{Code: "5", Name: "girocard"},
			Merchant: "990000000000001", Device: "99000001",
			Slip: []string{
				"KUNDENBELEG", "Kartenzahlung", "girocard 990000******0042", "Terminal-ID 99000001",
				"Beleg-Nr. 0001 Trace 000001", "Betrag 12.34 EUR", "Zahlung erfolgt",
			},
			Driver: map[string]string{
				"driver": "zvt", "receipt": "0001", "trace": "000001", "terminal": "99000001", "authorised": "007919",
			},
		}
		if diff := cmp.Diff(want, a, cmp.AllowUnexported(pay.Card{})); diff != "" {
			b.Errorf("approval (-want +got)\n%s", diff)
		}
		if o := b.offers(); len(o) != 1 || o[0].Final || o[0].Approval.Ref != a.Ref {
			b.Errorf("offers %+v; want one that is not final", o)
		}
		if m := b.mark(); m.Ref != a.Ref {
			b.Errorf("the pad remembers %+v, not %s", m, a.Ref)
		}
		if got := b.progress; !slices.Equal(got[:2], []pay.Progress{pay.WaitingForCard, pay.WaitingForCard}) || got[len(got)-1] != pay.CardRemoved {
			b.Errorf("progress %v", got)
		}
		b.taken(1234)
	})
}

// TestDeclined: a clear no is an answer, with advice, and costs nothing.
func TestDeclined(t *testing.T) {
	t.Parallel()
	both(t, "decline 78\ndecline 05\ndecline C3\ndecline FF", func(b *bench) {
		for _, want := range []pay.Decline{
			{Code: "78", Text: "card expired", Advice: pay.OtherCard},
			{Code: "05", Text: "code 5 of the network operator", Advice: pay.OtherCard},
			{Code: "C3", Text: "amount too large", Advice: pay.OtherCard},
			{Code: "FF", Text: "system error", Advice: pay.TakeStaff},
		} {
			_, _, a, err := b.charge()
			if err != nil {
				b.Fatal(err)
			}
			if diff := cmp.Diff(&want, a.Decline); diff != "" {
				b.Errorf("(-want +got)\n%s", diff)
			}
		}
		b.taken()
	})
}

// TestOddities: what pads may do, and a payment must not mind.
func TestOddities(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		"approve twice", "approve wrong-pin", "approve shuffled", "approve strange", "approve untold", "approve bad-crc",
		"approve storm=30", "approve trickle", "approve noise", "approve glued", "approve drop-ack", "approve nack=2",
		"approve late=20s", "approve card-wait=40s van=30s", "approve offline", "approve chip trickle noise",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			both(t, script, func(b *bench) {
				if strings.Contains(script, "nack") && strings.HasSuffix(b.Name(), "tcp") {
					for range 2 {
						_, _, _, err := b.charge()
						b.fate(err, pay.NotSent)
					}
				}
				a := b.sell()
				if a.Amount != 1234 || a.Offline != strings.Contains(script, "offline") {
					b.Errorf("approval %+v", a)
				}
				b.taken(1234)
				if late := b.lateOffers(); len(late) != 0 {
					b.Errorf("late: %+v", late)
				}
			})
		})
	}
}

// TestRefusedBeforeSending: what does not fit never reaches the pad.
func TestRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	setup{}.run(t, func(b *bench) {
		for _, change := range []func(*pay.Charge){
			func(c *pay.Charge) { c.Currency = pay.CHF },
			func(c *pay.Charge) { c.Instalment = 3 },
			func(c *pay.Charge) { c.Amount = 0 },
			func(c *pay.Charge) { c.Amount = pay.MaxAmount + 1 },
		} {
			c := newCharge()
			change(&c)
			_, err := b.Authorize(b.Context(), c, b.accept)
			b.fate(err, pay.NotSent)
		}
		if strings.Contains(b.said(), "06 01") {
			b.Error("something was sent")
		}
	})
}
