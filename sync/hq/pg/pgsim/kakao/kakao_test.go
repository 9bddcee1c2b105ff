package kakao_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/kakao"
	"kioskd/sync/hq/pg/pgsim/pgsimtest"
)

// ready is the vendor's example: 2,200 won with 200 won of VAT.
const ready = `{"cid":"TC0ONETIME","partner_order_id":"partner_order_id","partner_user_id":"partner_user_id",
	"item_name":"초코파이","quantity":1,"total_amount":2200,"vat_amount":200,"tax_free_amount":0,
	"approval_url":"https://shop.test/success?a=1","fail_url":"https://shop.test/fail","cancel_url":"https://shop.test/cancel"}`

func open(t *testing.T) (*kakao.Sim, *pgsimtest.Caller) {
	t.Helper()
	sim := kakao.New(kakao.Options{})
	c := pgsimtest.Serve(t, sim)
	c.Header.Set("Authorization", "SECRET_KEY DEV_sim")
	return sim, c
}

// agreed brings a payment to where the phone comes back.
func agreed(c *pgsimtest.Caller, choice pgsim.Choice) (tid, token string) {
	c.T.Helper()
	a := c.Post("/online/v1/payment/ready", ready)
	next := c.Choose(a.Body["next_redirect_mobile_url"].(string), choice)
	return a.Body["tid"].(string), next.Query().Get("pg_token")
}

func approve(c *pgsimtest.Caller, tid, token string) pgsimtest.Answer {
	c.T.Helper()
	return c.Post("/online/v1/payment/approve", fmt.Sprintf(
		`{"cid":"TC0ONETIME","tid":%q,"partner_order_id":"partner_order_id","partner_user_id":"partner_user_id","pg_token":%q}`, tid, token))
}

func order(c *pgsimtest.Caller, tid string) pgsimtest.Answer {
	c.T.Helper()
	return c.Post("/online/v1/payment/order", fmt.Sprintf(`{"cid":"TC0ONETIME","tid":%q}`, tid))
}

// TestDocumentedPayment: the fields of the vendor's examples, step by step.
func TestDocumentedPayment(t *testing.T) {
	sim, c := open(t)
	a := c.Post("/online/v1/payment/ready", ready)
	for _, name := range strings.Fields("tid next_redirect_app_url next_redirect_mobile_url next_redirect_pc_url android_app_scheme ios_app_scheme created_at") {
		if a.Body[name] == nil {
			t.Errorf("ready has no %s", name)
		}
	}
	tid := a.Body["tid"].(string)
	if len(tid) != 20 {
		t.Errorf("tid %q, want 20 characters", tid)
	}
	next := c.Choose(a.Body["next_redirect_mobile_url"].(string), pgsim.Pay)
	if next.Path != "/success" || len(next.Query()) != 2 || next.Query().Get("pg_token") == "" {
		t.Fatalf("the phone goes to %s", next)
	}
	a = approve(c, tid, next.Query().Get("pg_token"))
	want := map[string]any{"total": 2200., "tax_free": 0., "vat": 200., "point": 0., "discount": 0., "green_deposit": 0.}
	if diff := cmp.Diff(want, a.Body["amount"]); diff != "" || a.Body["payment_method_type"] != "CARD" || len(a.Body["aid"].(string)) != 20 {
		t.Errorf("approve: %v (-want +got)\n%s", a.Body, diff)
	}
	o := order(c, tid)
	if o.Body["status"] != "SUCCESS_PAYMENT" || sim.Balance() != 2200 {
		t.Errorf("order: %v", o.Body)
	}
	if diff := cmp.Diff(want, o.Body["cancel_available_amount"]); diff != "" {
		t.Errorf("cancel_available_amount (-want +got)\n%s", diff)
	}
}

// TestOtherWays: stepping back and a refusal on the page.
func TestOtherWays(t *testing.T) {
	_, c := open(t)
	for choice, want := range map[pgsim.Choice]string{pgsim.Leave: "/cancel QUIT_PAYMENT", pgsim.Refuse: "/fail FAIL_PAYMENT"} {
		a := c.Post("/online/v1/payment/ready", ready)
		next := c.Choose(a.Body["next_redirect_mobile_url"].(string), choice)
		if got := next.Path + " " + order(c, a.Body["tid"].(string)).Body["status"].(string); got != want || next.RawQuery != "" {
			t.Errorf("%s: %s (query %q), want %s and no query", choice, got, next.RawQuery, want)
		}
	}
}

