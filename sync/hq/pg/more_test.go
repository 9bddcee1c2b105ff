package pg_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/toss"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/wire"
)

// fullStore keeps nothing more.
type fullStore struct{ *memory.Store }

func (fullStore) BeginAttempt(context.Context, pg.Attempt) (pg.Attempt, bool, error) {
	return pg.Attempt{}, false, errors.New("the disk is full")
}

// TestNotStored: what cannot be stored is not begun.
func TestNotStored(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *pg.Options) { o.Store = fullStore{memory.New()} })
	a, err := s.flow.Online(t.Context(), "kiosk-1", wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: 1, Method: "tosspayments", Order: order(15000), Test: true})
	if err == nil || a.URL != "" {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestNotPrepared: a provider that cannot prepare costs nothing, the customer is told,
// and another way is open.
func TestNotPrepared(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *pg.Options) {
		o.Providers = append(o.Providers, pg.Opened{Kind: pg.Kind{ID: "broken"}, Listener: brokenBank{&testBank{}}})
	})
	if got := s.prepare("broken", 15000); got.State != wire.OnlineRefused || got.Code != "not-prepared" || got.Reason == "" || got.URL != "" {
		t.Errorf("%+v", got)
	}
	again := s.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: 2, Method: "points", Order: order(15000), Test: true})
	if again.State != wire.OnlineWaiting {
		t.Errorf("another way: %+v", again)
	}
}

type brokenBank struct{ *testBank }

func (brokenBank) Prepare(context.Context, pg.Request) (pg.Prepared, error) {
	return pg.Prepared{}, pay.Fail("reserve", pay.NotSent, errors.New("connection refused"))
}

// TestTestCode: the operator's test code goes with each call, and only where it is set.
func TestTestCode(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	s.get(s.choose(s.window(), pgsim.Pay))
	if h := s.toss.Seen("confirm")[0].Header; h.Get("TossPayments-Test-Code") != "" {
		t.Errorf("without a test code: %v", h)
	}
	coded := open(t, func(o *pg.Options) {
		o.Providers = []pg.Opened{tossWith(t, s.simBase(), "test_code = 'REJECT_CARD_COMPANY'")}
	})
	coded.prepare("tosspayments", 15000)
	coded.get(coded.choose(coded.window(), pgsim.Pay))
	if got := coded.look(); got.State != wire.OnlineRefused || got.Code != "REJECT_CARD_COMPANY" {
		t.Errorf("with a test code: %+v", got)
	}
}

// simBase is where the shop's provider is.
func (s *shop) simBase() string {
	return strings.TrimSuffix(s.attempt().Prepared.Window.Script, "/v2/standard")
}

// tossWith opens the adapter with one more setting.
func tossWith(t *testing.T, base, setting string) pg.Opened {
	t.Helper()
	file, err := config.Parse([]byte("test = true\n[tosspayments]\nclient_key = 'test_ck_sim'\nsecret_key = 'env:TOSS_TEST_SECRET'\nbase_url = '"+base+"'\nscript_url = '"+base+"/v2/standard'\n"+setting), "https://hq.test")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := file.Open([]pg.Kind{toss.Kind}, nil, func(string) pg.Box { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return opened[0]
}

// TestRefundedElsewhere: what is given back at the provider's own page is heard of by
// webhook, looked up, and stands in our books.
func TestRefundedElsewhere(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	s.toss.Notify(s.hq.URL + "/hooks/tosspayments")
	s.get(s.choose(s.window(), pgsim.Pay))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.simBase()+"/v1/payments/"+s.attempt().Ref+"/cancel", strings.NewReader(`{"cancelReason":"at the vendor's page","cancelAmount":2000}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.SetBasicAuth("test_sk_sim", "")
	resp, err := http.DefaultClient.Do(r)
	if status, body, _ := read(t, resp, err); status != http.StatusOK {
		t.Fatalf("cancel at the vendor: %d %s", status, body)
	}
	if err := s.toss.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.flow.Close() // what the webhook began has ended
	if got := s.look(); got.Approval.Refunded != 2000 || len(s.attempt().Alarms) == 0 {
		t.Errorf("%+v, alarms %v", got.Approval, s.attempt().Alarms)
	}
}

// TestMismatch: a provider that took another amount has not been paid; what it took
// goes back, and people are told.
func TestMismatch(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *pg.Options) {
		o.Providers = append(o.Providers, pg.Opened{Kind: pg.Kind{ID: "greedy"}, Listener: greedyBank{&testBank{}}})
	})
	ready := s.prepare("greedy", 15000)
	s.get(ready.URL + "/return")
	got := s.look()
	a := s.attempt()
	if got.State != wire.OnlineMismatch || a.Taken == nil || a.Taken.Left() != 0 || len(a.Alarms) == 0 {
		t.Errorf("%+v, %+v", got, a)
	}
}

type greedyBank struct{ *testBank }

func (greedyBank) Prepare(context.Context, pg.Request) (pg.Prepared, error) {
	return pg.Prepared{Phone: "https://bank.test"}, nil
}
func (greedyBank) Callback(pg.Request, pg.Heard) (pg.Agreed, error) { return pg.Agreed{}, nil }
func (greedyBank) Powers() pg.Powers                                { return pg.Powers{Approves: true, Window: time.Minute} }
func (greedyBank) Approve(_ context.Context, r pg.Request) (pg.Result, error) {
	return pg.Result{Outcome: pg.Approved, Ref: "g1", Order: r.ID, Amount: r.Amount + 1, Currency: pay.KRW}, nil
}
func (greedyBank) Cancel(context.Context, pg.Request, pg.Refund) (pg.Returned, error) {
	return pg.Returned{Outcome: pg.Approved}, nil
}

// TestTax: the split is rounded as the provider does, kept, and the parts of refunds
// add up to it.
func TestTax(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		total, free int64
		down, half  pay.Amount
	}{{10000, 3000, 636, 636}, {15000, 0, 1363, 1364}, {11000, 0, 1000, 1000}, {5, 0, 0, 0}, {6, 0, 0, 0}} {
		taxed := tt.total - tt.free
		o := wire.Order{Currency: "KRW", Total: tt.total, Split: wire.Split{Supply: taxed - taxed/11, VAT: taxed / 11, TaxFree: tt.free}}
		if got := pg.SplitOf(o, pg.RoundDown); got.VAT != tt.down || got.Total() != pay.Amount(tt.total) {
			t.Errorf("%d down: %+v", tt.total, got)
		}
		if got := pg.SplitOf(o, pg.RoundHalfUp); got.VAT != tt.half || got.Total() != pay.Amount(tt.total) {
			t.Errorf("%d half up: %+v", tt.total, got)
		}
	}
}

// TestSecretPrintsAsStars, whatever prints it.
func TestSecretPrintsAsStars(t *testing.T) {
	t.Parallel()
	s := struct{ Key call.Secret }{call.NewSecret("sk_geheim")}
	if text := marshal(t, s) + strings.Join([]string{s.Key.String(), sprint(s)}, " "); strings.Contains(text, "geheim") {
		t.Error(text)
	}
}
