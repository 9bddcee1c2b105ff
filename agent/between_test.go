package agent

import (
	"context"
	"errors"
	"testing"
	"time"

	"kioskd/agent/pay"
)

// TestBetween: what is done between payments waits for the one that is open, and
// while it is done none begins.
func TestBetween(t *testing.T) {
	slow := func(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
		time.Sleep(5 * time.Second)
		return approve(ctx, c, accept)
	}
	inShop(t, &pad{authorize: slow}, func(s *shop) {
		first, second := s.order(), s.order()
		if _, err := s.Pay(s.ctx, first.Key, first.Total); err != nil {
			t.Fatal(err)
		}
		s.see(Authorizing)
		did := false
		err := s.Between(s.ctx, func(ctx context.Context) error {
			did = true
			if v := s.View(); v.State != Idle {
				t.Errorf("done while %s", v.State)
			}
			if _, err := s.Pay(ctx, second.Key, second.Total); !errors.Is(err, FaultChanging) {
				t.Errorf("paid meanwhile: %v", err)
			}
			return nil
		})
		if err != nil || !did {
			t.Errorf("between: %v, %v", did, err)
		}
		if _, err := s.Pay(s.ctx, second.Key, second.Total); err != nil {
			t.Errorf("paid after it: %v", err)
		}
		s.see(Idle)
	})
}

// TestBetweenEnds: nobody waits for ever, and an error comes back.
func TestBetweenEnds(t *testing.T) {
	inShop(t, &pad{authorize: approve}, func(s *shop) {
		broke := errors.New("broke")
		if err := s.Between(s.ctx, func(context.Context) error { return broke }); !errors.Is(err, broke) {
			t.Errorf("between: %v", err)
		}
		o := s.order()
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		s.see(Approved)
		ctx, cancel := context.WithTimeout(s.ctx, 3*time.Second)
		defer cancel()
		if err := s.Between(ctx, func(context.Context) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("with a result on the screen: %v", err)
		}
	})
}

// TestBeforeStop: who waits to stop the kiosk waits for the payment, and for a
// result no longer than it takes to read.
func TestBeforeStop(t *testing.T) {
	inShop(t, &pad{authorize: approve}, func(s *shop) {
		o := s.order()
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		begun := s.see(Approved).Since
		err := s.BeforeStop(s.ctx, func(context.Context) error {
			if v, read := s.View(), time.Since(begun); v.State != Approved || read < DefaultLimits.Read || read > DefaultLimits.Read+2*betweenPatience {
				t.Errorf("%s, %s after the result", v.State, read)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestSetShop: a new price is that of the next order, never of a stored one.
func TestSetShop(t *testing.T) {
	inShop(t, &pad{authorize: approve}, func(s *shop) {
		stored, before := s.order(), s.View().Shop
		dear := testCatalogue
		dear.Items = []Item{testCatalogue.Items[0]}
		dear.Items[0].Price = 5000
		if err := s.SetShop(Shop{Catalogue: dear, Store: pay.Store{ID: "s2", Name: "Other"}}); err != nil {
			t.Fatal(err)
		}
		if next := s.order(); next.Total != 10000 {
			t.Errorf("the next order costs %d", next.Total)
		}
		if _, err := s.Pay(s.ctx, stored.Key, 9000); err != nil {
			t.Errorf("the stored order: %v", err)
		}
		v := s.see(Approved)
		if v.Shop != before+1 || v.Payment.Receipt.Store.Name != "Other" {
			t.Errorf("view of shop %d, slip of %s", v.Shop, v.Payment.Receipt.Store.Name)
		}
		if err := s.SetShop(Shop{}); err == nil || s.Catalogue().Items[0].Price != 5000 {
			t.Errorf("an empty catalogue was taken: %v", err)
		}
	})
}

// TestClosed: who holds payments back is seen on the screen at once.
func TestClosed(t *testing.T) {
	inShop(t, &pad{authorize: approve}, func(s *shop) {
		s.changing.Store(true)
		s.Refresh()
		v, err := s.Wait(s.ctx, s.View().Seq)
		if err != nil || !errors.Is(v.Closed, FaultChanging) {
			t.Errorf("closed: %v, %v", v.Closed, err)
		}
	})
}