func TestApproveRefuses(t *testing.T) {
	sim, c := open(t)
	tid, token := agreed(c, pgsim.Pay)
	body := fmt.Sprintf(`{"cid":"TC0ONETIME","tid":%q,"partner_order_id":"partner_order_id","partner_user_id":"partner_user_id","pg_token":%q}`, tid, token)
	tests := []struct {
		name, old, new string
		code           float64
	}{
		{"another order", "partner_order_id\",\"partner_user", "other\",\"partner_user", -706},
		{"another user", `"partner_user_id":"partner_user_id"`, `"partner_user_id":"other"`, -707},
		{"another token", token, "forged", -708},
		{"another merchant", "TC0ONETIME", "TC0OTHER", -731},
		{"unknown tid", tid, "T0", -721},
		{"tampered amount", `"cid"`, `"total_amount":1,"cid"`, -704},
		{"no JSON", "{", "", -2},
	}
	for _, tt := range tests {
		a := c.Post("/online/v1/payment/approve", strings.Replace(body, tt.old, tt.new, 1))
		if a.Status != http.StatusBadRequest || a.Body["error_code"] != tt.code {
			t.Errorf("%s: %d %v, want %v", tt.name, a.Status, a.Body, tt.code)
		}
	}
	if a := c.Post("/online/v1/payment/approve", body, "Authorization", "SECRET_KEY other"); a.Status != http.StatusUnauthorized {
		t.Errorf("another key: %d", a.Status)
	}
	if sim.Balance() != 0 {
		t.Errorf("%d was taken", sim.Balance())
	}
	if a := approve(c, tid, token); a.Status != http.StatusOK {
		t.Fatalf("then the right one: %v", a.Body)
	}
	if a := approve(c, tid, token); a.Body["error_code"] != -702. || sim.Balance() != 2200 {
		t.Errorf("once more: %v, %d taken", a.Body, sim.Balance())
	}
}

// TestBadCard: agreed on the phone, refused at the approval.
func TestBadCard(t *testing.T) {
	sim, c := open(t)
	tid, token := agreed(c, pgsim.BadCard)
	a := approve(c, tid, token)
	extras, _ := a.Body["extras"].(map[string]any)
	if a.Body["error_code"] != -780. || extras["method_result_code"] == "" || sim.Balance() != 0 {
		t.Errorf("%v", a.Body)
	}
	sim.Script("approve", pgsim.Fail("-780:USER_LOCKED"))
	a = approve(c, tid, token)
	if extras, _ := a.Body["extras"].(map[string]any); extras["method_result_code"] != "USER_LOCKED" {
		t.Errorf("on demand: %v", a.Body)
	}
}

func TestCancels(t *testing.T) {
	sim, c := open(t)
	tid, token := agreed(c, pgsim.Pay)
	approve(c, tid, token)
	cancel := func(rest string) pgsimtest.Answer {
		return c.Post("/online/v1/payment/cancel", fmt.Sprintf(`{"cid":"TC0ONETIME","tid":%q,%s}`, tid, rest))
	}
	if a := cancel(`"cancel_amount":2201,"cancel_tax_free_amount":0`); a.Body["error_code"] != -710. {
		t.Errorf("too much: %v", a.Body)
	}
	if a := cancel(`"cancel_amount":100,"cancel_tax_free_amount":0,"cancel_available_amount":100`); a.Body["error_code"] != -710. {
		t.Errorf("another balance: %v", a.Body)
	}
	a := cancel(`"cancel_amount":1100,"cancel_tax_free_amount":0,"cancel_vat_amount":100,"cancel_available_amount":2200,"payload":"r1"`)
	sum := func(name string) any { return a.Body[name].(map[string]any)["total"] }
	if a.Body["status"] != "PART_CANCEL_PAYMENT" || sum("approved_cancel_amount") != 1100. || sum("canceled_amount") != 1100. || sum("cancel_available_amount") != 1100. {
		t.Errorf("a part: %v", a.Body)
	}
	if a := cancel(`"cancel_amount":1100,"cancel_tax_free_amount":0,"cancel_vat_amount":99`); a.Body["error_code"] != -710. {
		t.Errorf("parts that do not add up: %v", a.Body)
	}
	if a := cancel(`"cancel_amount":1100,"cancel_tax_free_amount":0,"cancel_vat_amount":100`); a.Body["status"] != "CANCEL_PAYMENT" || sim.Balance() != 0 {
		t.Errorf("the rest: %v", a.Body)
	}
	if a := cancel(`"cancel_amount":1,"cancel_tax_free_amount":0`); a.Body["error_code"] != -784. {
		t.Errorf("more: %v", a.Body)
	}
	if n := len(order(c, tid).Body["payment_action_details"].([]any)); n != 3 {
		t.Errorf("%d actions, want 3", n)
	}
}

// TestWindow: fifteen minutes.
func TestWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := kakao.New(kakao.Options{})
		do := func(method, address, body string) *httptest.ResponseRecorder {
			r, w := httptest.NewRequest(method, address, strings.NewReader(body)), httptest.NewRecorder()
			r.Header.Set("Authorization", "SECRET_KEY DEV_sim")
			sim.ServeHTTP(w, r)
			return w
		}
		var a struct {
			Page string `json:"next_redirect_mobile_url"`
		}
		if err := json.Unmarshal(do("POST", "/online/v1/payment/ready", ready).Body.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		time.Sleep(16 * time.Minute)
		if w := do("POST", a.Page, "do=pay"); w.Code != http.StatusGone {
			t.Errorf("a late customer: %d", w.Code)
		}
	})
}

func FuzzCalls(f *testing.F) {
	f.Add("ready", ready)
	f.Add("cancel", `{"cid":"TC0ONETIME","tid":"x"}`)
	f.Fuzz(func(t *testing.T, name, body string) {
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" {
			return
		}
		sim := kakao.New(kakao.Options{})
		r, w := httptest.NewRequest(http.MethodPost, "/online/v1/payment/"+name, strings.NewReader(body)), httptest.NewRecorder()
		r.Header.Set("Authorization", "SECRET_KEY DEV_sim")
		sim.ServeHTTP(w, r)
		if sim.Balance() != 0 {
			t.Errorf("%s %q took %d", name, body, sim.Balance())
		}
	})
}
