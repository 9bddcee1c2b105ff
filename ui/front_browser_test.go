package ui_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui/internal/fake"
)

const frontPage = `<!doctype html><html lang="ko"><meta charset="utf-8"><title>plugin</title><script src="/sdk/front/v0/index.js"></script>
<body><div id="app"></div></body></html>`

// request is a payment as a front plugin asks for it.
const request = `TossFrontSDK.payment.requestPayment({paymentKey: "plugin-order-1", tax: 909, supplyValue: 9091, tip: 0, taxExemptValue: 500, installment: 3, timeoutMs: 60000, localeCode: "en"})`

// envelope is how a request of the front SDK ends.
type envelope struct {
	Type     string
	Response struct {
		PaymentMethod, Tid, VanTransactionKey string
		Card                                  map[string]any
		Barcode                               map[string]any
		ExtraData                             map[string]string
	}
}

func (f finger) envelope(o outcome) (e envelope) {
	f.Helper()
	if err := json.Unmarshal(o.Value, &e); err != nil {
		f.Fatalf("%+v: %v", o, err)
	}
	return e
}

// TestFrontPays: the documented call takes a payment, and is answered with the
// documented envelope.
func TestFrontPays(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	f.begins("paid", request)
	f.inScreens("insert-card")
	p := f.approve("plugin-order-1")
	e := f.envelope(f.ends("paid"))
	want := map[string]any{
		"van": "SMARTRO", "timestamp": float64(agent.ApprovedAt(p).UnixMilli()), "approvalNumber": "30047211", "acquirerName": "", "acquirerCode": "",
		"issuerName": "하나카드", "issuerCode": "04", "cardType": "CREDIT", "balance": nil, "installment": 0.0, "shopCode": "", "maskedCardNumber": "941009******1234",
	}
	if diff := cmp.Diff(want, e.Response.Card); diff != "" || e.Type != "SUCCESS" || e.Response.PaymentMethod != "CARD" || e.Response.VanTransactionKey != p.Approval.Ref {
		t.Errorf("%+v, the card (-want +got):\n%s", e, diff)
	}
	heard := []string{"app-order plugin-order-1 {9091 909 500 0} 0 lines", "months plugin-order-1 3", "pay plugin-order-1 10500", "dismiss plugin-order-1"}
	if diff := cmp.Diff(heard, f.agent.Heard()); diff != "" {
		t.Errorf("what the agent heard (-want +got):\n%s", diff)
	}
	f.noScreens()
	again := f.envelope(f.calls(`TossFrontSDK.payment.getPayment({paymentKey: "plugin-order-1"})`))
	if diff := cmp.Diff(e, again); diff != "" {
		t.Errorf("asked again (-payment +getPayment):\n%s", diff)
	}
	if o := f.calls(`TossFrontSDK.payment.getPaymentCancel({paymentKey: "plugin-order-1"})`); o.Code != "PAYMENT_NOT_FOUND" || o.Name != "TossFrontSDKError" {
		t.Errorf("the cancel of what was not cancelled: %+v", o)
	}
}

// TestFrontEndings: only what is settled is told, and what is not waits.
func TestFrontEndings(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	f.begins("paid", request)
	f.inScreens("insert-card")
	f.settle(pay.Declined, agent.Declined)
	f.inScreens("declined")
	if !f.pending("paid") {
		t.Error("told of a decline while its customer may try again")
	}
	f.agent.Show(fake.Idle())
	if e := f.envelope(f.ends("paid")); e.Type != "CANCELED" {
		t.Errorf("declined and left: %s", e.Type)
	}

	f.begins("paid", strings.Replace(request, "60000", "1000", 1))
	f.inScreens("insert-card")
	f.do(chromedp.Poll(`document.querySelector("#kioskd-screens iframe")?.contentDocument?.querySelector('[data-screen="cancelling"]') != null`, nil))
	f.settle(pay.NotCharged, agent.NotCharged)
	f.inScreens("not-charged")
	f.agent.Show(fake.Idle())
	if e := f.envelope(f.ends("paid")); e.Type != "TIMEOUT" || len(f.intents("abort")) != 1 {
		t.Errorf("its time was over: %s, %q", e.Type, f.intents("abort"))
	}

	f.begins("paid", request)
	f.inScreens("insert-card")
	f.settle(pay.Uncertain, agent.Resolving)
	f.inScreens("uncertain")
	if !f.pending("paid") {
		t.Errorf("an unknown outcome was told: %+v", f.ends("paid"))
	}
	f.settle(pay.Unresolved, agent.Unresolved)
	f.agent.Show(fake.Idle())
	if o := f.ends("paid"); o.Code != "PAYMENT_UNRESOLVED" || o.Said == "" {
		t.Errorf("a person has to look: %+v", o)
	}
}

// settle has the books and the screen say how a payment is.
func (f finger) settle(status pay.Status, state agent.State) {
	f.Helper()
	p := f.booked("plugin-order-1")
	p.Status = status
	f.agent.Book(p)
	f.agent.Show(fake.Ended(p.Order, state, status))
}

// TestFrontTimeoutWithCard: time that is over while the card company decides does
// not cancel what may be money.
func TestFrontTimeoutWithCard(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	f.agent.CardIn()
	f.begins("paid", strings.Replace(request, "60000", "1000", 1))
	f.inScreens("processing")
	f.calls(`new Promise((r) => setTimeout(r, 1500))`)
	if got := f.intents("abort"); len(got) > 0 {
		t.Errorf("cancelled while the card company decides: %q", got)
	}
	f.approve("plugin-order-1")
	if e := f.envelope(f.ends("paid")); e.Type != "SUCCESS" {
		t.Errorf("approved late: %s", e.Type)
	}
}

