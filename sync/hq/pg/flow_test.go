package pg_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/all"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/pg/pgsim"
	simtoss "kioskd/sync/hq/pg/pgsim/toss"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/wire"
)

// shop is an HQ that takes payments by phone, and the simulated providers.
type shop struct {
	t     *testing.T
	flow  *pg.Flow
	hq    *httptest.Server
	toss  *simtoss.Sim
	store *memory.Store
	told  chan pg.Attempt
	phone *http.Client // follows no redirect
}

// secrets are all that must never leave HQ.
var secrets = []string{"test_sk_sim"}

func TestMain(m *testing.M) {
	for name, value := range map[string]string{"TOSS_TEST_SECRET": "test_sk_sim", "TOSS_LIVE_SECRET": "live_sk_sim", "KAKAO_TEST_SECRET": "DEV_sim", "NAVER_TEST_SECRET": "sim-secret", "BOOTPAY_TEST_SECRET": "sim-secret", "SHOP_TEST_SECRET": shopSecret} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	if os.Getenv(childVariable) != "" {
		if err := beChild(); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

func open(t *testing.T, change ...func(*pg.Options)) *shop {
	t.Helper()
	s := &shop{t: t, store: memory.New(), told: make(chan pg.Attempt, 100), toss: simtoss.New(simtoss.Options{})}
	sim := httptest.NewServer(s.toss)
	t.Cleanup(sim.Close)
	var handler http.Handler
	s.hq = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(s.hq.Close)
	file, err := config.Parse([]byte(`
test = true
[tosspayments]
client_key = "test_ck_sim"
secret_key = "env:TOSS_TEST_SECRET"
base_url = "`+sim.URL+`"
script_url = "`+sim.URL+`/v2/standard"
[points]
`), s.hq.URL)
	if err != nil {
		t.Fatal(err)
	}
	providers, err := file.Open(all.Kinds(), sim.Client(), func(kind string) pg.Box { return pg.OfficeBox{Office: s.store, Kind: kind} })
	if err != nil {
		t.Fatal(err)
	}
	o := pg.Options{Store: s.store, Providers: providers, Base: s.hq.URL, Test: true, Call: 5 * time.Second,
		Purposes: map[string]pg.Purpose{pg.PurposeOrder: {}}, Tell: func(a pg.Attempt) { s.told <- a }, Log: slog.New(slog.DiscardHandler)}
	for _, c := range change {
		c(&o)
	}
	if s.flow, err = pg.New(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.flow.Close)
	handler = s.flow
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.phone = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s
}

// run lets the flow go on with what is due.
func (s *shop) run() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.flow.Run(ctx) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Error(err)
		}
	})
}

const orderKey = "0199-order-1"

func order(total int64) *wire.Order {
	return &wire.Order{Key: orderKey, Currency: "KRW", Total: total,
		Lines: []wire.Line{{Item: "a", Name: "Americano", Price: total, Quantity: 1, Tax: "taxed"}},
		Split: wire.Split{Supply: total - total/11, VAT: total / 11}}
}

// ask asks as the kiosk does.
func (s *shop) ask(a wire.OnlineAsk) wire.OnlineAnswer {
	s.t.Helper()
	answer, err := s.flow.Online(s.t.Context(), "kiosk-1", a)
	if err == nil {
		err = answer.Check()
	}
	if err != nil {
		s.t.Fatalf("%s: %v", a.Do, err)
	}
	return answer
}

func (s *shop) prepare(method string, total int64) wire.OnlineAnswer {
	s.t.Helper()
	return s.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: 1, Method: method, Language: "en", Order: order(total), Test: true})
}

func (s *shop) look() wire.OnlineAnswer {
	s.t.Helper()
	return s.ask(wire.OnlineAsk{Do: wire.OnlineLook, Key: orderKey, Attempt: 1, Test: true})
}

// attempt is the newest attempt at the order.
func (s *shop) attempt() pg.Attempt {
	s.t.Helper()
	found, err := s.store.AttemptsOf(s.t.Context(), "kiosk-1", orderKey)
	if err != nil || len(found) == 0 {
		s.t.Fatalf("attempts: %v, %v", found, err)
	}
	return found[0]
}

// get opens an address on the phone and follows no redirect.
func (s *shop) get(address string) (status int, body, location string) {
	s.t.Helper()
	resp, err := s.phone.Get(address)
	return read(s.t, resp, err)
}

