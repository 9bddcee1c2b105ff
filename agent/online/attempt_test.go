package online_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// TestPaid: the code is shown, the customer agrees, and the approval is on disk
// before it is the answer; news makes it quick.
func TestPaid(t *testing.T) {
	t.Parallel()
	within(t, func(k *kiosk) {
		k.after(10*time.Second, k.becomes(wire.OnlineAnswer{State: wire.OnlineBusy}))
		k.after(20*time.Second, func() {
			k.becomes(approved(5000))()
			k.News(wire.News{Of: wire.NewsOfOnline, Key: "order-01", Attempt: 2})
		})
		a, took, err := k.authorize()
		if err != nil || a.Approval == nil || took != 20*time.Second {
			t.Fatalf("%+v, %v after %s", a, err, took)
		}
		if diff := cmp.Diff([]pay.Offer{{Approval: *a.Approval, Final: true}}, k.offers, cmp.Comparer(func(a, b pay.Card) bool { return a == b })); diff != "" {
			t.Errorf("offered (-want +got):\n%s", diff)
		}
		p := a.Approval
		if p.Ref != "phone/kakaopay/T1" || p.Number != "T1" || p.Amount != 5000 || p.VAT != 455 || p.Via != "kakaopay" || p.Method != "kakaopay" || p.Driver["attempt"] != "2" {
			t.Errorf("approval %+v", p)
		}
		var states []pay.PhoneState
		for _, s := range k.steps {
			states = append(states, s.State)
		}
		if !slices.Equal(states, []pay.PhoneState{"waiting", "busy"}) || k.steps[0].Code != waiting.URL {
			t.Errorf("steps %+v", k.steps)
		}
		asked := k.hq.asked[len(k.hq.asked)-len(k.hq.dos())]
		if asked.Do != "prepare" || asked.Method != "kakaopay" || asked.Attempt != 2 || asked.Language != "en" || asked.Order.Total != 5000 {
			t.Errorf("asked %+v", asked)
		}
	})
}

// TestEnds: every word of HQ on an attempt, and what it means for money.
func TestEnds(t *testing.T) {
	t.Parallel()
	account := &wire.OnlineAccount{Bank: "Bank", Number: "110-1", Until: time.Unix(1, 0).UTC()}
	for _, c := range []struct {
		says wire.OnlineAnswer
		want string
	}{
		{wire.OnlineAnswer{State: wire.OnlineRefused, Code: "4001", Reason: "no money"}, "declined refused: no money (4001)"},
		{wire.OnlineAnswer{State: wire.OnlineCancelled}, "declined cancelled: "},
		{wire.OnlineAnswer{State: wire.OnlineExpired}, "declined expired: "},
		{wire.OnlineAnswer{State: wire.OnlineReturned}, "declined returned: "},
		{wire.OnlineAnswer{State: wire.OnlineIssued, Account: account}, "issued 110-1"},
		{wire.OnlineAnswer{State: wire.OnlineMismatch, Approval: approved(50).Approval}, "mismatch 50 KRW"},
		{wire.OnlineAnswer{State: wire.OnlineMismatch, Approval: approved(5000).Approval}, "mismatch 5000 "},
		{wire.OnlineAnswer{State: wire.OnlineUnknown}, "unknown"},
		{wire.OnlineAnswer{State: "of tomorrow"}, "unknown"},
		{wire.OnlineAnswer{State: wire.OnlineApproved}, "unknown"}, // and no approval: nobody could act on that
		{wire.OnlineAnswer{State: wire.OnlineMismatch}, "unknown"}, // another customer's payment: nothing is known of this one
		{wire.OnlineAnswer{State: wire.OnlineIssued}, "unknown"},
	} {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			within(t, func(k *kiosk) {
				k.after(5*time.Second, k.becomes(c.says))
				a, _, err := k.authorize()
				if got := tell(a, err, k.charge()); got != c.want {
					t.Errorf("got %q, want %q (%v)", got, c.want, err)
				}
			})
		})
	}
}

func tell(a pay.Answer, err error, c pay.Charge) string {
	switch {
	case err != nil:
		return string(pay.FateOf(err))
	case a.Decline != nil:
		return "declined " + a.Decline.Code + ": " + a.Decline.Text
	case a.Issued != nil:
		return "issued " + a.Issued.Number
	case !a.Approval.Answers(c):
		return fmt.Sprintf("mismatch %d %s", a.Approval.Amount, a.Approval.Currency)
	}
	return fmt.Sprintf("approved %d", a.Approval.Amount)
}