// TestFrontCancels: what describes a payment as its answer did takes it back.
func TestFrontCancels(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	f.begins("paid", request)
	f.inScreens("insert-card")
	p := f.approve("plugin-order-1")
	f.ends("paid")
	f.agent.Show(fake.Idle())
	at := agent.ApprovedAt(p)
	cancel := fmt.Sprintf(`TossFrontSDK.payment.requestPaymentCancel({paymentKey: "plugin-order-1", paymentMethod: "CARD", tax: 909, supplyValue: 9091, taxExemptValue: 500, tip: 0, timestamp: %d, approvalNumber: "30047211", installment: 0})`, at.UnixMilli())
	for bad, code := range map[string]string{
		strings.Replace(cancel, `"30047211"`, `30047211`, 1):                                                  "INVALID_PARAMS",
		strings.Replace(cancel, fmt.Sprint(at.UnixMilli()), fmt.Sprintf("%q", fmt.Sprint(at.UnixMilli())), 1): "INVALID_PARAMS",
	} {
		if o := f.calls(bad); o.Code != code {
			t.Errorf("%s: %+v, want %s", bad, o, code)
		}
	}
	f.agent.Refuse(agent.FaultOther)
	if o := f.calls(cancel); o.Code != "PAYMENT_NOT_FOUND" {
		t.Errorf("another payment: %+v", o)
	}
	f.agent.Refuse(nil)
	f.begins("back", cancel)
	f.do(chromedp.Poll(`true`, nil))
	p.Status = pay.Voided
	p.Refunds = []pay.Refund{{Amount: p.Order.Total, Split: p.Order.Split, Number: "30047211", At: at.Add(1e9)}}
	f.agent.Book(p)
	f.agent.Show(fake.Ended(p.Order, agent.Voided, pay.Voided))
	e := f.envelope(f.ends("back"))
	if e.Type != "SUCCESS" || e.Response.Card["timestamp"] != float64(at.Add(1e9).UnixMilli()) {
		t.Errorf("%+v", e)
	}
	if got := f.intents("app-refund"); len(got) != 2 || got[1] != fmt.Sprintf("app-refund plugin-order-1 {9091 909 500 0} 30047211 %d 0", at.UnixMilli()) {
		t.Errorf("the agent heard %q", got)
	}
}

// TestFrontRefusals: what cannot be meant, and what is not there, has a name.
func TestFrontRefusals(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	for script, code := range map[string]string{
		strings.Replace(request, "909,", `"909",`, 1):               "INVALID_PARAMS",
		strings.Replace(request, "9091", "9090.5", 1):               "INVALID_PARAMS",
		strings.Replace(request, "tip: 0", "tip: -1", 1):            "INVALID_PARAMS",
		strings.Replace(request, "tip: 0, ", "", 1):                 "INVALID_PARAMS",
		strings.Replace(request, "plugin-order-1", "a b", 1):        "INVALID_PARAMS",
		strings.Replace(request, "60000", "10", 1):                  "INVALID_PARAMS",
		`TossFrontSDK.payment.getPayment({})`:                       "INVALID_PARAMS",
		`TossFrontSDK.payment.getPayment({paymentKey: "nobody-1"})`: "PAYMENT_NOT_FOUND",
		`TossFrontSDK.payment.requestCashPayment({})`:               "NOT_SUPPORTED",
		`TossFrontSDK.payment.requestBarcodePayment({})`:            "NOT_SUPPORTED",
		`TossFrontSDK.serial.open({baudRate: 115200})`:              "NOT_SUPPORTED",
		`(async () => TossFrontSDK.serial.listen(() => {}))()`:      "NOT_SUPPORTED",
		`TossFrontSDK.websocket.start({port: 1})`:                   "NOT_SUPPORTED",
		`TossFrontSDK.van.write({})`:                                "NOT_SUPPORTED",
		`TossFrontSDK.storage.set({key: "a", value: {}})`:           "INVALID_PARAMS",
		`TossFrontSDK.storage.get({})`:                              "INVALID_PARAMS",
	} {
		if o := f.calls(script); o.Code != code || o.Name != "TossFrontSDKError" || o.Said == "" {
			t.Errorf("%s: %+v, want %s", script, o, code)
		}
	}
	f.agent.Refuse(agent.FaultAppLimit)
	if o := f.calls(request); o.Code != "NOT_ALLOWED" || o.Fault != agent.FaultAppLimit.Number {
		t.Errorf("above the bound: %+v", o)
	}
	if o := f.calls(`Promise.resolve(typeof TossFrontSDK.payment.getBackupPaymentKey)`); string(o.Value) != `"undefined"` {
		t.Errorf("what nobody has documented is there: %s", o.Value)
	}
}

// TestFrontReload: after a reload the kiosk's screens are back by themselves, and
// asking again with the same key goes on with the same payment.
func TestFrontReload(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	f.begins("paid", request)
	f.inScreens("insert-card")
	f.do(chromedp.Reload())
	f.inScreens("insert-card")
	f.begins("paid", request)
	if !f.pending("paid") {
		t.Errorf("%+v", f.ends("paid"))
	}
	f.approve("plugin-order-1")
	if e := f.envelope(f.ends("paid")); e.Type != "SUCCESS" {
		t.Errorf("%+v", e)
	}
	f.noScreens()
}
