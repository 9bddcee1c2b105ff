package toss_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/pgsimtest"
	"kioskd/sync/hq/pg/pgsim/toss"
)

const order = "a4CWyWY5m89PNh7xJwhk1"

func basic(key string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(key+":")) }

func open(t *testing.T) (*toss.Sim, *pgsimtest.Caller) {
	t.Helper()
	sim := toss.New(toss.Options{})
	c := pgsimtest.Serve(t, sim)
	c.Header.Set("Authorization", basic("test_sk_sim"))
	return sim, c
}

// window opens the payment window as the script does, and returns the phone's page.
func window(c *pgsimtest.Caller, order string, amount int) string {
	c.T.Helper()
	q := url.Values{
		"clientKey": {"test_ck_sim"}, "orderId": {order}, "orderName": {"토스 티셔츠 외 2건"}, "amount": {fmt.Sprint(amount)},
		"successUrl": {"https://shop.test/ok?a=1"}, "failUrl": {"https://shop.test/no"},
	}
	a := c.Get("/window?" + q.Encode())
	if a.Status != http.StatusSeeOther {
		c.T.Fatalf("window: %d %s", a.Status, a.Text)
	}
	return a.Location
}

func confirm(c *pgsimtest.Caller, key, order string, amount int, header ...string) pgsimtest.Answer {
	c.T.Helper()
	return c.Post("/v1/payments/confirm", fmt.Sprintf(`{"paymentKey":%q,"orderId":%q,"amount":%d}`, key, order, amount), header...)
}

