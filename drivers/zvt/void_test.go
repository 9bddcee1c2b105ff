package zvt_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
)

func voidOf(a pay.Approval) pay.Void {
	return pay.Void{Key: "order-1", Approval: a, Amount: a.Amount, Reason: "test", SentAt: time.Now(), Unattended: true}
}

func (b *bench) void(v pay.Void) (pay.Answer, error) {
	b.Helper()
	return b.Void(b.Context(), v, b.accept)
}

func TestVoid(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		sale := b.sell()
		if err := b.VoidsCardless(sale); err != nil {
			b.Error(err)
		}
		a, err := b.void(voidOf(sale))
		if err != nil || a.Approval == nil {
			b.Fatalf("%+v, %v", a, err)
		}
		if a.Approval.Number != sale.Number || a.Approval.Amount != sale.Amount || a.Approval.Ref == sale.Ref {
			b.Errorf("taken back as %+v", a.Approval)
		}
		if o := b.offers(); len(o) != 2 || !o[1].Voids || o[1].Final {
			b.Errorf("offers %+v", o)
		}
		b.taken()

		again, err := b.void(voidOf(sale))
		if err != nil || again.Approval == nil || again.Approval.Number != sale.Number {
			b.Errorf("once more: %+v, %v; done before is done", again, err)
		}
		if m := b.mark(); m.Number != sale.Number || m.Ref == sale.Ref {
			b.Errorf("the pad remembers %+v; want the reversal, under the number of the sale", m)
		}
		b.taken()
	})
}

// TestVoidLost: a void whose answer was lost is sent again, and found to be done,
// or done then.
func TestVoidLost(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		"vanish van", "vanish printing", "vanish final", "restart keep van", "restart keep final", "silent", "lose-answer", "lose-response final",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			both(t, "void "+script, func(b *bench) {
				sale := b.sell()
				a, err := b.void(voidOf(sale))
				if err == nil && a.Approval != nil {
					b.Fatalf("%+v", a)
				}
				for range 60 {
					if a, err = b.void(voidOf(sale)); err == nil && a.Approval != nil {
						break
					}
					time.Sleep(5 * time.Second)
				}
				if err != nil || a.Approval == nil {
					b.Fatalf("%+v, %v", a, err)
				}
				b.taken()
				if late := b.lateOffers(); len(late) != 0 {
					b.Errorf("late: %+v", late)
				}
			})
		})
	}
}

// TestVoidDeclined: a clear no leaves the payment as it was.
func TestVoidDeclined(t *testing.T) {
	t.Parallel()
	both(t, "void decline 7D", func(b *bench) {
		a, err := b.void(voidOf(b.sell()))
		if err != nil || a.Decline == nil || a.Decline.Code != "7D" {
			b.Errorf("%+v, %v", a, err)
		}
		b.taken(1234)
	})
}

// TestVoidOtherPads: what this pad can never do is a decline, and nothing is sent.
func TestVoidOtherPads(t *testing.T) {
	t.Parallel()
	setup{}.run(t, func(b *bench) {
		sale := b.sell()
		other, nameless, part := voidOf(sale), voidOf(sale), voidOf(sale)
		other.Approval.Driver = map[string]string{"driver": "smartro", "receipt": "0001"}
		nameless.Approval.Driver = map[string]string{"driver": "zvt"}
		part.Amount = 100
		for _, v := range []pay.Void{other, nameless, part} {
			a, err := b.void(v)
			if err != nil || a.Decline == nil || a.Decline.Advice != pay.NotOffered {
				b.Errorf("%+v, %v", a, err)
			}
		}
		if strings.Contains(b.said(), "06 30") {
			b.Error("a reversal was sent")
		}
		b.taken(1234)
	})
}

// TestVoidDiskFails: a void that cannot be written down is refused, and the pad
// leaves the payment as it was.
func TestVoidDiskFails(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		sale := b.sell()
		_, err := b.Void(b.Context(), voidOf(sale), func(context.Context, pay.Offer) error { return errors.New("disk full") })
		b.fate(err, pay.Unknown)
		b.taken(1234)
		if a, err := b.void(voidOf(sale)); err != nil || a.Approval == nil {
			b.Errorf("%+v, %v", a, err)
		}
		b.taken()
	})
}

// TestRefundOnce: a refund names no payment. One whose answer was lost is never
// sent again, nor one that an earlier run may have sent.
func TestRefundOnce(t *testing.T) {
	t.Parallel()
	both(t, "approve\nvoid approve\nvoid lose-response final", func(b *bench) {
		sale := b.sell()
		if _, err := b.EndDay(b.Context()); err != nil {
			b.Fatal(err)
		}
		v := voidOf(sale)
		v.Unattended = false
		_, err := b.void(v)
		b.fate(err, pay.Unknown)
		earlier := v
		earlier.Approval.Ref, earlier.SentAt = "another", v.SentAt.Add(-time.Hour)
		for _, again := range []pay.Void{v, earlier} {
			a, err := b.void(again)
			for range 30 {
				if err == nil {
					break
				}
				time.Sleep(10 * time.Second)
				a, err = b.void(again)
			}
			if err != nil || a.Decline == nil || a.Decline.Code != "refunded" || a.Decline.Advice != pay.TakeStaff {
				b.Errorf("%+v, %v; want a clear no", a, err)
			}
		}
		if n := strings.Count(b.said(), "← 06 31"); n != 1 {
			b.Errorf("%d refunds were sent, want 1", n)
		}
		if sum, _ := b.pad.Ledger().Taken(); sum != 0 {
			b.Errorf("taken %d", sum)
		}
	})
}
