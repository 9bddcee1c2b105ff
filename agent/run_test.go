package agent

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

func TestSale(t *testing.T) {
	inShop(t, &pad{authorize: approve}, func(s *shop) {
		o := s.order()
		if o.Total != 9000 || o.Split.VAT != 818 || o.Lines[0].Name != "커피" {
			t.Errorf("order of two coffees: %+v", o)
		}
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		v := s.see(Approved)
		if v.Payment.Receipt == nil || v.Payment.Receipt.Total != 9000 {
			t.Errorf("receipt on the screen: %+v", v.Payment.Receipt)
		}
		p, err := s.Payment(s.ctx, o.Key)
		if err != nil || p.Status != pay.Approved || p.Approval.Number != "12345678" {
			t.Errorf("books: %+v, %v", p, err)
		}
		s.see(Idle)
	})
}

func TestSameKeyChargedOnce(t *testing.T) {
	charges := 0
	p := &pad{authorize: func(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
		charges++
		time.Sleep(time.Second)
		return approve(ctx, c, accept)
	}}
	inShop(t, p, func(s *shop) {
		o := s.order()
		for range 20 {
			go func() { _, _ = s.Pay(s.ctx, o.Key, o.Total) }()
		}
		s.see(Approved)
		if p, err := s.Pay(s.ctx, o.Key, o.Total); err != nil || p.Status != pay.Approved {
			t.Errorf("asked again: %s, %v", p.Status, err)
		}
		s.see(Idle)
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute)
	})
	if charges != 1 {
		t.Errorf("%d charges under one key, want 1", charges)
	}
}

func TestRefusals(t *testing.T) {
	inShop(t, &pad{authorize: approve}, func(s *shop) {
		o := s.order()
		pays := []struct {
			key    pay.Key
			amount pay.Amount
			want   *Fault
		}{
			{"no-such-key", 9000, FaultKey},
			{"short", 9000, FaultKey},
			{BaselineKey, 9000, FaultKey},
			{o.Key, 8999, FaultAmount},
		}
		for _, c := range pays {
			if _, err := s.Pay(s.ctx, c.key, c.amount); !errors.Is(err, c.want) {
				t.Errorf("pay %s %d: %v, want %v", c.key, c.amount, err, c.want)
			}
		}
		if _, err := s.Order(s.ctx, []Pick{{Item: "tea", Quantity: 1}}, "en"); !errors.Is(err, FaultItem) {
			t.Errorf("order of tea: %v", err)
		}
		if _, err := s.Order(s.ctx, nil, "en"); !errors.Is(err, FaultOrder) {
			t.Errorf("order of nothing: %v", err)
		}
		if err := s.Abort(s.ctx, o.Key); !errors.Is(err, FaultAbort) {
			t.Errorf("abort of nothing: %v", err)
		}
		if err := s.Void(s.ctx, o.Key, "why"); !errors.Is(err, FaultVoid) {
			t.Errorf("void of nothing: %v", err)
		}
		for _, k := range s.kinds() {
			if k != wire.KindOrdered {
				t.Errorf("a refusal recorded %q", k)
			}
		}
	})
}

func TestDiskFailsBeforeCharge(t *testing.T) {
	p := &pad{authorize: func(context.Context, pay.Charge, pay.Accept) (pay.Answer, error) {
		t.Error("the charge left although its fact is not on disk")
		return pay.Answer{}, errors.New("no")
	}}
	inShop(t, p, func(s *shop) {
		s.journal.failsAt = wire.KindStarted
		o := s.order()
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		if v := s.see(Failed); v.Fault == nil || v.Fault.Number != FaultMemory.Number {
			t.Errorf("fault on the screen: %+v", v.Fault)
		}
		if _, err := s.Pay(s.ctx, o.Key, o.Total); !errors.Is(err, FaultMemory) {
			t.Errorf("paying on: %v", err)
		}
	})
}

func TestDiskFailsAtOffer(t *testing.T) {
	var withheld error
	p := &pad{authorize: func(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
		withheld = accept(ctx, pay.Offer{Approval: approvalOf(c), Final: true})
		return pay.Answer{}, pay.Fail("authorize", pay.Unknown, withheld)
	}}
	inShop(t, p, func(s *shop) {
		s.journal.failsAt = wire.KindOffered
		o := s.order()
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		if v := s.see(Uncertain); v.Fault == nil || v.Fault.Number != FaultMemory.Number {
			t.Errorf("fault on the screen: %+v", v.Fault)
		}
	})
	if withheld == nil {
		t.Error("the pad was told that an offer is safe which is not on disk")
	}
}

