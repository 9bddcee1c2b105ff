package agent

import (
	"context"
	"testing"

	"kioskd/agent/pay"
)

// countingPad names what it takes back by a receipt number, and counts anew when it
// has lost its memory.
type countingPad struct {
	*pad
	receipt int
}

func (c *countingPad) VoidName(a pay.Approval) string { return a.Driver["receipt"] }

// TestRenamed: a void that would take a later payment back, since the pad has given
// it the same receipt number, is not sent. The staff have to give the money back.
func TestRenamed(t *testing.T) {
	inner := &pad{}
	p := &countingPad{pad: inner}
	names := []string{"1", "2", "1"}
	inner.authorize = func(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
		a := approvalOf(c)
		a.Number = "number-" + string(c.Key)
		a.Driver = map[string]string{"receipt": names[p.receipt]}
		p.receipt++
		if err := accept(ctx, pay.Offer{Approval: a, Final: true}); err != nil {
			return pay.Answer{}, err
		}
		return pay.Answer{Approval: &a}, nil
	}
	var sent []pay.Key
	inner.void = func(_ context.Context, v pay.Void, _ pay.Accept) (pay.Answer, error) {
		sent = append(sent, v.Key)
		a := v.Approval
		a.Ref += "/voided"
		return pay.Answer{Approval: &a}, nil
	}
	inShopAt(t, p, func(s *shop) {
		var keys []pay.Key
		for range names {
			o := s.order()
			keys = append(keys, o.Key)
			if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
				t.Fatal(err)
			}
			s.see(Approved)
			if err := s.Dismiss(s.ctx, o.Key); err != nil {
				t.Fatal(err)
			}
		}
		for i, want := range []State{Unresolved, Voided, Voided} {
			if err := s.Void(s.ctx, keys[i], "brought back"); err != nil {
				t.Fatal(err)
			}
			if v := s.see(want); want == Unresolved && !v.Fault.Is(FaultNotBack) {
				t.Errorf("fault %v", v.Fault)
			}
			if err := s.Dismiss(s.ctx, keys[i]); err != nil {
				t.Fatal(err)
			}
		}
		if len(sent) != 2 || sent[0] != keys[1] || sent[1] != keys[2] {
			t.Errorf("sent %v of %v", sent, keys)
		}
	})
}
