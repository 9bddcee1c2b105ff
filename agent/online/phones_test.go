package online_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/online"
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// TestWays: what HQ offers is offered here, while HQ is there.
func TestWays(t *testing.T) {
	t.Parallel()
	within(t, func(k *kiosk) {
		expect := func(when string, up bool, ways ...string) {
			t.Helper()
			synctest.Wait()
			if k.up != up || !slices.Equal(k.ways, ways) {
				t.Errorf("%s: %v %v, want %v %v", when, k.up, k.ways, up, ways)
			}
		}
		expect("at first", true, "kakaopay")
		if err := k.Open(k.ctx, "kakaopay"); err != nil {
			t.Error(err)
		}
		if err := k.Open(k.ctx, "toss"); fate(err) != pay.NotSent {
			t.Error(err)
		}
		k.Linked(false)
		expect("away", false)
		k.hq.on(wire.OnlineMethods, func() (wire.OnlineAnswer, error) { return waiting, refusal("no-such-thing") })
		k.Linked(true)
		expect("an HQ without providers", true)
		k.hq.on(wire.OnlineMethods, func() (wire.OnlineAnswer, error) { return waiting, errAway })
		k.News(wire.News{Of: wire.NewsOfOnline})
		expect("no answer", false)
		if err := k.Open(k.ctx, "kakaopay"); fate(err) != pay.NotSent {
			t.Error(err)
		}
		k.hq.on(wire.OnlineMethods, nil)
		time.Sleep(online.DefaultLimits.Look)
		expect("an answer after all", true, "kakaopay")
		k.News(wire.News{Of: "something else"})
		if q := k.hq.asked[0]; q.Currency != "KRW" {
			t.Errorf("the ways were asked for in %q", q.Currency)
		}
	})
	if _, err := online.New(online.Options{}); err == nil {
		t.Error("built from nothing")
	}
}