func (s *shop) post(address string, form url.Values) (status int, body, location string) {
	s.t.Helper()
	resp, err := s.phone.PostForm(address, form)
	return read(s.t, resp, err)
}

func read(t *testing.T, resp *http.Response, err error) (status int, body, location string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b), resp.Header.Get("Location")
}

// window opens the vendor's window as its script would, and returns where it is.
func (s *shop) window() string {
	s.t.Helper()
	at, err := simtoss.WindowOf(s.attempt().Prepared.Window.Params)
	if err != nil {
		s.t.Fatal(err)
	}
	_, _, location := s.get(strings.TrimSuffix(s.attempt().Prepared.Window.Script, "/v2/standard") + at)
	return location
}

// choose has the customer choose at the provider, and returns where the phone goes.
func (s *shop) choose(window string, c pgsim.Choice) string {
	s.t.Helper()
	_, _, location := s.post(window, url.Values{"do": {string(c)}})
	return location
}

func TestTossPaid(t *testing.T) {
	t.Parallel()
	s := open(t)
	ready := s.prepare("tosspayments", 15000)
	if ready.State != wire.OnlineWaiting || !strings.HasPrefix(ready.URL, s.hq.URL+"/pay/tosspayments/order/") || ready.Left <= 0 {
		t.Fatalf("prepared: %+v", ready)
	}
	status, page, _ := s.get(ready.URL)
	if status != http.StatusOK || !strings.Contains(page, "15,000") {
		t.Fatalf("the QR code's page: %d %s", status, page)
	}
	back := s.choose(s.window(), pgsim.Pay)
	status, page, next := s.get(back)
	if status != http.StatusSeeOther {
		t.Fatalf("callback: %d %s", status, page)
	}
	if _, page, _ := s.get(next); !strings.Contains(page, "Paid. Thank you!") {
		t.Errorf("the page of the end: %s", page)
	}
	got := s.look()
	if got.State != wire.OnlineApproved || got.Approval == nil || got.Approval.Amount != 15000 || got.Approval.Number == "" || got.Approval.Split.VAT != 1364 {
		t.Errorf("approved: %+v %+v", got, got.Approval)
	}
	if b := s.toss.Balance(); b != 15000 {
		t.Errorf("the provider holds %d", b)
	}
	// The same callback again: the recorded outcome, and no second call.
	if status, _, next := s.get(back); status != http.StatusSeeOther || len(s.toss.Seen("confirm")) != 1 {
		t.Errorf("the callback again: %d to %s, %d approvals", status, next, len(s.toss.Seen("confirm")))
	}
}

func TestTossRefunds(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	s.get(s.choose(s.window(), pgsim.Pay))
	cancel := func(id string, amount int64) wire.OnlineAnswer {
		return s.ask(wire.OnlineAsk{Do: wire.OnlineCancel, Key: orderKey, Attempt: 1, Refund: id, Amount: amount, Reason: "cold", Test: true})
	}
	for _, id := range []string{"r1", "r1"} {
		if a := cancel(id, 4000); a.Refunded == nil || a.Refunded.State != wire.OnlineApproved || a.Refunded.Left != 11000 {
			t.Errorf("a part: %+v %+v", a, a.Refunded)
		}
	}
	if a := cancel("r2", 11001); a.Refunded.State != wire.OnlineRefused || a.Refunded.Left != 11000 {
		t.Errorf("too much: %+v", a.Refunded)
	}
	if a := cancel("r3", 0); a.Refunded.State != wire.OnlineApproved || a.Refunded.Left != 0 {
		t.Errorf("the rest: %+v %+v", a, a.Refunded)
	}
	if b := s.toss.Balance(); b != 0 || len(s.toss.Seen("cancel")) != 2 {
		t.Errorf("the provider holds %d after %d cancels", b, len(s.toss.Seen("cancel")))
	}
}

func TestNo(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := s.flow.Online(t.Context(), "kiosk-1", wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: 1, Method: "paypal", Order: order(100), Test: true})
	var no *hq.No
	if !errors.As(err, &no) || no.Code != "no-provider" {
		t.Errorf("an unknown provider: %v", err)
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// sprint prints a value in all ways.
func sprint(v any) string { return fmt.Sprintf("%v %+v %#v %s %q %x", v, v, v, v, v, v) }
