package zvt_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"kioskd/agent/pay"
)

// TestAbort: a wish to stop is one; the payment ends as the pad says.
func TestAbort(t *testing.T) {
	t.Parallel()
	for script, approved := range map[string]bool{
		"card-wait=never": false, "card-wait=20s": false, "silent": false, "card-wait=20s race": true, "card-wait=20s stubborn": true, "van=20s": true,
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			both(t, script, func(b *bench) {
				var wish sync.WaitGroup
				defer wish.Wait()
				wish.Go(func() {
					time.Sleep(5 * time.Second)
					if err := b.Abort(b.Context()); err != nil {
						b.Error(err)
					}
				})
				_, _, a, err := b.charge()
				if err != nil || (a.Approval != nil) != approved {
					b.Errorf("%+v, %v; want approved %v", a, err, approved)
				}
				if !approved && a.Decline.Code != "6C" {
					b.Errorf("declined with %+v", a.Decline)
				}
			})
		})
	}
}

// TestNobodyComes: the kiosk's own limit has the pad stop, and the next customer
// finds it free.
func TestNobodyComes(t *testing.T) {
	t.Parallel()
	both(t, "card-wait=never", func(b *bench) {
		began := time.Now()
		_, _, a, err := b.charge()
		if err != nil || a.Decline == nil || time.Since(began) > 62*time.Second {
			b.Errorf("%+v, %v after %v", a, err, time.Since(began))
		}
		b.sell()
	})
}

// TestLate: an approval that comes when nobody waits any more is kept first, and
// then accepted.
func TestLate(t *testing.T) {
	t.Parallel()
	both(t, "van=20s", func(b *bench) {
		before, c := b.mark(), newCharge()
		ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
		defer cancel()
		_, err := b.Authorize(ctx, c, b.accept)
		b.fate(err, pay.Unknown)
		time.Sleep(20 * time.Second)
		late := b.lateOffers()
		if len(late) != 1 || late[0].Voids || late[0].Approval.Amount != 1234 {
			b.Fatalf("late: %+v", late)
		}
		if r := b.settle(c, before); r.Approval == nil || r.Approval.Ref != late[0].Approval.Ref {
			b.Errorf("%+v", r)
		}
		b.taken(1234)
	})
}
