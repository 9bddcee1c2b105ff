package toss

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	simtoss "kioskd/sync/hq/pg/pgsim/toss"
)

// TestCodes: each code of our tables is one of the vendor's, and means for the money
// what the table says. A code in no table means that nobody can tell.
func TestCodes(t *testing.T) {
	t.Parallel()
	vendors := simtoss.Codes()
	for name, table := range map[string]map[string]class{"confirm": confirmCodes, "cancel": cancelCodes} {
		for code := range table {
			if _, known := vendors[code]; !known {
				t.Errorf("%s: the vendor has no code %s", name, code)
			}
		}
	}
	for code, want := range map[string]pg.Outcome{
		"REJECT_CARD_COMPANY": pg.Refused, "NOT_FOUND_PAYMENT_SESSION": pg.Expired, "ALREADY_PROCESSED_PAYMENT": pg.Unknown, "PROVIDER_ERROR": pg.Unknown,
		"UNAUTHORIZED_KEY": pg.Refused, "UNKNOWN_PAYMENT_ERROR": pg.Unknown, "SOMETHING_NEW": pg.Unknown, "": pg.Unknown,
	} {
		if got := confirmFault(fault{Code: code}); got.Outcome != want {
			t.Errorf("confirm answers %q: %s, want %s", code, got.Outcome, want)
		}
	}
	for code, want := range map[string]pg.Outcome{
		"NOT_CANCELABLE_AMOUNT": pg.Refused, "ALREADY_CANCELED_PAYMENT": pg.Unknown, "FAILED_REFUND_PROCESS": pg.Unknown, "SOMETHING_NEW": pg.Unknown,
	} {
		if got := cancelFault(fault{Code: code}); got.Outcome != want {
			t.Errorf("cancel answers %q: %s, want %s", code, got.Outcome, want)
		}
	}
	if !confirmFault(fault{Code: "UNAUTHORIZED_KEY"}).Alarm || lookupFault(fault{Code: "NOT_FOUND"}).Outcome != pg.Absent || lookupFault(fault{Code: "COMMON_ERROR"}).Outcome != pg.Unknown {
		t.Error("a key that does not count alarms, and two codes alone say that there is no payment")
	}
}

// TestMixedMeans: an easy payment is card, balance and points at once, and the parts
// add up. Fields that nobody here knows are passed over.
func TestMixedMeans(t *testing.T) {
	t.Parallel()
	const text = `{"paymentKey":"k","orderId":"o","status":"PARTIAL_CANCELED","currency":"KRW","totalAmount":10000,"balanceAmount":7000,"approvedAt":"2026-01-02T03:04:05+09:00",
		"card":{"amount":6000,"number":"12345678****000*"},"easyPay":{"provider":"토스페이","amount":3000,"discountAmount":1000},
		"receipt":{"url":"https://dashboard.tosspayments.com/r"},"cashReceipt":{"issueNumber":"C1"},"somethingNew":{"a":[1]}}`
	var y payment
	if err := json.Unmarshal([]byte(text), &y); err != nil {
		t.Fatal(err)
	}
	want := pg.Result{
		Outcome: pg.Approved, Ref: "k", Order: "o", Amount: 10000, Currency: pay.KRW, Means: "easy-pay", Refunded: 3000,
		Parts: []pg.Part{{Means: "card", Amount: 6000}, {Means: "balance", Amount: 3000}, {Means: "points", Amount: 1000}},
		At:    time.Date(2026, 1, 1, 18, 4, 5, 0, time.UTC), Receipt: "https://dashboard.tosspayments.com/r", CashSlip: "C1",
	}
	if diff := cmp.Diff(want, y.result()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestStatuses: what the vendor's words mean, and that a new one means nothing.
func TestStatuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]pg.Outcome{
		"READY": pg.Pending, "IN_PROGRESS": pg.Pending, "WAITING_FOR_DEPOSIT": pg.Issued, "DONE": pg.Approved, "CANCELED": pg.Cancelled,
		"PARTIAL_CANCELED": pg.Approved, "ABORTED": pg.Refused, "EXPIRED": pg.Expired, "NEW_WORD": pg.Unknown, "": pg.Unknown,
	} {
		if got := (payment{Status: status}).outcome(); got != want {
			t.Errorf("%q: %s, want %s", status, got, want)
		}
	}
}

// FuzzWebhook: whatever is sent, it is read or refused.
func FuzzWebhook(f *testing.F) {
	f.Add([]byte(`{"eventType":"PAYMENT_STATUS_CHANGED","data":{"paymentKey":"k","orderId":"o"}}`))
	f.Add([]byte(`{"secret":"s","orderId":"o","status":"DONE"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		h, err := (&provider{}).Webhook(pg.Heard{Door: pg.DoorHook, Body: body, Header: http.Header{}})
		if err == nil && h.Kind == "" {
			t.Errorf("a hint of no kind: %+v", h)
		}
	})
}

// FuzzCallback: whatever a phone comes back with, it names a payment or is refused.
func FuzzCallback(f *testing.F) {
	f.Add("paymentKey=k&orderId=o&amount=100&paymentType=NORMAL")
	f.Fuzz(func(t *testing.T, query string) {
		a, err := (&provider{}).Callback(pg.Request{}, pg.Heard{Door: pg.DoorReturn, Query: query})
		if err == nil && (a.Ref == "" || a.Order == "" || !a.Claims || a.Amount.Check() != nil) {
			t.Errorf("%q: %+v", query, a)
		}
	})
}

// FuzzPayment: whatever the vendor answers, it is read or it is a fault.
func FuzzPayment(f *testing.F) {
	f.Add([]byte(`{"status":"DONE","totalAmount":1,"balanceAmount":1,"virtualAccount":{"expired":true}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var y payment
		if json.Unmarshal(body, &y) == nil && y.result().Outcome == "" {
			t.Errorf("%s has no outcome", body)
		}
	})
}
