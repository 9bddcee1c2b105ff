package smartro_test

import (
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/smartro"
)

// abortAfter aborts beside the call that runs.
func (b *bench) abortAfter(d time.Duration) {
	time.AfterFunc(d, func() {
		if err := b.Abort(b.Context()); err != nil {
			b.Error(err)
		}
	})
}

func TestAbort(t *testing.T) {
	t.Parallel()
	for _, when := range []time.Duration{0, time.Millisecond, 5 * time.Second} {
		withPad(t, "approve card-wait=20s", func(b *bench) {
			before, c := b.mark(), newCharge()
			b.abortAfter(when)
			_, err := b.Authorize(b.Context(), c, b.accept)
			if when == 0 && err == nil {
				return // the abort came first, to an idle pad
			}
			b.fate(err, pay.Unknown, smartro.ErrAborted)
			b.unchanged(c, before, true)
			b.taken()
		})
	}
}

func TestAbortIsRacedByACard(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"race", "stubborn card-wait=2s", "race no-events van=300ms", "card-wait=1s van=5s"} {
		withPad(t, "approve card-wait=20s "+how, func(b *bench) {
			before, c := b.mark(), newCharge()
			b.abortAfter(1500 * time.Millisecond)
			a, err := b.Authorize(b.Context(), c, b.accept)
			if how == "stubborn card-wait=2s" && err != nil {
				b.fate(err, pay.Unknown, nil)
				time.Sleep(5 * time.Second)
				b.adopted(c, before)
				if n := len(b.lateOffers()); n != 1 {
					b.Errorf("%s: %d late offers", how, n)
				}
			} else {
				b.approved(a, err)
			}
			b.taken(11000)
		})
	}
}

// TestApprovalLongAfterTheAbort: the answer comes when the call has ended.
func TestApprovalLongAfterTheAbort(t *testing.T) {
	t.Parallel()
	withPad(t, "approve race no-events card-wait=20s van=5s", func(b *bench) {
		_ = b.mark()
		c := newCharge()
		b.abortAfter(time.Second)
		_, err := b.Authorize(b.Context(), c, b.accept)
		b.fate(err, pay.Unknown, smartro.ErrAborted)
		time.Sleep(10 * time.Second)
		if late := b.lateOffers(); len(late) != 1 || !late[0].Approval.Answers(c) {
			b.Errorf("late offers %+v", late)
		}
		b.taken(11000)
	})
}