// TestExpires: when the time of the code is over the attempt is closed at HQ, and only
// HQ's word ends it: it may have been paid in the last second.
func TestExpires(t *testing.T) {
	t.Parallel()
	for want, closed := range map[string]wire.OnlineAnswer{"declined expired: ": {State: wire.OnlineExpired}, "approved 5000": approved(5000)} {
		within(t, func(k *kiosk) {
			k.hq.on(wire.OnlineClose, func() (wire.OnlineAnswer, error) { return closed, nil })
			a, took, err := k.authorize()
			if got := tell(a, err, k.charge()); got != want || took != time.Minute {
				t.Errorf("%q after %s (%v), want %q", got, took, err, want)
			}
			if last := k.steps[len(k.steps)-1]; last.State != pay.PhoneClosing {
				t.Errorf("the screen showed %+v in the end", last)
			}
		})
	}
}

// TestCancel: the customer presses cancel. HQ closes the attempt at once, or says that
// it has been paid.
func TestCancel(t *testing.T) {
	t.Parallel()
	within(t, func(k *kiosk) {
		k.Abort() // of nothing: it is forgotten
		k.hq.on(wire.OnlineClose, func() (wire.OnlineAnswer, error) { return wire.OnlineAnswer{State: wire.OnlineCancelled}, nil })
		k.after(7*time.Second, k.Abort)
		a, took, err := k.authorize()
		if got := tell(a, err, k.charge()); got != "declined cancelled: " || took != 7*time.Second {
			t.Errorf("%q after %s: %v", got, took, err)
		}
	})
}

// TestCloseIsNotHeard: HQ goes away in mid-payment. The code stays while its time
// lasts; then it is unknown, and nobody presses that away by cancelling again.
func TestCloseIsNotHeard(t *testing.T) {
	t.Parallel()
	within(t, func(k *kiosk) {
		k.after(5*time.Second, func() {
			k.hq.set(func(h *hq) { h.silent = true })
			k.Linked(false)
		})
		k.after(30*time.Second, k.Abort)
		k.after(40*time.Second, k.Abort)
		k.after(48*time.Second, k.Abort)
		_, took, err := k.authorize()
		if fate(err) != pay.Unknown || took < 50*time.Second || took > time.Minute {
			t.Errorf("%v after %s", err, took)
		}
	})
	within(t, func(k *kiosk) {
		k.after(5*time.Second, func() { k.hq.set(func(h *hq) { h.silent = true }) })
		_, took, err := k.authorize()
		if fate(err) != pay.Unknown || took < 80*time.Second || took > 90*time.Second {
			t.Errorf("%v after %s", err, took)
		}
	})
}

// TestNeverBegun: as long as no phone can have seen a code, nothing has been sent.
func TestNeverBegun(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]func() (wire.OnlineAnswer, error){
		"refused":    func() (wire.OnlineAnswer, error) { return waiting, refusal("no-such-thing") },
		"away":       func() (wire.OnlineAnswer, error) { return waiting, errAway },
		"no address": func() (wire.OnlineAnswer, error) { return wire.OnlineAnswer{State: wire.OnlineWaiting}, nil },
		"too long": func() (wire.OnlineAnswer, error) {
			return wire.OnlineAnswer{State: "waiting", URL: strings.Repeat("x", 1001)}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			within(t, func(k *kiosk) {
				k.hq.on(wire.OnlinePrepare, says)
				if _, took, err := k.authorize(); fate(err) != pay.NotSent || took > 20*time.Second {
					t.Errorf("%v after %s", err, took)
				}
				if len(k.steps) != 0 || k.hq.dos()[len(k.hq.dos())-1] != wire.OnlineClose {
					t.Errorf("shown %v, asked %v: it was to be closed", k.steps, k.hq.dos())
				}
			})
		})
	}
	within(t, func(k *kiosk) { // the first answer is lost; asked again, it is the same attempt
		lost := 2
		k.hq.on(wire.OnlinePrepare, func() (wire.OnlineAnswer, error) {
			if lost--; lost >= 0 {
				return waiting, errAway
			}
			return approved(5000), nil
		})
		if a, _, err := k.authorize(); err != nil || a.Approval == nil {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

// TestNotRecorded: what could not be written down is unknown, never approved.
func TestNotRecorded(t *testing.T) {
	t.Parallel()
	within(t, func(k *kiosk) {
		k.refuse = errors.New("disk")
		k.becomes(approved(5000))()
		if a, _, err := k.authorize(); fate(err) != pay.Unknown || a.Approval != nil {
			t.Errorf("%+v, %v", a, err)
		}
	})
	within(t, func(k *kiosk) {
		ctx, cancel := context.WithCancel(k.ctx)
		k.ctx = ctx
		k.after(time.Second, cancel)
		if _, took, err := k.authorize(); fate(err) != pay.Unknown || took != time.Second {
			t.Errorf("stopped: %v after %s", err, took)
		}
	})
}
