package agent

import (
	"context"
	"slices"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// TestAgentLimit: a pad that keeps its limit to itself ends by the agent's, which
// decides nothing about the money: it is unknown, and asked for.
func TestAgentLimit(t *testing.T) {
	p := &pad{
		authorize: func(ctx context.Context, _ pay.Charge, _ pay.Accept) (pay.Answer, error) {
			<-ctx.Done()
			return pay.Answer{}, context.Cause(ctx) // it does not even say what became of the money
		},
		resolve: func(_ context.Context, c pay.Charge, _ pay.Mark) (pay.Resolution, error) {
			a := approvalOf(c)
			return pay.Resolution{Last: a.Mark(), Approval: &a, Settled: true}, nil
		},
	}
	inShop(t, p, func(s *shop) {
		o := s.order()
		began := time.Now()
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		v := s.see(Approved)
		if took := time.Since(began); took != DefaultDeadlines.Charge || !v.Payment.Recovered {
			t.Errorf("ended after %v, recovered %v; want %v and by the pad's memory", took, v.Payment.Recovered, DefaultDeadlines.Charge)
		}
		kinds := s.kinds()
		if !slices.Contains(kinds, wire.KindUnknown) || slices.Contains(kinds, wire.KindNotSent) || slices.Contains(kinds, wire.KindNotCharged) {
			t.Errorf("facts %v", kinds)
		}
	})
}
