package pg_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/wire"
)

// with changes one parameter of an address; an empty value takes it away.
func with(t *testing.T, address, name, value string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// TestTamperedCallbacks: whatever is wrong with a callback, the provider is not asked
// for money, and the customer can still pay.
func TestTamperedCallbacks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, param, value string
		status             int
	}{
		{"another amount", "amount", "100", http.StatusSeeOther},
		{"no amount", "amount", "", http.StatusBadRequest},
		{"no number", "amount", "15000.0", http.StatusBadRequest},
		{"below nothing", "amount", "-15000", http.StatusBadRequest},
		{"another order", "orderId", "somebody-elses-order", http.StatusSeeOther},
		{"no order", "orderId", "", http.StatusBadRequest},
		{"no paymentKey", "paymentKey", "", http.StatusBadRequest},
		{"a long paymentKey", "paymentKey", strings.Repeat("k", 201), http.StatusBadRequest},
		{"no paymentType", "paymentType", "", http.StatusBadRequest},
	}
	s := open(t)
	s.prepare("tosspayments", 15000)
	back := s.choose(s.window(), pgsim.Pay)
	for _, tt := range tests {
		if status, _, _ := s.get(with(t, back, tt.param, tt.value)); status != tt.status {
			t.Errorf("%s: status %d, want %d", tt.name, status, tt.status)
		}
		if got := s.look(); got.State != wire.OnlineWaiting || len(s.toss.Seen("confirm")) != 0 {
			t.Errorf("%s: %+v, %d approvals", tt.name, got, len(s.toss.Seen("confirm")))
		}
	}
	if status, _, _ := s.get(back + "&amount=1"); status != http.StatusBadRequest {
		t.Errorf("an amount that stands there twice: status %d", status)
	}
	s.get(back)
	if got := s.look(); got.State != wire.OnlineApproved {
		t.Errorf("the honest one afterwards: %+v", got)
	}
}

// TestUnknownAddresses: what leads to no attempt is a friendly page and nothing else.
func TestUnknownAddresses(t *testing.T) {
	t.Parallel()
	s := open(t)
	ready := s.prepare("tosspayments", 15000)
	token := ready.URL[strings.LastIndex(ready.URL, "/")+1:]
	for _, path := range []string{
		"/pay/tosspayments/order/" + strings.Repeat("a", 32), "/pay/points/order/" + token, "/pay/tosspayments/delivery-fee/" + token,
		"/pay/nobody/order/" + token + "/return", "/pay/tosspayments/order/x/cancel",
	} {
		status, page, _ := s.get(s.hq.URL + path)
		if status != http.StatusNotFound || !strings.Contains(page, "<h1") {
			t.Errorf("%s: %d %s", path, status, page)
		}
	}
	if got := s.look(); got.State != wire.OnlineWaiting {
		t.Errorf("afterwards: %+v", got)
	}
}

// TestSecondCallbackAtOnce: two callbacks at the same time lead to one approval.
func TestSecondCallbackAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	back := s.choose(s.window(), pgsim.Pay)
	s.toss.Script("confirm", pgsim.Slow(100*time.Millisecond))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			resp, err := s.phone.Get(back)
			if err != nil {
				t.Error(err)
				return
			}
			_ = resp.Body.Close()
		})
	}
	all.Wait()
	if got := s.look(); got.State != wire.OnlineApproved || len(s.toss.Seen("confirm")) != 1 || s.toss.Balance() != 15000 {
		t.Errorf("%+v after %d approvals, the provider holds %d", got, len(s.toss.Seen("confirm")), s.toss.Balance())
	}
}

// TestLostAnswers: an approval whose answer is lost in any way is looked up, and counts
// once.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, f := range pgsim.Faults() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			s := open(t, func(o *pg.Options) { o.Call = 300 * time.Millisecond })
			s.run()
			s.prepare("tosspayments", 15000)
			back := s.choose(s.window(), pgsim.Pay)
			s.toss.Script("confirm", f)
			s.get(back)
			got := s.wait()
			if got.State != wire.OnlineApproved || s.toss.Balance() != 15000 {
				t.Errorf("%+v, the provider holds %d", got, s.toss.Balance())
			}
		})
	}
}

// wait waits until the attempt rests.
func (s *shop) wait() (got wire.OnlineAnswer) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if got = s.look(); got.State != wire.OnlineBusy && got.State != wire.OnlineUnknown {
			return got
		}
		select {
		case <-s.told:
		case <-time.After(20 * time.Millisecond):
		}
	}
	s.t.Fatalf("it never rests: %+v %+v", got, s.attempt().Trace)
	return got
}

