package zvt_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kioskd/agent/pay"
)

// TestReversedByThePad: where the approval was not accepted for good, nobody is
// charged, and Resolve knows.
func TestReversedByThePad(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		"vanish", "vanish van", "vanish printing", "restart keep", "restart keep van", "restart keep printing",
		"lose-response", "lose-response printing", "lose-answer",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			both(t, "approve\n"+script+" away=2s", func(b *bench) {
				first := b.sell()
				c, before, a, err := b.charge()
				if a.Approval != nil {
					b.Fatalf("approved: %+v", a)
				}
				if err != nil {
					b.fate(err, pay.Unknown)
					r := b.settle(c, before)
					if r.Approval != nil || !r.Settled || !r.Last.Same(before) || before.Ref != first.Ref {
						b.Errorf("%+v; want nothing new since %+v", r, before)
					}
					if m := b.mark(); m.Ref != first.Ref && !m.Returned {
						b.Errorf("the pad remembers %+v, as if it were a sale", m)
					}
				}
				b.taken(1234)
				if n := len(b.pad.Ledger().Entries); n == 2 && !b.pad.Ledger().Entries[1].Reversed {
					b.Error("the second approval was not taken back")
				}
			})
		})
	}
}

// TestFinal: once the approval is final it stands, whatever is lost, and Resolve
// finds it.
func TestFinal(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"vanish final", "restart keep final", "lose-response final"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			both(t, "approve\n"+script, func(b *bench) {
				b.sell()
				c, before, _, err := b.charge()
				b.fate(err, pay.Unknown)
				r := b.settle(c, before)
				if r.Approval == nil || r.Approval.Amount != 1234 || r.Approval.Ref != b.offers()[1].Approval.Ref {
					b.Errorf("%+v; want the second approval", r)
				}
				b.taken(1234, 1234)
			})
		})
	}
}

// TestForgetful: a pad that lost its memory shows neither the mark nor anything new.
func TestForgetful(t *testing.T) {
	t.Parallel()
	both(t, "approve\nrestart forget final", func(b *bench) {
		b.sell()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown)
		if r := b.settle(c, before); r.Approval != nil || !r.Last.Empty || r.Last.Same(before) {
			b.Errorf("%+v", r)
		}
	})
}

// TestDiskFails: what cannot be written down is refused, and the pad takes the
// money back.
func TestDiskFails(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		before, c := b.mark(), newCharge()
		full := errors.New("disk full")
		_, err := b.Authorize(b.Context(), c, func(context.Context, pay.Offer) error { return full })
		b.fate(err, pay.Unknown)
		if !errors.Is(err, full) {
			b.Errorf("%v does not say why", err)
		}
		if r := b.settle(c, before); r.Approval != nil || !r.Last.Same(before) {
			b.Errorf("%+v", r)
		}
		b.taken()
		if !b.pad.Ledger().Entries[0].Reversed {
			b.Error("the pad was not told")
		}
	})
}

// TestSlowDisk: a disk that takes its time costs no payment.
func TestSlowDisk(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		b.mark()
		slow := func(ctx context.Context, o pay.Offer) error {
			time.Sleep(8 * time.Second)
			return b.accept(ctx, o)
		}
		a, err := b.Authorize(b.Context(), newCharge(), slow)
		if err != nil || a.Approval == nil || len(b.offers()) != 1 {
			b.Errorf("%+v, %v, offers %+v", a, err, b.offers())
		}
		b.taken(1234)
	})
}
