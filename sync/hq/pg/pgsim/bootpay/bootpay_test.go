package bootpay_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/bootpay"
	"kioskd/sync/hq/pg/pgsim/pgsimtest"
)

var keys = "Basic " + base64.StdEncoding.EncodeToString([]byte("sim-client:sim-secret"))

func open(t *testing.T) (*bootpay.Sim, *pgsimtest.Caller) {
	t.Helper()
	sim := bootpay.New(bootpay.Options{})
	c := pgsimtest.Serve(t, sim)
	c.Header.Set("Authorization", keys)
	return sim, c
}

func window(c *pgsimtest.Caller, order string, separately bool) string {
	c.T.Helper()
	q := url.Values{
		"client_key": {"sim-client"}, "price": {"1000"}, "order_id": {order}, "order_name": {"커피"},
		"separately_confirmed": {fmt.Sprint(separately)}, "redirect_url": {"https://shop.test/back"},
	}
	a := c.Get("/window?" + q.Encode())
	if a.Status != http.StatusSeeOther {
		c.T.Fatalf("window: %d %s", a.Status, a.Text)
	}
	return a.Location
}

// TestEvents: which event each button leads to, with and without the separate
// confirmation.
func TestEvents(t *testing.T) {
	sim, c := open(t)
	tests := []struct {
		choice     pgsim.Choice
		separately bool
		event      string
		status     float64
	}{
		{pgsim.Pay, true, "confirm", 2},
		{pgsim.Deposit, true, "confirm", 2},
		{pgsim.BadCard, true, "confirm", 2},
		{pgsim.Pay, false, "done", 1},
		{pgsim.Deposit, false, "issued", 5},
		{pgsim.BadCard, false, "error", -2},
		{pgsim.Refuse, true, "error", -1},
		{pgsim.Leave, true, "cancel", -1},
	}
	for i, tt := range tests {
		q := c.Choose(window(c, fmt.Sprint("order-", i), tt.separately), tt.choice).Query()
		r := c.Get("/v2/receipt/" + q.Get("receipt_id"))
		if q.Get("event") != tt.event || r.Body["status"] != tt.status || r.Body["order_id"] != fmt.Sprint("order-", i) {
			t.Errorf("%s (separately %v): %v, %s", tt.choice, tt.separately, q, r.Text)
		}
	}
	if sim.Balance() != 1000 {
		t.Errorf("%d taken, want one payment of 1000", sim.Balance())
	}
}

// TestConfirm: the receipt with the documented fields; and what is refused.
func TestConfirm(t *testing.T) {
	sim, c := open(t)
	id := c.Choose(window(c, "order-1", true), pgsim.Pay).Query().Get("receipt_id")
	body := fmt.Sprintf(`{"receipt_id":%q}`, id)
	if a := c.Post("/v2/confirm", body, "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("sim-client:other"))); a.Status != http.StatusUnauthorized {
		t.Errorf("another secret: %d", a.Status)
	}
	if a := c.Post("/v2/confirm", `{"receipt_id":"x"}`); a.Status != http.StatusNotFound || sim.Balance() != 0 {
		t.Errorf("an unknown receipt: %d", a.Status)
	}
	a := c.Post("/v2/confirm", body)
	want := map[string]any{
		"receipt_id": id, "order_id": "order-1", "price": 1000., "tax_free": 0., "cancelled_price": 0., "cancelled_tax_free": 0.,
		"order_name": "커피", "status": 1., "currency": "KRW", "sandbox": true, "method_symbol": "card",
	}
	got := map[string]any{}
	for name := range want {
		got[name] = a.Body[name]
	}
	if diff := cmp.Diff(want, got); diff != "" || sim.Balance() != 1000 {
		t.Errorf("confirm (-want +got)\n%s", diff)
	}
	for _, name := range strings.Fields("pg method requested_at purchased_at status_locale receipt_url card_data gateway_url") {
		if a.Body[name] == nil {
			t.Errorf("%s is missing", name)
		}
	}
	if a := c.Post("/v2/confirm", body); a.Status != http.StatusBadRequest || a.Body["error_code"] == "" || sim.Balance() != 1000 {
		t.Errorf("confirmed twice: %d %s", a.Status, a.Text)
	}
}

// TestTokens: the older way of authentication, for half an hour.
func TestTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := bootpay.New(bootpay.Options{})
		do := func(method, path, auth, body string) *httptest.ResponseRecorder {
			r, w := httptest.NewRequest(method, path, strings.NewReader(body)), httptest.NewRecorder()
			r.Header.Set("Authorization", auth)
			sim.ServeHTTP(w, r)
			return w
		}
		var token struct {
			Access string `json:"access_token"`
			Expire int    `json:"expire_in"`
		}
		w := do("POST", "/v2/request/token", "", `{"application_id":"sim-client","private_key":"sim-secret"}`)
		if err := json.Unmarshal(w.Body.Bytes(), &token); err != nil || token.Expire != 1800 {
			t.Fatalf("%s %v", w.Body, err)
		}
		for _, want := range []int{http.StatusNotFound, http.StatusUnauthorized} {
			if got := do("GET", "/v2/receipt/x", "Bearer "+token.Access, "").Code; got != want {
				t.Errorf("%d, want %d", got, want)
			}
			time.Sleep(31 * time.Minute)
		}
	})
}

