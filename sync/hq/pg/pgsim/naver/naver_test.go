package naver_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/naver"
	"kioskd/sync/hq/pg/pgsim/pgsimtest"
)

const (
	api     = "/kioskd-sim/naverpay/payments/"
	reserve = `{"merchantUserKey":"user","merchantPayKey":"order-1","productName":"커피","productCount":1,
		"totalPayAmount":10000,"taxScopeAmount":7000,"taxExScopeAmount":3000,"returnUrl":"https://shop.test/back?a=1"}`
)

func open(t *testing.T) (*naver.Sim, *pgsimtest.Caller) {
	t.Helper()
	sim := naver.New(naver.Options{})
	c := pgsimtest.Serve(t, sim)
	authenticate(c.Header)
	return sim, c
}

func authenticate(h http.Header) {
	h.Set("X-Naver-Client-Id", "sim-client")
	h.Set("X-Naver-Client-Secret", "sim-secret")
	h.Set("X-NaverPay-Chain-Id", "sim-chain")
}

func body(a pgsimtest.Answer) map[string]any {
	b, _ := a.Body["body"].(map[string]any)
	return b
}

// window reserves, and returns the phone's page.
func window(c *pgsimtest.Caller) string {
	c.T.Helper()
	a := c.Post(api+"v2/reserve", reserve)
	id, _ := body(a)["reserveId"].(string)
	if a.Body["code"] != "Success" || id == "" {
		c.T.Fatalf("reserve: %s", a.Text)
	}
	return c.Get("/payments/" + id).Location
}

func agreed(c *pgsimtest.Caller, choice pgsim.Choice) string {
	c.T.Helper()
	return c.Choose(window(c), choice).Query().Get("paymentId")
}