// TestRedirects: exactly the documented parameters, beside the merchant's own.
func TestRedirects(t *testing.T) {
	_, c := open(t)
	tests := []struct {
		choice pgsim.Choice
		path   string
		want   url.Values // an empty value stands for any
	}{
		{pgsim.Pay, "/ok", url.Values{"a": {"1"}, "paymentType": {"NORMAL"}, "orderId": {order}, "paymentKey": {""}, "amount": {"15000"}}},
		{pgsim.Deposit, "/ok", url.Values{"a": {"1"}, "paymentType": {"NORMAL"}, "orderId": {order}, "paymentKey": {""}, "amount": {"15000"}}},
		{pgsim.Leave, "/no", url.Values{"code": {"PAY_PROCESS_CANCELED"}, "message": {""}, "orderId": {order}}},
		{pgsim.Refuse, "/no", url.Values{"code": {"REJECT_CARD_COMPANY"}, "message": {""}, "orderId": {order}}},
	}
	for _, tt := range tests {
		next := c.Choose(window(c, order, 15000), tt.choice)
		got := next.Query()
		for name := range got {
			if tt.want.Has(name) && tt.want.Get(name) == "" && got.Get(name) != "" {
				got.Set(name, "")
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || next.Path != tt.path {
			t.Errorf("%s: goes to %s (-want +got)\n%s", tt.choice, next.Path, diff)
		}
	}
}

// TestDocumentedPayment: the vendor's example of 15,000 won, with all its fields.
func TestDocumentedPayment(t *testing.T) {
	_, c := open(t)
	key := c.Choose(window(c, order, 15000), pgsim.Pay).Query().Get("paymentKey")
	a := confirm(c, key, order, 15000)
	want := map[string]any{
		"orderId": order, "orderName": "토스 티셔츠 외 2건", "currency": "KRW", "country": "KR", "method": "카드", "status": "DONE",
		"type": "NORMAL", "totalAmount": 15000., "balanceAmount": 15000., "suppliedAmount": 13636., "vat": 1364.,
		"taxFreeAmount": 0., "taxExemptionAmount": 0., "discount": nil, "cancels": nil, "easyPay": nil, "virtualAccount": nil,
		"failure": nil, "cashReceipt": nil, "useEscrow": false, "cultureExpense": false, "isPartialCancelable": true,
		"paymentKey": key,
	}
	got := map[string]any{}
	for name := range want {
		got[name] = a.Body[name]
	}
	if diff := cmp.Diff(want, got); diff != "" || a.Status != http.StatusOK {
		t.Errorf("status %d (-want +got)\n%s", a.Status, diff)
	}
	for _, name := range strings.Fields("version mId requestedAt approvedAt lastTransactionKey secret receipt checkout card") {
		if a.Body[name] == nil {
			t.Errorf("%s is missing", name)
		}
	}
	for _, path := range []string{"/v1/payments/" + key, "/v1/payments/orders/" + order} {
		if diff := cmp.Diff(a.Body, c.Get(path).Body); diff != "" {
			t.Errorf("%s (-confirm +lookup)\n%s", path, diff)
		}
	}
}

// TestVAT has the vendor's two worked examples.
func TestVAT(t *testing.T) {
	_, c := open(t)
	body := `{"amount":10000,"orderId":"mixed-1","orderName":"x","customerName":"Kim","bank":"20","taxFreeAmount":3000}`
	a := c.Post("/v1/virtual-accounts", body)
	if a.Body["vat"] != 636. || a.Body["status"] != "WAITING_FOR_DEPOSIT" || a.Body["secret"] == nil {
		t.Errorf("10,000 with 3,000 tax-free: %v", a.Body)
	}
}

func TestConfirmRefuses(t *testing.T) {
	sim, c := open(t)
	key := c.Choose(window(c, order, 15000), pgsim.Pay).Query().Get("paymentKey")
	tests := []struct {
		name, key, order string
		amount           int
		header           []string
		status           int
		code             string
	}{
		{"another key", key, order, 15000, []string{"Authorization", basic("test_sk_other")}, 401, "UNAUTHORIZED_KEY"},
		{"no colon", key, order, 15000, []string{"Authorization", "Basic dGVzdF9za19zaW0="}, 403, "INCORRECT_BASIC_AUTH_FORMAT"},
		{"tampered amount", key, order, 100, nil, 400, "INVALID_REQUEST"},
		{"another order", key, "another-order", 15000, nil, 404, "NOT_FOUND_PAYMENT_SESSION"},
		{"unknown payment", "nobody", order, 15000, nil, 404, "NOT_FOUND_PAYMENT"},
		{"short order", key, "abc", 15000, nil, 400, "INVALID_REQUEST"},
		{"test code", key, order, 15000, []string{"TossPayments-Test-Code", "INVALID_STOPPED_CARD"}, 400, "INVALID_STOPPED_CARD"},
		{"unknown test code", key, order, 15000, []string{"TossPayments-Test-Code", "NO_SUCH"}, 400, "INVALID_TEST_CODE"},
		{"long idempotency key", key, order, 15000, []string{"Idempotency-Key", strings.Repeat("k", 301)}, 400, "INVALID_IDEMPOTENCY_KEY"},
	}
	for _, tt := range tests {
		a := confirm(c, tt.key, tt.order, tt.amount, tt.header...)
		if a.Status != tt.status || a.Body["code"] != tt.code || a.Body["message"] == "" {
			t.Errorf("%s: %d %v, want %d %s", tt.name, a.Status, a.Body, tt.status, tt.code)
		}
	}
	if sim.Balance() != 0 {
		t.Errorf("%d was taken all the same", sim.Balance())
	}
	if a := confirm(c, key, order, 15000); a.Status != 200 {
		t.Fatalf("then the right one: %v", a.Body)
	}
	if a := confirm(c, key, order, 15000); a.Body["code"] != "ALREADY_PROCESSED_PAYMENT" {
		t.Errorf("and once more: %v", a.Body)
	}
}

// TestTestCodes: each code of the vendor's tables with its status; a live key hears
// of none.
func TestTestCodes(t *testing.T) {
	_, c := open(t)
	documented := map[string]int{
		"PROVIDER_ERROR": 400, "ALREADY_PROCESSING_REQUEST": 400, "NOT_AVAILABLE_BANK": 403, "FDS_ERROR": 403,
		"FORBIDDEN_CONSECUTIVE_REQUEST": 403, "NOT_FOUND": 404, "IDEMPOTENT_REQUEST_PROCESSING": 409,
		"UNKNOWN_PAYMENT_ERROR": 500, "FAILED_PARTIAL_REFUND": 500, "NOT_MATCHES_REFUNDABLE_AMOUNT": 400,
	}
	for code, status := range documented {
		if toss.Codes()[code] != status {
			t.Errorf("%s has status %d, documented is %d", code, toss.Codes()[code], status)
		}
	}
	for code, status := range toss.Codes() {
		a := c.Call(http.MethodGet, "/v1/payments/x", "", "", "TossPayments-Test-Code", code)
		if a.Status != status || a.Body["code"] != code {
			t.Errorf("%s: %d %v", code, a.Status, a.Body)
		}
	}
	live := pgsimtest.Serve(t, toss.New(toss.Options{SecretKey: "live_sk_sim"}))
	live.Header.Set("Authorization", basic("live_sk_sim"))
	if a := live.Call(http.MethodGet, "/v1/payments/x", "", "", "TossPayments-Test-Code", "FDS_ERROR"); a.Body["code"] != "NOT_FOUND_PAYMENT" {
		t.Errorf("a live key with a test code: %v", a.Body)
	}
}

// TestIdempotency: the answer was lost, the same key brings it, and the money moved
// once; errors are repeated as well.
func TestIdempotency(t *testing.T) {
	sim, c := open(t)
	key := c.Choose(window(c, order, 15000), pgsim.Pay).Query().Get("paymentKey")
	for range 2 {
		if a := confirm(c, key, order, 1, "Idempotency-Key", "k1"); a.Body["code"] != "INVALID_REQUEST" {
			t.Fatal(a.Body)
		}
	}
	sim.Script("confirm", pgsim.BrokenAfter)
	confirm(c, key, order, 15000, "Idempotency-Key", "k2")
	if a := confirm(c, key, order, 15000, "Idempotency-Key", "k2"); a.Body["status"] != "DONE" || sim.Balance() != 15000 {
		t.Errorf("%v with %d taken", a.Body, sim.Balance())
	}
}

func TestCancels(t *testing.T) {
	sim, c := open(t)
	key := c.Choose(window(c, order, 15000), pgsim.Pay).Query().Get("paymentKey")
	cancel := func(body string) pgsimtest.Answer { return c.Post("/v1/payments/"+key+"/cancel", body) }
	if a := cancel(`{"cancelReason":"x"}`); a.Body["code"] != "NOT_CANCELABLE_PAYMENT" {
		t.Errorf("before the approval: %v", a.Body)
	}
	confirm(c, key, order, 15000)
	tests := []struct{ body, code, status string }{
		{`{"cancelAmount":100}`, "INVALID_REQUEST", ""},
		{`{"cancelReason":"x","cancelAmount":15001}`, "NOT_CANCELABLE_AMOUNT", ""},
		{`{"cancelReason":"x","cancelAmount":-5}`, "NOT_CANCELABLE_AMOUNT", ""},
		{`{"cancelReason":"x","cancelAmount":5000,"refundableAmount":14999}`, "NOT_MATCHES_REFUNDABLE_AMOUNT", ""},
		{`{"cancelReason":"x","cancelAmount":5000,"refundableAmount":15000}`, "", "PARTIAL_CANCELED"},
		{`{"cancelReason":"x","cancelAmount":10001}`, "NOT_CANCELABLE_AMOUNT", ""},
		{`{"cancelReason":"x"}`, "", "CANCELED"},
		{`{"cancelReason":"x"}`, "ALREADY_CANCELED_PAYMENT", ""},
	}
	for _, tt := range tests {
		a := cancel(tt.body)
		if code, _ := a.Body["code"].(string); code != tt.code {
			t.Errorf("%s: %v, want %q", tt.body, a.Body, tt.code)
		}
		if status, _ := a.Body["status"].(string); status != tt.status {
			t.Errorf("%s: status %q, want %q", tt.body, status, tt.status)
		}
	}
	want := []pgsim.Entry{{Order: order, State: pgsim.Paid, Total: 15000, Taken: 15000, Returned: 15000, Cancels: 2, ID: key}}
	if diff := cmp.Diff(want, sim.Ledger()); diff != "" {
		t.Errorf("ledger (-want +got)\n%s", diff)
	}
	if rows := c.Get("/v1/transactions?startDate=2000-01-01T00:00:00&endDate=2100-01-01T00:00:00"); strings.Count(rows.Text, key) != 3 {
		t.Errorf("transactions: %s", rows.Text)
	}
	const all = "/v1/transactions?startDate=2000-01-01T00:00:00&endDate=2100-01-01T00:00:00"
	var page, rest []struct{ TransactionKey, Status string }
	if err := json.Unmarshal([]byte(c.Get(all+"&limit=2").Text), &page); err != nil || len(page) != 2 || page[0].Status != "DONE" {
		t.Fatalf("two transactions: %+v %v", page, err)
	}
	if err := json.Unmarshal([]byte(c.Get(all+"&startingAfter="+page[1].TransactionKey).Text), &rest); err != nil || len(rest) != 1 || rest[0].Status != "CANCELED" {
		t.Errorf("those after them: %+v %v", rest, err)
	}
}

// TestClocks: thirty minutes to agree, ten more to confirm.
func TestClocks(t *testing.T) {
	tests := []struct {
		name        string
		first, then time.Duration
		want        string
	}{
		{"in time", 29 * time.Minute, 9 * time.Minute, "DONE"},
		{"confirmed late", 29 * time.Minute, 11 * time.Minute, "NOT_FOUND_PAYMENT_SESSION"},
		{"agreed late", 31 * time.Minute, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newDirect(toss.New(toss.Options{}))
				page := c.location("GET", "/window?"+url.Values{
					"clientKey": {"test_ck_sim"}, "orderId": {order}, "orderName": {"x"}, "amount": {"1000"},
					"successUrl": {"https://shop.test/ok"}, "failUrl": {"https://shop.test/no"},
				}.Encode(), "")
				time.Sleep(tt.first)
				next := c.location("POST", page, "do=pay")
				if tt.want == "" {
					if next != "" {
						t.Errorf("a late customer is sent to %s", next)
					}
					return
				}
				time.Sleep(tt.then)
				u, err := url.Parse(next)
				if err != nil {
					t.Fatal(err)
				}
				body := fmt.Sprintf(`{"paymentKey":%q,"orderId":%q,"amount":1000}`, u.Query().Get("paymentKey"), order)
				if got := c.text("POST", "/v1/payments/confirm", body); !strings.Contains(got, tt.want) {
					t.Errorf("confirmed: %s", got)
				}
			})
		})
	}
}

func TestScriptIsServed(t *testing.T) {
	_, c := open(t)
	for _, path := range []string{"/v2/standard", "/v1/payment"} {
		if a := c.Get(path); !strings.Contains(a.Text, "window.TossPayments") {
			t.Errorf("%s: %s", path, a.Text)
		}
	}
	if a := c.Get("/window?clientKey=other"); a.Status != http.StatusBadRequest || !strings.Contains(a.Text, "clientKey") {
		t.Errorf("a window with another client key: %d %s", a.Status, a.Text)
	}
}

func FuzzConfirm(f *testing.F) {
	f.Add(`{"paymentKey":"x","orderId":"abcdef","amount":1}`)
	f.Add(`{`)
	f.Fuzz(func(t *testing.T, body string) {
		sim := toss.New(toss.Options{})
		if got := newDirect(sim).text("POST", "/v1/payments/confirm", body); !json.Valid([]byte(got)) || sim.Balance() != 0 {
			t.Errorf("%q: %q with %d taken", body, got, sim.Balance())
		}
	})
}
