package bootpay_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/bootpay"
	"kioskd/sync/hq/pg/pgtest"
)

const file = "client_key = 'c'\nsecret_key = '$SECRET'\npg = 'nicepay'\nbase_url = 'https://api.test/v2'\n"

func says(t testing.TB, status int, body string) pg.Provider {
	t.Helper()
	return pgtest.Provider(t, bootpay.Kind, pgtest.File(t, file), pgtest.Says{Status: status, Body: body})
}

// TestStatuses has each status number of the vendor's, and what it means.
func TestStatuses(t *testing.T) {
	tests := []struct {
		status, back int
		want         pg.Outcome
	}{
		{0, 0, pg.Pending}, {2, 0, pg.Pending}, {3, 0, pg.Pending}, {1, 0, pg.Approved}, {5, 0, pg.Issued},
		{20, 4000, pg.Approved}, {20, 11000, pg.Cancelled}, {-1, 0, pg.Refused}, {-2, 0, pg.Refused}, {-3, 0, pg.Expired},
		{-20, 0, pg.Approved}, {-30, 0, pg.Unknown}, {11, 0, pg.Unknown}, {-11, 0, pg.Unknown}, {99, 0, pg.Unknown},
	}
	for _, tt := range tests {
		body := fmt.Sprintf(`{"receipt_id":"ref","order_id":"o","price":11000,"cancelled_price":%d,"status":%d,"sandbox":true,
			"vbank_data":{"bank_name":"국민은행","bank_account":"1","bank_username":"b","expired_at":"2024-01-01T00:00:00+09:00"},"new":{}}`, tt.back, tt.status)
		got, err := says(t, 200, body).Lookup(t.Context(), pgtest.Request())
		if err != nil || got.Outcome != tt.want || int(got.Refunded) != tt.back || got.Amount != 11000 || got.Order != "o" {
			t.Errorf("%d: %+v, %v", tt.status, got, err)
		}
		if (got.Account != nil) != (tt.want == pg.Issued) {
			t.Errorf("%d: account %+v", tt.status, got.Account)
		}
	}
}

// TestErrors: no code of the vendor's decides anything; a receipt that is not there is
// not there, and keys that do not count are for the operator.
func TestErrors(t *testing.T) {
	tests := []struct {
		status int
		want   pg.Result
	}{
		{400, pg.Result{Outcome: pg.Unknown}},
		{401, pg.Result{Outcome: pg.Unknown, Alarm: true}},
		{403, pg.Result{Outcome: pg.Unknown, Alarm: true}},
		{404, pg.Result{Outcome: pg.Unknown}},
		{422, pg.Result{Outcome: pg.Unknown}},
		{500, pg.Result{Outcome: pg.Unknown}},
	}
	for _, tt := range tests {
		p := says(t, tt.status, `{"error_code":"ANY","message":"m"}`)
		tt.want.Code, tt.want.Reason = "ANY", "m"
		got, err := p.Approve(t.Context(), pgtest.Request())
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("approve %d: %v (-want +got)\n%s", tt.status, err, diff)
		}
		if tt.status == 404 {
			tt.want.Outcome = pg.Absent
		}
		got, err = p.Lookup(t.Context(), pgtest.Request())
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("look up %d: %v (-want +got)\n%s", tt.status, err, diff)
		}
		back, err := p.Cancel(t.Context(), pgtest.Request(), pg.Refund{ID: "r", Amount: 1, Left: 2})
		if back.Outcome != pg.Unknown || back.Alarm != tt.want.Alarm || err != nil {
			t.Errorf("cancel %d: %+v, %v", tt.status, back, err)
		}
	}
}

