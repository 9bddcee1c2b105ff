package agent

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// appShop has decided that its page may do what a page can be let do.
var appShop = Policy{AppOrders: true, AppLimit: 50_000, AppRefunds: true}

// appWish is what a page asks for, under a key of its own.
func appWish() AppOrder {
	return AppOrder{Key: "page-order-1", Split: pay.Split{Supply: 9091, VAT: 909, TaxFree: 2000, Service: 500}}
}

// TestAppOrder: a page's amounts become an order like any other, marked as the
// page's in the books, and paid as it stands.
func TestAppOrder(t *testing.T) {
	inShopUnder(t, appShop, &pad{authorize: approve}, func(s *shop) {
		o, err := s.OrderByApp(s.ctx, appWish())
		if err != nil {
			t.Fatal(err)
		}
		if o.Total != 12_500 || o.By != pay.ByApp || len(o.Lines) != 3 || o.Check() != nil {
			t.Errorf("the order is %+v", o)
		}
		if again, err := s.OrderByApp(s.ctx, appWish()); err != nil || !again.Same(o) {
			t.Errorf("asked again: %+v, %v", again, err)
		}
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		s.see(Approved)
		p, err := s.Payment(s.ctx, o.Key)
		if diff := cmp.Diff(o, p.Order); diff != "" || err != nil {
			t.Errorf("%v, the books (-want +got):\n%s", err, diff)
		}
		if kinds := s.kinds(); kinds[0] != wire.KindOrdered || kinds[1] == wire.KindOrdered {
			t.Errorf("facts %v: want one order, stored first", kinds)
		}
	})
}

