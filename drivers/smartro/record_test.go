package smartro_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
)

func TestLateAnswerIsRepeatedUntilRecorded(t *testing.T) {
	t.Parallel()
	withPad(t, "approve late=120s", func(b *bench) {
		b.lateErr = errors.New("disk full")
		_, _, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		time.Sleep(23 * time.Second)
		b.mu.Lock()
		b.lateErr = nil
		b.mu.Unlock()
		time.Sleep(10 * time.Second)
		if n := len(b.lateOffers()); n != 1 {
			b.Errorf("%d late offers, want 1", n)
		}
		if strings.Contains(b.said(), "giving up") {
			b.Error("the pad was never acknowledged")
		}
	})
}

func TestFailedRecordWithholdsTheAcknowledgement(t *testing.T) {
	t.Parallel()
	withPad(t, "approve", func(b *bench) {
		before, c := b.mark(), newCharge()
		full := errors.New("disk full")
		_, err := b.Authorize(b.Context(), c, func(context.Context, pay.Offer) error { return full })
		b.fate(err, pay.Unknown, full)
		time.Sleep(4 * time.Second)
		if late := b.lateOffers(); len(late) != 1 || !late[0].Approval.Answers(c) {
			b.Errorf("the repeat gave late offers %+v, want one", late)
		}
		b.adopted(c, before)
		b.taken(11000)
	})
}

func TestSlowRecordIsAcknowledgedInTime(t *testing.T) {
	t.Parallel()
	withPad(t, "approve", func(b *bench) {
		b.mark()
		var offered time.Time
		a, err := b.Authorize(b.Context(), newCharge(), func(context.Context, pay.Offer) error {
			offered = time.Now()
			time.Sleep(10 * time.Second)
			return nil
		})
		b.approved(a, err)
		if took := time.Since(offered); took != 10*time.Second {
			b.Errorf("answered after %v", took)
		}
		if strings.Contains(b.said(), "the same again") {
			b.Error("the pad had to repeat itself")
		}
		b.taken(11000)
	})
}