// TestOtherMoney: a receipt of the sandbox is not approved where real money is wanted,
// and real money in a test is for people to look at.
func TestOtherMoney(t *testing.T) {
	for _, tt := range []struct {
		test, sandbox bool
		status        int
		want          pg.Outcome
	}{
		{false, false, 2, pg.Pending}, {true, true, 1, pg.Approved},
		{false, true, 2, pg.Refused}, {false, true, 1, pg.Refused},
		{true, false, 2, pg.Refused}, {true, false, 1, pg.Unknown},
	} {
		body := fmt.Sprintf(`{"receipt_id":"ref","price":11000,"status":%d,"sandbox":%v}`, tt.status, tt.sandbox)
		l, err := pgtest.Open(bootpay.Kind, tt.test, pgtest.File(t, file), pgtest.Says{Status: 200, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		got, err := l.(pg.Provider).Lookup(t.Context(), pgtest.Request())
		if err != nil || got.Outcome != tt.want || got.Alarm != (tt.test != tt.sandbox) {
			t.Errorf("%+v: %+v, %v", tt, got, err)
		}
	}
}

func TestCallbacks(t *testing.T) {
	p := says(t, 200, "")
	tests := []struct {
		query string
		want  pg.Agreed
		err   string
	}{
		{"event=confirm&receipt_id=r&order_id=o", pg.Agreed{Ref: "r", Order: "o"}, ""},
		{"event=done&receipt_id=r", pg.Agreed{Ref: "r"}, ""},
		{"event=issued&receipt_id=r", pg.Agreed{Ref: "r"}, ""},
		{"event=confirm", pg.Agreed{}, "receipt_id is missing"},
		{"receipt_id=r", pg.Agreed{}, "event is missing"},
		{"event=paid&receipt_id=r", pg.Agreed{}, "not known"},
		{"event=confirm&receipt_id=" + strings.Repeat("r", 101), pg.Agreed{}, "too long"},
		{"event=confirm&receipt_id=a&receipt_id=b", pg.Agreed{}, "twice"},
		{"event=cancel&receipt_id=r", pg.Agreed{Outcome: pg.Cancelled, Ref: "r"}, ""},
		{"event=close", pg.Agreed{Outcome: pg.Cancelled}, ""},
		{"event=error&receipt_id=r&error_code=c&message=m", pg.Agreed{Outcome: pg.Refused, Ref: "r", Code: "c", Reason: "m"}, ""},
	}
	for _, tt := range tests {
		got, err := p.Callback(pgtest.Request(), pgtest.Heard(pg.DoorReturn, tt.query))
		if diff := cmp.Diff(tt.want, got); diff != "" || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v (-want +got)\n%s", tt.query, err, diff)
		}
	}
}

func TestWebhooks(t *testing.T) {
	p := says(t, 200, "")
	tests := []struct {
		body string
		want pg.Hint
		good bool
	}{
		{`{"receipt_id":"r","order_id":"o","webhook_type":"PAYMENT_COMPLETED","cancelled_price":0,"new":1}`, pg.Hint{Kind: "PAYMENT_COMPLETED", Order: "o", Ref: "r"}, true},
		{`{"receipt_id":"r","order_id":"o","webhook_type":"PAYMENT_PARTIAL_CANCELLED","cancelled_price":500}`, pg.Hint{Kind: "PAYMENT_PARTIAL_CANCELLED", Order: "o", Ref: "r"}, true},
		{`{"order_id":"o","webhook_type":"PAYMENT_COMPLETED"}`, pg.Hint{}, false},
		{`{"receipt_id":"r"}`, pg.Hint{}, false},
		{`receipt_id=r`, pg.Hint{}, false},
		{``, pg.Hint{}, false},
	}
	for _, tt := range tests {
		got, err := p.Webhook(pg.Heard{Door: pg.DoorHook, Body: []byte(tt.body)})
		if diff := cmp.Diff(tt.want, got); diff != "" || (err == nil) != tt.good {
			t.Errorf("%s: %v (-want +got)\n%s", tt.body, err, diff)
		}
	}
}

// TestWhoApprovesSeparately: the table, and what an operator may say instead.
func TestWhoApprovesSeparately(t *testing.T) {
	want := map[string]bool{"payapp": false, "payletter": false, "kiwoom": false}
	for name := range strings.FieldsSeq("kcp danal inicis nicepay toss tosspayments easypay tpay mobilians welcome settlebank") {
		want[name] = true
	}
	for name, separate := range want {
		p := pgtest.Provider(t, bootpay.Kind, pgtest.File(t, strings.Replace(file, "nicepay", name, 1)), pgtest.Says{})
		if got := p.Powers(); got.Approves != separate || got.LooksFirst != separate {
			t.Errorf("%s: %+v", name, got)
		}
	}
	_, err := pgtest.Open(bootpay.Kind, true, pgtest.File(t, strings.Replace(file, "nicepay", "newpay", 1)), pgtest.Says{})
	if err == nil || !strings.Contains(err.Error(), "separate = true") {
		t.Errorf("an unknown provider: %v", err)
	}
	p := pgtest.Provider(t, bootpay.Kind, pgtest.File(t, strings.Replace(file, "nicepay", "newpay", 1)+"separate = false\n"), pgtest.Says{})
	if p.Powers().Approves {
		t.Error("the operator's word does not count")
	}
}

// FuzzAnswers: an approval needs 200 and a receipt that says so.
func FuzzAnswers(f *testing.F) {
	f.Add(200, `{"receipt_id":"ref","price":11000,"status":1,"sandbox":true}`)
	f.Add(400, `{"error_code":"X"}`)
	file := pgtest.File(f, file)
	f.Fuzz(func(t *testing.T, status int, body string) {
		p := pgtest.Provider(t, bootpay.Kind, file, pgtest.Says{Status: status, Body: body})
		a, errA := p.Approve(t.Context(), pgtest.Request())
		c, errC := p.Cancel(t.Context(), pgtest.Request(), pg.Refund{ID: "r", Amount: 5, Left: 10})
		if (errA == nil && a.Outcome == pg.Approved || errC == nil && c.Outcome == pg.Approved) && status != 200 {
			t.Errorf("%d %q: %+v %+v", status, body, a, c)
		}
		for _, err := range []error{errA, errC} {
			if err != nil && strings.Contains(err.Error(), pgtest.Secret) {
				t.Error(err)
			}
		}
	})
}

func FuzzCallback(f *testing.F) {
	f.Add("event=confirm&receipt_id=r")
	file := pgtest.File(f, file)
	f.Fuzz(func(t *testing.T, query string) {
		p := pgtest.Provider(t, bootpay.Kind, file, pgtest.Says{})
		g, err := p.Callback(pgtest.Request(), pgtest.Heard(pg.DoorReturn, query))
		if err == nil && g.Outcome == "" && g.Ref == "" {
			t.Errorf("%q: %+v", query, g)
		}
	})
}

func FuzzWebhook(f *testing.F) {
	f.Add(`{"receipt_id":"r","order_id":"o","webhook_type":"PAYMENT_COMPLETED"}`)
	file := pgtest.File(f, file)
	f.Fuzz(func(t *testing.T, body string) {
		p := pgtest.Provider(t, bootpay.Kind, file, pgtest.Says{})
		h, err := p.Webhook(pg.Heard{Body: []byte(body)})
		if (err == nil) != (h.Ref != "") {
			t.Errorf("%q: %+v, %v", body, h, err)
		}
	})
}
