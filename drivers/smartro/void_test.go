package smartro_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
)

// paid makes a payment and returns its approval.
func (b *bench) paid() pay.Approval {
	b.Helper()
	_, _, a, err := b.charge()
	return *b.approved(a, err)
}

func voidOf(a pay.Approval, unattended bool) pay.Void {
	return pay.Void{Key: "order-1", Approval: a, Amount: a.Amount, SentAt: time.Now(), Unattended: unattended}
}

func (b *bench) void(a pay.Approval, unattended bool) (pay.Answer, error) {
	b.Helper()
	return b.Void(b.Context(), voidOf(a, unattended), b.accept)
}

func TestVoid(t *testing.T) {
	t.Parallel()
	for _, unattended := range []bool{true, false} {
		for _, medium := range []string{"chip", "tap", "stripe"} {
			withPad(t, "approve "+medium, func(b *bench) {
				sale := b.paid()
				a, err := b.void(sale, unattended)
				back := b.approved(a, err)
				if back.Number != sale.Number || back.Ref == sale.Ref || back.Amount != sale.Amount || back.VAT != sale.VAT {
					b.Errorf("%s: void %+v of sale %+v", medium, back, sale)
				}
				if last := b.accepted[len(b.accepted)-1]; !last.Voids || last.Approval.Ref != back.Ref {
					b.Errorf("%s: accepted %+v", medium, last)
				}
				b.taken()
			})
		}
	}
}

func TestVoidDoneBefore(t *testing.T) {
	t.Parallel()
	withPad(t, "", func(b *bench) {
		sale := b.paid()
		for range 2 {
			a, err := b.void(sale, true)
			if back := b.approved(a, err); back.Number != sale.Number || back.Ref == sale.Ref {
				b.Errorf("void %+v of sale %+v", back, sale)
			}
			b.taken()
		}
	})
}

func TestVoidThatIsNone(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]pay.Fate{
		"void decline 71": "", "void approve wrong-card": "", "void approve nack 5": pay.NotSent,
		"void decline 0C": pay.Unknown, "void silent": pay.Unknown, "void approve drop-ack van=5s": pay.Unknown,
	} {
		withPad(t, script, func(b *bench) {
			sale := b.paid()
			began := time.Now()
			a, err := b.void(sale, true)
			if want != "" {
				b.fate(err, want, nil)
			} else if err != nil || a.Decline == nil {
				b.Errorf("%s: %+v, %v; want a decline", script, a, err)
			}
			if took := time.Since(began); took > 40*time.Second {
				b.Errorf("%s: took %v", script, took)
			}
		})
	}
}

// TestLostVoid: the VAN has given the money back and nobody heard. Asking again
// says so.
func TestLostVoid(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"void lose-response", "void vanish van", "void restart keep van"} {
		withPad(t, how, func(b *bench) {
			sale := b.paid()
			_, err := b.void(sale, true)
			b.fate(err, pay.Unknown, nil)
			b.taken()
			time.Sleep(10 * time.Second)
			a, err := b.void(sale, true)
			b.approved(a, err)
			b.taken()
		})
	}
}

func TestVoidThatCannotBeRecorded(t *testing.T) {
	t.Parallel()
	withPad(t, "", func(b *bench) {
		full := errors.New("disk full")
		_, err := b.Void(b.Context(), voidOf(b.paid(), true), func(context.Context, pay.Offer) error { return full })
		b.fate(err, pay.Unknown, full)
		time.Sleep(4 * time.Second)
		if late := b.lateOffers(); len(late) != 1 || !late[0].Voids {
			b.Errorf("the repeat gave late offers %+v, want one that voids", late)
		}
	})
}

func TestVoidsThatAreNotSent(t *testing.T) {
	t.Parallel()
	withPad(t, "approve prepaid\napprove", func(b *bench) {
		prepaid, credit := b.paid(), b.paid()
		part := voidOf(credit, true)
		part.Amount = 1
		for _, v := range []pay.Void{voidOf(prepaid, true), part, voidOf(pay.Approval{Amount: 1}, true)} {
			a, err := b.Void(b.Context(), v, b.accept)
			if err != nil || a.Decline == nil || a.Decline.Code != "unsupported" {
				b.Errorf("%+v, %v, want a clear no", a, err)
			}
		}
		b.taken(11000, 11000)
	})
}

// TestReadingsOfL holds the driver against all three readings of L. It must
// never take a cancel or a rejection for the sale, and reports what L shows.
func TestReadingsOfL(t *testing.T) {
	t.Parallel()
	for _, reading := range []string{"approvals", "transactions"} {
		withPad(t, "memory "+reading+"\napprove\ndecline 6B\nlose-response", func(b *bench) {
			sale := b.paid()
			if _, _, a, err := b.charge(); a.Decline == nil {
				b.Errorf("%+v, %v", a, err)
			}
			c, before, _, err := b.charge()
			b.fate(err, pay.Unknown, nil)
			if before.Empty == (reading == "approvals") {
				b.Errorf("%s: mark after a rejection: %+v", reading, before)
			}
			b.adopted(c, before)
			b.taken(sale.Amount, 11000)
		})
		withPad(t, "memory "+reading+"\napprove\nsilent", func(b *bench) {
			sale := b.paid()
			if a, err := b.void(sale, true); err != nil {
				b.Error(a, err)
			}
			_, before, _, err := b.charge()
			b.fate(err, pay.Unknown, nil)
			if before.Number != sale.Number || (before.Ref == sale.Ref) != (reading == "approvals") {
				b.Errorf("%s: mark after a void: %+v, of sale %+v", reading, before, sale)
			}
			b.taken()
		})
		withPad(t, "memory "+reading+"\napprove\ndecline 0C", func(b *bench) {
			b.paid()
			c, before, _, err := b.charge()
			b.fate(err, pay.Unknown, nil)
			b.unchanged(c, before, false)
			b.taken(11000)
		})
	}
	withPad(t, "approve\nmemory frozen\nlose-response", func(b *bench) {
		b.paid()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		b.settles(c, before)
		b.taken(11000, 11000)
	})
}

func TestPrepaid(t *testing.T) {
	t.Parallel()
	withPad(t, "approve prepaid\nlose-response prepaid", func(b *bench) {
		first := b.paid()
		if first.Method != "prepaid" || first.VAT != 0 || strings.Contains(fmt.Sprint(first), "39000") {
			b.Errorf("approval %+v shows a balance", first)
		}
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		if !before.Same(first.Mark()) {
			b.Errorf("mark %+v, want that of %+v", before, first)
		}
		b.adopted(c, before)
	})
}

// TestManyPayments: each has an approval of its own.
func TestManyPayments(t *testing.T) {
	t.Parallel()
	withPad(t, strings.Repeat("approve\n", 50), func(b *bench) {
		seen := map[string]bool{}
		var want []pay.Amount
		for range 50 {
			a := b.paid()
			if seen[a.Ref] {
				b.Errorf("reference %s twice", a.Ref)
			}
			seen[a.Ref], want = true, append(want, 11000)
		}
		b.taken(want...)
	})
}