// TestDocumentedPayment: redirect, apply and history with the fields that the
// vendor's documents and public clients read.
func TestDocumentedPayment(t *testing.T) {
	sim, c := open(t)
	next := c.Choose(window(c), pgsim.Pay)
	id := next.Query().Get("paymentId")
	if next.Path != "/back" || next.Query().Get("resultCode") != "Success" || len(next.Query()) != 3 {
		t.Errorf("the phone goes to %s", next)
	}
	a := c.Form(api+"v2.2/apply/payment", "paymentId", id)
	want := map[string]any{
		"paymentId": id, "merchantPayKey": "order-1", "merchantUserKey": "user", "admissionTypeCode": "01", "admissionState": "SUCCESS",
		"totalPayAmount": 10000., "taxScopeAmount": 7000., "taxExScopeAmount": 3000., "primaryPayMeans": "CARD", "primaryPayAmount": 10000.,
		"npointPayAmount": 0., "giftCardPayAmount": 0.,
	}
	got, _ := body(a)["detail"].(map[string]any)
	for name := range got {
		if _, asked := want[name]; !asked {
			delete(got, name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || body(a)["paymentId"] != id {
		t.Errorf("apply (-want +got)\n%s", diff)
	}
	h := c.Post(api+"v2.2/list/history/"+id, `{"pageNumber":1,"rowsPerPage":100}`)
	list, _ := body(h)["list"].([]any)
	if len(list) != 1 || sim.Balance() != 10000 {
		t.Errorf("history: %s", h.Text)
	}
}

// TestOtherWays: failures come to the same address.
func TestOtherWays(t *testing.T) {
	_, c := open(t)
	for choice, want := range map[pgsim.Choice]string{pgsim.Leave: "UserCancel", pgsim.Refuse: "Fail"} {
		q := c.Choose(window(c), choice).Query()
		if q.Get("resultCode") != want || q.Get("resultMessage") == "" || q.Get("reserveId") == "" || q.Has("paymentId") {
			t.Errorf("%s: %v", choice, q)
		}
	}
}

// TestFailuresAre200 with another code than Success.
func TestFailuresAre200(t *testing.T) {
	sim, c := open(t)
	id := agreed(c, pgsim.Pay)
	tests := []struct{ name, path, form, code string }{
		{"no id", "v2.2/apply/payment", "", "InvalidParameter"},
		{"unknown id", "v2.2/apply/payment", "paymentId=x", "InvalidMerchant"},
		{"cancel before the apply", "v1/cancel", "paymentId=" + id + "&cancelAmount=1&cancelReason=x&cancelRequester=2&taxScopeAmount=1&taxExScopeAmount=0", "InvalidPaymentId"},
	}
	for _, tt := range tests {
		a := c.Call(http.MethodPost, api+tt.path, "application/x-www-form-urlencoded", tt.form)
		if a.Status != http.StatusOK || a.Body["code"] != tt.code {
			t.Errorf("%s: %d %s", tt.name, a.Status, a.Text)
		}
	}
	if a := c.Call(http.MethodPost, api+"v2.2/apply/payment", "", "paymentId="+id, "X-Naver-Client-Secret", "other"); a.Status != http.StatusUnauthorized {
		t.Errorf("another secret: %d %s", a.Status, a.Text)
	}
	if sim.Balance() != 0 {
		t.Errorf("%d was taken", sim.Balance())
	}
	c.Form(api+"v2.2/apply/payment", "paymentId", id)
	if a := c.Form(api+"v2.2/apply/payment", "paymentId", id); a.Body["code"] != "AlreadyComplete" || sim.Balance() != 10000 {
		t.Errorf("applied twice: %s", a.Text)
	}
	if a := c.Post(api+"v2/reserve", strings.Replace(reserve, "7000", "6999", 1)); a.Body["code"] == "Success" {
		t.Error("parts that do not add up were reserved")
	}
}

// TestIdempotency: the first answer again, for the key and the path.
func TestIdempotency(t *testing.T) {
	sim, c := open(t)
	id := agreed(c, pgsim.Pay)
	c.Header.Set("X-NaverPay-Idempotency-Key", "k")
	sim.Script("apply", pgsim.BrokenAfter)
	c.Form(api+"v2.2/apply/payment", "paymentId", id)
	if a := c.Form(api+"v2.2/apply/payment", "paymentId", id); a.Body["code"] != "Success" || sim.Balance() != 10000 {
		t.Errorf("%s with %d taken", a.Text, sim.Balance())
	}
}

func TestCancels(t *testing.T) {
	sim, c := open(t)
	id := agreed(c, pgsim.Pay)
	c.Form(api+"v2.2/apply/payment", "paymentId", id)
	cancel := func(amount, taxed, free, left, key string) pgsimtest.Answer {
		return c.Form(api+"v1/cancel", "paymentId", id, "cancelAmount", amount, "taxScopeAmount", taxed, "taxExScopeAmount", free,
			"cancelReason", "x", "cancelRequester", "2", "doCompareRest", "1", "expectedRestAmount", left, "merchantPayTransactionKey", key)
	}
	tests := []struct{ amount, taxed, free, left, code string }{
		{"10001", "7001", "3000", "0", "OverRemainAmount"},
		{"4000", "2800", "1200", "5999", "RestAmountDiff"},
		{"8000", "7001", "999", "2000", "TaxScopeAmtGreaterThanRemainError"},
		{"4000", "2800", "1199", "6000", "InvalidParameter"},
		{"4000", "2800", "1200", "6000", "Success"},
		{"6000", "4200", "1800", "0", "Success"},
		{"1", "1", "0", "0", "AlreadyCanceled"},
	}
	for _, tt := range tests {
		a := cancel(tt.amount, tt.taxed, tt.free, tt.left, tt.left)
		if a.Body["code"] != tt.code {
			t.Errorf("%+v: %s", tt, a.Text)
		}
	}
	h := c.Post(api+"v2.2/list/history/"+id, `{}`)
	if list, _ := body(h)["list"].([]any); len(list) != 3 || sim.Balance() != 0 {
		t.Errorf("history: %s", h.Text)
	}
}

// TestCancelNotComplete: begun, has to be sent again, and no other comes before.
func TestCancelNotComplete(t *testing.T) {
	sim, c := open(t)
	id := agreed(c, pgsim.Pay)
	c.Form(api+"v2.2/apply/payment", "paymentId", id)
	if err := sim.StopCancel("order-1"); err != nil {
		t.Fatal(err)
	}
	cancel := func(key string) any {
		return c.Form(api+"v1/cancel", "paymentId", id, "cancelAmount", "1000", "taxScopeAmount", "1000", "taxExScopeAmount", "0",
			"cancelReason", "x", "cancelRequester", "2", "merchantPayTransactionKey", key).Body["code"]
	}
	got := []any{cancel("r1"), cancel("r2"), cancel("r1"), cancel("r2")}
	if diff := cmp.Diff([]any{"CancelNotComplete", "PreCancelNotComplete", "Success", "Success"}, got); diff != "" || sim.Balance() != 8000 {
		t.Errorf("codes, with %d left (-want +got)\n%s", sim.Balance(), diff)
	}
}

func FuzzCancel(f *testing.F) {
	f.Add("paymentId=x&cancelAmount=1&taxScopeAmount=1&taxExScopeAmount=0&cancelReason=x&cancelRequester=2")
	f.Fuzz(func(t *testing.T, form string) {
		sim := naver.New(naver.Options{})
		r, w := httptest.NewRequest(http.MethodPost, api+"v1/cancel", strings.NewReader(form)), httptest.NewRecorder()
		authenticate(r.Header)
		sim.ServeHTTP(w, r)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"Success"`) {
			t.Errorf("%q: %d %s", form, w.Code, w.Body)
		}
	})
}
