package pg_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
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

// TestDeposit: an account is issued, which is not paid; the deposit arrives by webhook,
// and each message counts once.
func TestDeposit(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	s.toss.Notify(s.hq.URL + "/hooks/tosspayments")
	s.get(s.choose(s.window(), pgsim.Deposit))
	got := s.look()
	if got.State != wire.OnlineIssued || got.Account == nil || got.Account.Number == "" || got.Approval != nil {
		t.Fatalf("issued: %+v", got)
	}
	_, page, _ := s.get(s.attempt().Request(s.hq.URL).Done[:len(s.attempt().Request(s.hq.URL).Done)-len("return")] + "state")
	if !strings.Contains(page, got.Account.Number) || strings.Contains(page, "Thank you") {
		t.Errorf("the page of an account: %s", page)
	}
	id := s.attempt().ID
	if err := s.toss.Deposit(id); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.toss.Deliver(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.toss.Again(id); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 {
		if got = s.look(); got.State == wire.OnlineApproved {
			break
		}
		time.Sleep(10 * time.Millisecond) // the webhook is followed beside its answer
	}
	if got.State != wire.OnlineApproved || got.Approval.Amount != 15000 {
		t.Errorf("after the deposit: %+v", got)
	}
}

// TestDepositWithoutWebhook: webhooks are lost, and it is still found.
func TestDepositWithoutWebhook(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	s.get(s.choose(s.window(), pgsim.Deposit))
	if err := s.toss.Deposit(s.attempt().ID); err != nil {
		t.Fatal(err)
	}
	if err := s.store.RouseAttempts(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	s.run()
	for range 200 {
		if s.look().State == wire.OnlineApproved {
			return
		}
		time.Sleep(10 * time.Millisecond) // the flow looks in its own time
	}
	t.Errorf("without webhooks: %+v", s.look())
}

// TestSteppedBack: the customer's cancel is a cancel, a refusal a refusal, and each
// leaves the order payable.
func TestSteppedBack(t *testing.T) {
	t.Parallel()
	for choice, want := range map[pgsim.Choice][2]string{
		pgsim.Leave:   {wire.OnlineCancelled, "You cancelled"},
		pgsim.Refuse:  {wire.OnlineRefused, "was refused"},
		pgsim.BadCard: {wire.OnlineRefused, "was refused"},
	} {
		t.Run(string(choice), func(t *testing.T) {
			t.Parallel()
			s := open(t)
			s.prepare("tosspayments", 15000)
			_, _, next := s.get(s.choose(s.window(), choice))
			if _, page, _ := s.get(next); !strings.Contains(page, want[1]) {
				t.Errorf("the page: %s", page)
			}
			if got := s.look(); got.State != want[0] || s.toss.Balance() != 0 {
				t.Errorf("%+v, the provider holds %d", got, s.toss.Balance())
			}
			again := s.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: 2, Method: "tosspayments", Order: order(15000), Test: true})
			if again.State != wire.OnlineWaiting {
				t.Errorf("again: %+v", again)
			}
		})
	}
}

// TestClosed: the kiosk gives up before the customer agrees: nothing is approved.
func TestClosed(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	back := s.choose(s.window(), pgsim.Pay)
	if got := s.ask(wire.OnlineAsk{Do: wire.OnlineClose, Key: orderKey, Attempt: 1, Test: true}); got.State != wire.OnlineCancelled {
		t.Errorf("closed: %+v", got)
	}
	_, _, next := s.get(back)
	if _, page, _ := s.get(next); !strings.Contains(page, "The kiosk has closed this order") {
		t.Errorf("the page: %s", page)
	}
	if len(s.toss.Seen("confirm")) != 0 {
		t.Error("it was approved after the kiosk gave up")
	}
}

// TestLate: the kiosk gives up while the money is moving. The setting says what
// becomes of it.
func TestLate(t *testing.T) {
	t.Parallel()
	for late, want := range map[pg.Late]string{pg.LateRefund: wire.OnlineReturned, pg.LateFulfil: wire.OnlineApproved} {
		t.Run(string(late), func(t *testing.T) {
			t.Parallel()
			s := open(t, func(o *pg.Options) { o.Late = late })
			s.prepare("tosspayments", 15000)
			back := s.choose(s.window(), pgsim.Pay)
			s.toss.Script("confirm", pgsim.Slow(300*time.Millisecond))
			done := make(chan struct{})
			go func() {
				defer close(done)
				if resp, err := s.phone.Get(back); err == nil {
					_ = resp.Body.Close()
				}
			}()
			for s.attempt().State != pg.Approving {
				time.Sleep(time.Millisecond) // it is a real server
			}
			s.ask(wire.OnlineAsk{Do: wire.OnlineClose, Key: orderKey, Attempt: 1, Test: true})
			<-done
			got := s.wait()
			holds := int64(0)
			if late == pg.LateFulfil {
				holds = 15000
			}
			if got.State != want || int64(s.toss.Balance()) != holds {
				t.Errorf("%+v, the provider holds %d", got, s.toss.Balance())
			}
		})
	}
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

// TestSecretsStay: no answer to a kiosk, no page, no log and no store holds a secret.
func TestSecretsStay(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	s := open(t, func(o *pg.Options) {
		o.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Call = 200 * time.Millisecond
	})
	var seen bytes.Buffer
	note := func(parts ...string) { seen.WriteString(strings.Join(parts, "\n") + "\n") }
	ready := s.prepare("tosspayments", 15000)
	_, page, _ := s.get(ready.URL)
	_, script, _ := s.get(ready.URL + "/open.js")
	s.toss.Script("confirm", pgsim.Portal)
	_, _, next := s.get(s.choose(s.window(), pgsim.Pay))
	_, end, _ := s.get(next)
	note(ready.URL, page, script, next, end, marshal(t, ready), marshal(t, s.look()), marshal(t, s.attempt()), log.String())
	for _, secret := range secrets {
		if strings.Contains(seen.String(), secret) {
			t.Errorf("%s stands in:\n%s", secret, seen.String())
		}
	}
	if seen.Len() < 3000 || !strings.Contains(log.String(), "provider") {
		t.Errorf("too little was looked at: %d bytes, log %q", seen.Len(), log.String())
	}
}

// lockedBuffer is a log that many write to.
type lockedBuffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var _ io.Writer = (*lockedBuffer)(nil)