// TestUnknownBlocks: while nobody can tell, no other attempt begins.
func TestUnknownBlocks(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *pg.Options) { o.Call = 200 * time.Millisecond })
	s.prepare("tosspayments", 15000)
	s.toss.Script("confirm", pgsim.CutAfter)
	s.toss.Script("get", pgsim.BrokenFirst, pgsim.BrokenFirst, pgsim.BrokenFirst)
	s.toss.Script("lookup", pgsim.BrokenFirst, pgsim.BrokenFirst, pgsim.BrokenFirst)
	s.get(s.choose(s.window(), pgsim.Pay))
	if got := s.look(); got.State != wire.OnlineUnknown {
		t.Fatalf("%+v, want unknown", got)
	}
	_, err := s.flow.Online(t.Context(), "kiosk-1", wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: 2, Method: "points", Order: order(15000), Test: true})
	var no *hq.No
	if !errors.As(err, &no) || no.Code != "busy" {
		t.Errorf("a second provider: %v, want busy", err)
	}
}

// hook sends a webhook and returns the status.
func (s *shop) hook(provider, body string, header ...string) int {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.hq.URL+"/hooks/"+provider, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	status, _, _ := read(s.t, resp, err)
	return status
}

// TestWebhooks: they are hints. What is forged, repeated or nonsense changes nothing.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	s.toss.Notify(s.hq.URL + "/hooks/tosspayments")
	back := s.choose(s.window(), pgsim.Pay)
	id := s.attempt().ID
	for name, tt := range map[string]struct {
		provider, body string
		status         int
	}{
		"no JSON":           {"tosspayments", "hello", 400},
		"neither":           {"tosspayments", "{}", 400},
		"no such provider":  {"paypal", "{}", 404},
		"no webhooks":       {"points", "{}", 400},
		"another's payment": {"tosspayments", `{"eventType":"PAYMENT_STATUS_CHANGED","data":{"paymentKey":"x","orderId":"y"}}`, 200},
		"it is paid":        {"tosspayments", `{"eventType":"PAYMENT_STATUS_CHANGED","data":{"paymentKey":"x","orderId":"` + id + `","status":"DONE"}}`, 200},
		"it is deposited":   {"tosspayments", `{"secret":"guess","status":"DONE","orderId":"` + id + `"}`, 200},
		"too long":          {"tosspayments", `{"x":"` + strings.Repeat("y", 70<<10) + `"}`, 413},
	} {
		if status := s.hook(tt.provider, tt.body); status != tt.status {
			t.Errorf("%s: status %d, want %d", name, status, tt.status)
		}
	}
	if err := s.toss.Forge(id); err != nil {
		t.Fatal(err)
	}
	if err := s.toss.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.flow.Close() // what the webhooks began has ended
	if got := s.look(); got.State != wire.OnlineWaiting {
		t.Errorf("after forged webhooks: %+v", got)
	}
	_ = back
}

// TestChecked: what has changed between request and approval is asked again; a no
// costs nothing.
func TestChecked(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *pg.Options) {
		o.Purposes[pg.PurposeOrder] = pg.Purpose{Check: func(context.Context, pg.Attempt) (string, error) { return "the coupon was used elsewhere", nil }}
	})
	s.prepare("tosspayments", 15000)
	s.get(s.choose(s.window(), pgsim.Pay))
	if got := s.look(); got.State != wire.OnlineRefused || got.Reason != "the coupon was used elsewhere" || len(s.toss.Seen("confirm")) != 0 {
		t.Errorf("%+v, %d approvals", got, len(s.toss.Seen("confirm")))
	}
}

// TestPurposes: finishing branches on the purpose and on the outcome, and is tried
// again until it goes well.
func TestPurposes(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 10)
	failures := 1
	s := open(t, func(o *pg.Options) {
		o.Purposes["delivery-fee"] = pg.Purpose{Finish: func(_ context.Context, a pg.Attempt) error {
			if failures--; failures == 0 {
				return errors.New("not now")
			}
			heard <- a.Purpose + " " + string(a.State)
			return nil
		}}
	})
	s.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: 1, Method: "tosspayments", Purpose: "delivery-fee", Order: order(3000), Test: true})
	s.get(s.choose(s.window(), pgsim.Pay))
	if err := s.store.RouseAttempts(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	s.run()
	select {
	case got := <-heard:
		if got != "delivery-fee approved" {
			t.Errorf("finished: %s", got)
		}
	case <-time.After(10 * time.Second):
		t.Error("the purpose never heard")
	}
}
