package smartro_test

import (
	"testing"
	"time"

	"kioskd/agent/pay"
)

// overtakes sends a charge whose answer does not come in time, and another one
// that its answer meets. It returns what the second charge heard.
func (b *bench) overtakes(second pay.Amount) (pay.Answer, error) {
	b.Helper()
	b.mark()
	_, err := b.Authorize(b.Context(), newCharge(), b.accept)
	b.fate(err, pay.Unknown, pay.ErrNoAnswer)
	b.mark()
	c := newCharge()
	c.Amount = second
	return b.Authorize(b.Context(), c, b.accept)
}

// TestStragglers: the answer to a former charge is none to the next, whether the
// pad's memory has shown it, its amount is another, or it was sold before.
func TestStragglers(t *testing.T) {
	t.Parallel()
	for _, memory := range []string{"approvals", "frozen"} {
		for _, second := range []pay.Amount{11000, 500} {
			script := "memory " + memory + "\napprove late=110s straggle\napprove card-wait=20s"
			withPad(t, script, func(b *bench) {
				a, err := b.overtakes(second)
				if got := b.approved(a, err); got.Amount != second {
					b.Errorf("%s: approval %+v, want one of %d", memory, got, second)
				}
				late := b.lateOffers()
				if len(late) != 1 || late[0].Approval.Amount != 11000 || late[0].Approval.Ref == a.Approval.Ref {
					b.Errorf("%s: late offers %+v", memory, late)
				}
				b.taken(11000, second)
			})
		}
	}
}

// TestShownStraggler: what the pad's memory has shown is no answer, however late.
func TestShownStraggler(t *testing.T) {
	t.Parallel()
	withPad(t, "approve late=20m straggle\napprove card-wait=20s", func(b *bench) {
		b.mark()
		_, err := b.Authorize(b.Context(), newCharge(), b.accept)
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		time.Sleep(20*time.Minute - 105*time.Second)
		_, _, a, err := b.charge()
		b.approved(a, err)
		if late := b.lateOffers(); len(late) != 1 || late[0].Approval.Ref == a.Approval.Ref {
			b.Errorf("late offers %+v", late)
		}
		b.taken(11000, 11000)
	})
}

// TestRefusedStraggler: a rejection of a former charge does not reject the next.
func TestRefusedStraggler(t *testing.T) {
	t.Parallel()
	withPad(t, "decline 6B late=110s straggle\napprove card-wait=20s\ndecline 71", func(b *bench) {
		a, err := b.overtakes(11000)
		b.approved(a, err)
		if _, _, a, err := b.charge(); err != nil || a.Decline == nil || a.Decline.Code != "71" {
			b.Errorf("the next rejection: %+v, %v", a, err)
		}
		b.taken(11000)
	})
}

// TestWrongClocks: without a former charge no clock is asked.
func TestWrongClocks(t *testing.T) {
	t.Parallel()
	withPad(t, "approve\napprove late=110s straggle\napprove", func(b *bench) {
		_ = b.paid()
		_, _ = b.overtakes(11000)
		time.Sleep(11 * time.Minute) // the straggler is forgotten
		_, _, a, err := b.charge()
		b.approved(a, err)
	})
}

// TestVoidStraggler: the answer to a former void is none to the next.
func TestVoidStraggler(t *testing.T) {
	t.Parallel()
	withPad(t, "approve\napprove\nvoid approve late=45s straggle\nvoid approve van=20s", func(b *bench) {
		first, second := b.paid(), b.paid()
		_, err := b.void(first, true)
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		a, err := b.void(second, true)
		if back := b.approved(a, err); back.Number != second.Number {
			b.Errorf("%+v took back %s", back, second.Number)
		}
		if late := b.lateOffers(); len(late) != 1 || late[0].Approval.Number != first.Number || !late[0].Voids {
			b.Errorf("late offers %+v", late)
		}
		b.taken()
	})
}