// TestFollow: what is not known is asked for until it is, over days and cuts.
func TestFollow(t *testing.T) {
	t.Parallel()
	within(t, func(k *kiosk) {
		k.Linked(false)
		k.becomes(wire.OnlineAnswer{State: wire.OnlineUnknown})()
		k.after(48*time.Hour, func() {
			k.becomes(wire.OnlineAnswer{State: wire.OnlineExpired})()
			k.Linked(true)
		})
		begun := time.Now()
		a, err := k.Follow(k.ctx, k.charge(), false)
		if err != nil || a.Decline == nil || time.Since(begun) != 48*time.Hour {
			t.Errorf("%+v, %v after %s", a, err, time.Since(begun))
		}
		if dos := k.hq.dos(); !slices.Equal(dos, []string{"close"}) {
			t.Errorf("asked %v: what nobody looks at is closed, once HQ is there", dos)
		}
	})
	within(t, func(k *kiosk) { // an account that is known is no end; the deposit is
		account := wire.OnlineAnswer{State: wire.OnlineIssued, Account: &wire.OnlineAccount{Number: "110-1"}}
		k.becomes(account)()
		k.after(time.Hour, k.becomes(approved(5000)))
		if a, err := k.Follow(k.ctx, k.charge(), false); err != nil || a.Issued == nil {
			t.Errorf("%+v, %v", a, err)
		}
		if a, err := k.Follow(k.ctx, k.charge(), true); err != nil || a.Approval == nil || k.hq.dos()[1] != wire.OnlineLook {
			t.Errorf("%+v, %v; asked %v", a, err, k.hq.dos()[:2])
		}
	})
	within(t, func(k *kiosk) {
		ctx, cancel := context.WithTimeout(k.ctx, time.Hour)
		defer cancel()
		if _, err := k.Follow(ctx, k.charge(), false); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

func void(k *kiosk, amount pay.Amount) pay.Void {
	a := pay.Approval{Ref: "phone/kakaopay/T1", Number: "T1", Amount: 5000, Via: "kakaopay", Driver: map[string]string{"attempt": "2"}}
	return pay.Void{Key: k.charge().Key, Approval: a, Amount: amount, Reason: "환불", SentAt: time.Unix(1_800_000_000, 5)}
}

// TestVoid: a refund whose answer is lost is asked for again under its name.
func TestVoid(t *testing.T) {
	t.Parallel()
	within(t, func(k *kiosk) {
		lost := 2
		k.hq.on(wire.OnlineCancel, func() (wire.OnlineAnswer, error) {
			switch lost--; lost {
			case 1:
				return waiting, errAway
			case 0:
				return wire.OnlineAnswer{Refunded: &wire.OnlineRefund{State: wire.OnlineUnknown}}, nil
			}
			return wire.OnlineAnswer{Refunded: &wire.OnlineRefund{State: wire.OnlineApproved, Number: "R1", Left: 3000}}, nil
		})
		v := void(k, 2000)
		a, err := k.Void(k.ctx, v)
		if err != nil || a.Approval == nil || a.Approval.Amount != 2000 || a.Approval.Number != "T1" || a.Approval.Ref == v.Approval.Ref {
			t.Fatalf("%+v, %v", a, err)
		}
		names := map[string]bool{}
		for _, q := range k.hq.asked {
			if q.Do == wire.OnlineCancel {
				names[q.Refund] = true
			}
		}
		if len(names) != 1 {
			t.Errorf("one refund with the names %v", names)
		}
		v.SentAt = v.SentAt.Add(time.Hour)
		if again, err := k.Void(k.ctx, v); err != nil || again.Approval.Ref == a.Approval.Ref {
			t.Errorf("another refund has the same name: %+v, %v", again, err)
		}
	})
}

// TestVoidFails: what a failure means for money.
func TestVoidFails(t *testing.T) {
	t.Parallel()
	within(t, func(k *kiosk) {
		says := func(a wire.OnlineAnswer, err error) {
			k.hq.on(wire.OnlineCancel, func() (wire.OnlineAnswer, error) { return a, err })
		}
		says(wire.OnlineAnswer{Refunded: &wire.OnlineRefund{State: wire.OnlineRefused}, Reason: "too late", Code: "E7"}, nil)
		if a, err := k.Void(k.ctx, void(k, 5000)); err != nil || a.Decline == nil || a.Decline.Text != "too late (E7)" {
			t.Errorf("refused: %+v, %v", a, err)
		}
		says(waiting, refusal("no-such-thing"))
		if _, err := k.Void(k.ctx, void(k, 5000)); fate(err) != pay.NotSent {
			t.Errorf("HQ takes no refund: %v", err)
		}
		says(waiting, errAway)
		if _, err := k.Void(k.ctx, void(k, 5000)); fate(err) != pay.Unknown {
			t.Errorf("no answer: %v", err)
		}
		stranger := void(k, 5000)
		stranger.Approval.Driver = nil
		if _, err := k.Void(k.ctx, stranger); fate(err) != pay.NotSent {
			t.Errorf("an approval without its attempt: %v", err)
		}
		k.Linked(false)
		if _, err := k.Void(k.ctx, void(k, 5000)); fate(err) != pay.NotSent {
			t.Errorf("away: %v", err)
		}
	})
}

// TestFollowNeverBegun: the power was cut before HQ had heard of an attempt. What HQ
// says once may be the answer to an old question still under way.
func TestFollowNeverBegun(t *testing.T) {
	t.Parallel()
	unknown := func() (wire.OnlineAnswer, error) {
		return wire.OnlineAnswer{}, refusal(wire.CodeNoAttempt)
	}
	within(t, func(k *kiosk) {
		k.hq.on(wire.OnlineClose, unknown)
		begun := time.Now()
		a, err := k.Follow(k.ctx, k.charge(), false)
		if err != nil || a.Decline == nil || a.Decline.Code != "not-begun" || time.Since(begun) < online.DefaultLimits.Answer || time.Since(begun) > 2*online.DefaultLimits.Answer {
			t.Errorf("%+v, %v after %v", a, err, time.Since(begun))
		}
	})
	within(t, func(k *kiosk) { // a late question is heard after all, and paid
		k.hq.on(wire.OnlineClose, unknown)
		k.after(time.Second, func() { k.hq.on(wire.OnlineClose, func() (wire.OnlineAnswer, error) { return approved(5000), nil }) })
		if a, err := k.Follow(k.ctx, k.charge(), false); err != nil || a.Approval == nil {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

// TestFollowForgotten: an HQ that has forgotten an attempt whose code was on the
// screen, or an account, is not believed.
func TestFollowForgotten(t *testing.T) {
	t.Parallel()
	for _, issued := range []bool{false, true} {
		within(t, func(k *kiosk) {
			if !issued {
				k.after(time.Second, k.Abort)
				k.hq.on(wire.OnlineClose, func() (wire.OnlineAnswer, error) { return wire.OnlineAnswer{State: wire.OnlineCancelled}, nil })
				if a, _, err := k.authorize(); err != nil || a.Decline == nil {
					t.Fatalf("%+v, %v", a, err)
				}
			}
			for _, do := range []string{wire.OnlineClose, wire.OnlineLook} {
				k.hq.on(do, func() (wire.OnlineAnswer, error) {
					return wire.OnlineAnswer{}, refusal(wire.CodeNoAttempt)
				})
			}
			ctx, cancel := context.WithTimeout(k.ctx, time.Hour)
			defer cancel()
			if a, err := k.Follow(ctx, k.charge(), issued); err == nil {
				t.Errorf("issued %v: it ended with %+v", issued, a)
			}
		})
	}
}