// TestAppLimitChanges: the bound of a page's own amounts follows the settings.
func TestAppLimitChanges(t *testing.T) {
	inShopUnder(t, appShop, &pad{}, func(s *shop) {
		for _, c := range []struct {
			most pay.Amount
			want *Fault
		}{{appWish().Split.Total() - 1, FaultAppLimit}, {0, nil}, {appWish().Split.Total(), nil}} {
			if err := s.SetShop(Shop{Catalogue: s.Catalogue(), Store: s.Store(), AppLimit: c.most}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.OrderByApp(s.ctx, appWish()); c.want != nil || err != nil {
				wantFault(t, err, c.want)
			}
		}
	})
}

// TestAppOrderRefused: what a page may not ask for writes nothing.
func TestAppOrderRefused(t *testing.T) {
	for name, c := range map[string]struct {
		policy Policy
		change func(*AppOrder)
		want   *Fault
	}{
		"not trusted with amounts": {Policy{AppLimit: 50_000}, func(*AppOrder) {}, FaultAppAmount},
		"above the bound":          {appShop, func(w *AppOrder) { w.Split.Supply = 50_000 }, FaultAppLimit},
		"no bound is set":          {Policy{AppOrders: true}, func(*AppOrder) {}, FaultAppLimit},
		"nothing to pay":           {appShop, func(w *AppOrder) { w.Split = pay.Split{} }, FaultOrder},
		"a negative part":          {appShop, func(w *AppOrder) { w.Split.VAT = -1 }, FaultOrder},
		"a part too large":         {appShop, func(w *AppOrder) { w.Split.VAT = pay.MaxAmount + 1 }, FaultOrder},
		"a bad key":                {appShop, func(w *AppOrder) { w.Key = "a b" }, FaultOrder},
		"lines that do not add up": {appShop, func(w *AppOrder) {
			w.Lines = []pay.Line{{Name: "Tea", Price: 1, Quantity: 1, Tax: pay.Taxed}}
		}, FaultOrder},
	} {
		t.Run(name, func(t *testing.T) {
			inShopUnder(t, c.policy, &pad{}, func(s *shop) {
				wish := appWish()
				c.change(&wish)
				_, err := s.OrderByApp(s.ctx, wish)
				wantFault(t, err, c.want)
				if kinds := s.kinds(); len(kinds) > 0 {
					t.Errorf("wrote %v", kinds)
				}
			})
		})
	}
}

// TestAppOrderOfAnother: the stored order decides, whoever has stored it. A page
// that repeats its amounts gets it, and one that says others is refused.
func TestAppOrderOfAnother(t *testing.T) {
	inShop(t, &pad{}, func(s *shop) {
		o := s.order()
		same, err := s.OrderByApp(s.ctx, AppOrder{Key: o.Key, Split: o.Split})
		if err != nil || !same.Same(o) {
			t.Errorf("the same amounts: %+v, %v", same, err)
		}
		cheaper := o.Split
		cheaper.Supply--
		_, err = s.OrderByApp(s.ctx, AppOrder{Key: o.Key, Split: cheaper})
		wantFault(t, err, FaultAmount)
		_, err = s.OrderByApp(s.ctx, AppOrder{Key: o.Key, Split: o.Split, Lines: []pay.Line{{Name: "Gold", Price: o.Total, Quantity: 1, Tax: pay.Taxed}}})
		wantFault(t, err, FaultConflict)
	})
}

// TestAppRefund: a page takes back what it can describe in full, once.
func TestAppRefund(t *testing.T) {
	voids := 0
	p := &pad{authorize: approve, void: func(_ context.Context, v pay.Void, _ pay.Accept) (pay.Answer, error) {
		voids++
		a := v.Approval
		a.Ref += "-void"
		return pay.Answer{Approval: &a}, nil
	}}
	inShopUnder(t, appShop, p, func(s *shop) {
		right := s.paidByApp()
		for name, change := range map[string]func(*AppRefund){
			"another amount": func(w *AppRefund) { w.Split.VAT-- },
			"another number": func(w *AppRefund) { w.Number = "2345678" },
			"another time":   func(w *AppRefund) { w.At = w.At.Add(time.Millisecond) },
			"other months":   func(w *AppRefund) { w.Months = 3 },
		} {
			wrong := right
			change(&wrong)
			t.Log(name)
			wantFault(t, s.RefundByApp(s.ctx, wrong), FaultOther)
		}
		for range 2 {
			if err := s.RefundByApp(s.ctx, right); err != nil {
				t.Fatal(err)
			}
		}
		s.see(Voided)
		if err := s.RefundByApp(s.ctx, right); err != nil || voids != 1 {
			t.Errorf("asked again: %v, %d voids", err, voids)
		}
	})
}

// TestAppRefundRefused: a page may take back only where the shop says so, and
// only what was paid.
func TestAppRefundRefused(t *testing.T) {
	inShop(t, &pad{}, func(s *shop) {
		wantFault(t, s.RefundByApp(s.ctx, AppRefund{Key: s.order().Key}), FaultAppRefund)
	})
	inShopUnder(t, appShop, &pad{}, func(s *shop) {
		o := s.order()
		wantFault(t, s.RefundByApp(s.ctx, AppRefund{Key: o.Key, Split: o.Split}), FaultVoid)
		wantFault(t, s.RefundByApp(s.ctx, AppRefund{Key: "nobody-knows"}), FaultKey)
	})
}

// paidByApp returns the description of a payment that a page has made.
func (s *shop) paidByApp() AppRefund {
	s.t.Helper()
	o, err := s.OrderByApp(s.ctx, appWish())
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
		s.t.Fatal(err)
	}
	s.see(Approved)
	p, err := s.Payment(s.ctx, o.Key)
	if err != nil {
		s.t.Fatal(err)
	}
	return AppRefund{Key: o.Key, Split: o.Split, Number: p.Approval.Number, At: ApprovedAt(p)}
}

func wantFault(t *testing.T, err error, want *Fault) {
	t.Helper()
	var f *Fault
	if !errors.As(err, &f) || f.Number != want.Number || f.Next == "" {
		t.Errorf("%v, want fault %d", err, want.Number)
	}
}