func TestStopDuringCharge(t *testing.T) {
	p := &pad{authorize: func(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
		<-ctx.Done()
		return pay.Answer{}, pay.Fail("authorize", pay.Unknown, ctx.Err())
	}}
	var journal *brittle
	inShop(t, p, func(s *shop) {
		journal = s.journal
		o := s.order()
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		s.see(Authorizing)
	})
	open, err := unsettled(journal, 0)
	if err != nil || len(open) != 1 || open[0].Status != pay.Started {
		t.Errorf("after a stop: %+v, %v; want one payment that is started", open, err)
	}
}

// TestStopCallsTheChargeOff: a pad that waits for a card when the kiosk is
// stopped is told to stop waiting, and the payment has its ending.
func TestStopCallsTheChargeOff(t *testing.T) {
	p := &pad{aborts: make(chan struct{}, 1)}
	p.authorize = func(context.Context, pay.Charge, pay.Accept) (pay.Answer, error) {
		<-p.aborts
		return pay.Answer{}, pay.Fail("authorize", pay.Unknown, errors.New("aborted, as asked"))
	}
	p.resolve = func(_ context.Context, _ pay.Charge, before pay.Mark) (pay.Resolution, error) {
		return pay.Resolution{Last: before, Settled: true}, nil
	}
	var journal *brittle
	inShop(t, p, func(s *shop) {
		journal = s.journal
		o := s.order()
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		s.see(Authorizing)
	})
	open, err := unsettled(journal, 0)
	if err != nil || len(open) != 0 {
		t.Errorf("after a stop: %+v, %v; want nothing open", open, err)
	}
	if last := journal.facts[len(journal.facts)-1].Kind; last != wire.KindNotCharged {
		t.Errorf("the last fact is %s, want %s", last, wire.KindNotCharged)
	}
}

func TestUnknownEndsByItself(t *testing.T) {
	asked := 0
	p := &pad{
		authorize: func(context.Context, pay.Charge, pay.Accept) (pay.Answer, error) {
			return pay.Answer{}, pay.Fail("authorize", pay.Unknown, pay.ErrNoAnswer)
		},
		resolve: func(_ context.Context, c pay.Charge, m pay.Mark) (pay.Resolution, error) {
			if asked++; asked < 3 {
				return pay.Resolution{}, pay.Fail("resolve", pay.Unknown, pay.ErrNoAnswer)
			}
			a := approvalOf(c)
			return pay.Resolution{Last: a.Mark(), Approval: &a}, nil
		},
	}
	inShop(t, p, func(s *shop) {
		o := s.order()
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if v := s.see(Approved); !v.Payment.Recovered {
			t.Error("the approval is not marked as recovered")
		}
		if took := time.Since(begun); took != 20*time.Second {
			t.Errorf("settled after %s, want 20s (tries at once, after 5 s and after 15 s)", took)
		}
	})
}

func TestLateApprovalGoesBack(t *testing.T) {
	voided := make(chan pay.Void, 1)
	p := &pad{void: func(ctx context.Context, v pay.Void, accept pay.Accept) (pay.Answer, error) {
		a := v.Approval
		a.Ref = "void-of-" + a.Ref
		voided <- v
		if err := accept(ctx, pay.Offer{Approval: a, Voids: true}); err != nil {
			return pay.Answer{}, err
		}
		return pay.Answer{Approval: &a}, nil
	}}
	inShop(t, p, func(s *shop) {
		offer := pay.Offer{Final: true, Approval: pay.Approval{Ref: "r1", Number: "11112222", Currency: pay.KRW, Amount: 700}}
		if err := s.Late(s.ctx, offer); err != nil {
			t.Fatal(err)
		}
		if v := <-voided; v.Approval.Ref != "r1" || !v.Unattended {
			t.Errorf("void %+v", v)
		}
		s.see(Voided)
		if err := s.Late(s.ctx, offer); err != nil {
			t.Errorf("a repeat of the same approval: %v", err)
		}
		synctest.Wait()
	})
}

func TestAbortReachesThePad(t *testing.T) {
	aborts := make(chan struct{}, 1)
	p := &pad{aborts: aborts}
	p.authorize = func(context.Context, pay.Charge, pay.Accept) (pay.Answer, error) {
		<-aborts
		return pay.Answer{Decline: &pay.Decline{Code: "cancelled", Advice: pay.TryAgain}}, nil
	}
	inShop(t, p, func(s *shop) {
		o := s.order()
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		s.see(Authorizing)
		if err := s.Abort(s.ctx, o.Key); err != nil {
			t.Fatal(err)
		}
		s.see(NotCharged)
		if err := s.Dismiss(s.ctx, o.Key); err != nil {
			t.Error(err)
		}
		s.see(Idle)
	})
}
