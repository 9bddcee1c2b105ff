package agent

import (
	"errors"
	"strings"
	"testing"

	"kioskd/agent/pay"
)

// TestBadInput: what is wrong is refused with a numbered fault that names a next
// step, writes nothing, and leaves what is right as it is. The machine's own
// refusals are in testdata/bad-input.txt.
func TestBadInput(t *testing.T) {
	t.Parallel()
	inShop(t, &pad{}, func(s *shop) {
		good := s.order()
		dearer, err := pay.NewOrder(good.Key, pay.KRW, 10, []pay.Line{{Item: "coffee", Name: "Coffee", Price: 1, Quantity: 1, Tax: pay.Taxed}})
		if err != nil {
			t.Fatal(err)
		}
		wrong := good
		wrong.Total++
		unknown := pay.Key("0195938c-7e4a-7b6e-9d42-5f1c93d07a2b")
		before, _ := s.journal.Last()
		for name, c := range map[string]struct {
			do   func() error
			want *Fault
		}{
			"a key with another order":       {func() error { return s.StoreOrder(s.ctx, dearer) }, FaultConflict},
			"an order that does not add up":  {func() error { return s.StoreOrder(s.ctx, wrong) }, FaultOrder},
			"a choice that is not sold":      {func() error { _, err := s.Order(s.ctx, []Pick{{Item: "gold", Quantity: 1}}, "en"); return err }, FaultItem},
			"another amount":                 {func() error { _, err := s.Pay(s.ctx, good.Key, good.Total-1); return err }, FaultAmount},
			"no such payment":                {func() error { _, err := s.Pay(s.ctx, unknown, 1); return err }, FaultKey},
			"not even a key":                 {func() error { _, err := s.Pay(s.ctx, "?", 1); return err }, FaultKey},
			"a refund of nothing we know":    {func() error { return s.Void(s.ctx, unknown, "why") }, FaultKey},
			"a refund of what was not paid":  {func() error { return s.Void(s.ctx, good.Key, "why") }, FaultVoid},
			"a refund with a name too long":  {func() error { return s.Refund(s.ctx, Refund{Key: good.Key, ID: strings.Repeat("x", 101)}) }, FaultRefundID},
			"a refund with a name in spaces": {func() error { return s.Refund(s.ctx, Refund{Key: good.Key, ID: "a b"}) }, FaultRefundID},
			"undelivered without a name":     {func() error { return s.Undelivered(s.ctx, Refund{Key: good.Key}) }, FaultRefundID},
			"an override of nothing we know": {func() error { return s.Override(s.ctx, unknown, "Kim", "because") }, FaultKey},
			"an override without a reason":   {func() error { return s.Override(s.ctx, good.Key, "Kim", "") }, FaultOverride},
			"an override by nobody":          {func() error { return s.Override(s.ctx, good.Key, " ", "because") }, FaultOverride},
			"an override of what is well":    {func() error { return s.Override(s.ctx, good.Key, "Kim", "because") }, FaultNotListed},
			"a cancel of nothing we know":    {func() error { return s.Abort(s.ctx, unknown) }, FaultAbort},
		} {
			var f *Fault
			if err := c.do(); !errors.As(err, &f) || f.Number != c.want.Number || f.Next == "" {
				t.Errorf("%s: %v, want fault %d", name, err, c.want.Number)
			}
		}
		if after, _ := s.journal.Last(); after != before {
			t.Errorf("%d facts were written", after-before)
		}
		if err := s.StoreOrder(s.ctx, good); err != nil {
			t.Errorf("the same order once more: %v", err)
		}
		if p, err := s.Payment(s.ctx, good.Key); err != nil || p.Status != pay.Ordered || !p.Order.Same(good) {
			t.Errorf("the good order is %+v, %v", p, err)
		}
	})
}