func TestCancels(t *testing.T) {
	sim, c := open(t)
	id := c.Choose(window(c, "order-1", true), pgsim.Pay).Query().Get("receipt_id")
	cancel := func(rest string) pgsimtest.Answer {
		return c.Post("/v2/cancel", fmt.Sprintf(`{"receipt_id":%q%s}`, id, rest))
	}
	if a := cancel(""); a.Status != http.StatusBadRequest {
		t.Errorf("before the approval: %s", a.Text)
	}
	c.Post("/v2/confirm", fmt.Sprintf(`{"receipt_id":%q}`, id))
	steps := []struct {
		rest   string
		status int
		sum    any
	}{
		{`,"cancel_price":1001,"cancel_id":"a"`, 400, nil},
		{`,"cancel_price":300,"cancel_id":"a"`, 200, 300.},
		{`,"cancel_price":300,"cancel_id":"a"`, 400, nil},
		{`,"cancel_price":701,"cancel_id":"b"`, 400, nil},
		{`,"cancel_id":"b"`, 200, 1000.},
		{`,"cancel_id":"c"`, 400, nil},
	}
	for _, s := range steps {
		if a := cancel(s.rest); a.Status != s.status || a.Body["cancelled_price"] != s.sum {
			t.Errorf("%s: %d %s", s.rest, a.Status, a.Text)
		}
	}
	if a := c.Get("/v2/receipt/" + id); a.Body["status"] != 20. || sim.Balance() != 0 {
		t.Errorf("at the end: %s", a.Text)
	}
}

// TestAccount: issued, told, paid into late; refunds need an account.
func TestAccount(t *testing.T) {
	hook := pgsimtest.Listen(t)
	sim, c := open(t)
	sim.Notify(hook.URL)
	id := c.Choose(window(c, "order-1", true), pgsim.Deposit).Query().Get("receipt_id")
	if a := c.Post("/v2/confirm", fmt.Sprintf(`{"receipt_id":%q}`, id)); a.Body["status"] != 5. || a.Body["vbank_data"] == nil {
		t.Fatalf("issued: %s", a.Text)
	}
	if err := sim.Deposit("order-1"); err != nil {
		t.Fatal(err)
	}
	if err := sim.Forge("order-1"); err != nil {
		t.Fatal(err)
	}
	if err := sim.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for range 3 {
		var event struct {
			Type string `json:"webhook_type"`
		}
		if err := json.Unmarshal((<-hook.Got).Body, &event); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, event.Type)
	}
	if diff := cmp.Diff([]string{"PAYMENT_VIRTUAL_ACCOUNT_ISSUED", "PAYMENT_COMPLETED", "PAYMENT_COMPLETED"}, kinds); diff != "" {
		t.Errorf("webhooks (-want +got)\n%s", diff)
	}
	if a := c.Post("/v2/cancel", fmt.Sprintf(`{"receipt_id":%q}`, id)); a.Status != http.StatusBadRequest || sim.Balance() != 1000 {
		t.Errorf("a refund to nowhere: %s", a.Text)
	}
}

// TestWebhookIsReceived only with 200 and success in the body.
func TestWebhookIsReceived(t *testing.T) {
	hook := pgsimtest.Listen(t)
	sim, c := open(t)
	sim.Notify(hook.URL)
	c.Choose(window(c, "order-1", false), pgsim.Pay)
	for _, answer := range []string{"OK", `{"success":false}`} {
		hook.Text = answer
		if err := sim.Deliver(t.Context()); err == nil {
			t.Errorf("%s counts as received", answer)
		}
	}
	hook.Text = `{"success": true}`
	if err := sim.Deliver(t.Context()); err != nil || len(sim.Mail()) != 0 {
		t.Errorf("received: %v, %d letters left", err, len(sim.Mail()))
	}
}

func FuzzCancel(f *testing.F) {
	f.Add(`{"receipt_id":"x","cancel_price":1}`)
	f.Fuzz(func(t *testing.T, body string) {
		sim := bootpay.New(bootpay.Options{})
		r, w := httptest.NewRequest(http.MethodPost, "/v2/cancel", strings.NewReader(body)), httptest.NewRecorder()
		r.Header.Set("Authorization", keys)
		sim.ServeHTTP(w, r)
		if w.Code/100 != 4 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%q: %d %s", body, w.Code, w.Body)
		}
	})
}
