package kakao_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/kakao"
	"kioskd/sync/hq/pg/pgtest"
)

const file = "cid = 'TC0ONETIME'\nsecret_key = '$SECRET'\nbase_url = 'https://pay.test'\n"

func says(t testing.TB, status int, body string) pg.Provider {
	t.Helper()
	return pgtest.Provider(t, kakao.Kind, pgtest.File(t, file), pgtest.Says{Status: status, Body: body})
}

// TestApprovalCodes has each error code of the vendor's list, and one that is in no
// list.
func TestApprovalCodes(t *testing.T) {
	tests := []struct {
		code   int
		method string
		want   pg.Result
	}{
		{-705, "", pg.Result{Outcome: pg.Refused}},
		{-708, "", pg.Result{Outcome: pg.Refused}},
		{-780, "", pg.Result{Outcome: pg.Refused}},
		{-797, "", pg.Result{Outcome: pg.Refused}},
		{-780, "USER_LOCKED", pg.Result{Outcome: pg.Unknown, Again: true}},
		{-723, "", pg.Result{Outcome: pg.Expired}},
		{-1, "", pg.Result{Outcome: pg.Unknown, Again: true}},
		{-701, "", pg.Result{Outcome: pg.Unknown}},
		{-702, "", pg.Result{Outcome: pg.Unknown}},
		{-783, "", pg.Result{Outcome: pg.Unknown}},
		{-784, "", pg.Result{Outcome: pg.Unknown}},
		{-785, "", pg.Result{Outcome: pg.Unknown}},
		{-9999, "", pg.Result{Outcome: pg.Unknown}},
		{0, "", pg.Result{Outcome: pg.Unknown, Code: "HTTP 400"}},
	}
	for _, code := range []int{-2, -401, -703, -704, -706, -707, -721, -722, -724, -725, -726, -730, -731, -732, -733, -798, -799} {
		tests = append(tests, struct {
			code   int
			method string
			want   pg.Result
		}{code, "", pg.Result{Outcome: pg.Refused, Alarm: true}})
	}
	for _, tt := range tests {
		p := says(t, 400, fmt.Sprintf(`{"error_code":%d,"error_message":"m","extras":{"method_result_code":%q,"new":1}}`, tt.code, tt.method))
		got, err := p.Approve(t.Context(), pgtest.Request())
		if tt.want.Code == "" {
			tt.want.Code = fmt.Sprint(tt.code)
		}
		tt.want.Reason = "m"
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%d %s: %v (-want +got)\n%s", tt.code, tt.method, err, diff)
		}
	}
}

func TestCancelCodes(t *testing.T) {
	want := map[int]pg.Returned{
		-1: {Outcome: pg.Unknown, Again: true}, -781: {Outcome: pg.Unknown, Again: true},
		-710: {Outcome: pg.Unknown}, -784: {Outcome: pg.Unknown}, -785: {Outcome: pg.Unknown}, -9999: {Outcome: pg.Unknown},
	}
	for _, code := range []int{-2, -401, -721, -722, -730, -731, -732, -733, -798, -799} {
		want[code] = pg.Returned{Outcome: pg.Refused, Alarm: true}
	}
	for code, w := range want {
		got, err := says(t, 400, fmt.Sprintf(`{"error_code":%d,"error_message":"m"}`, code)).Cancel(t.Context(), pgtest.Request(), pg.Refund{ID: "r", Amount: 1, Left: 2})
		w.Code, w.Reason = fmt.Sprint(code), "m"
		if diff := cmp.Diff(w, got); diff != "" || err != nil {
			t.Errorf("%d: %v (-want +got)\n%s", code, err, diff)
		}
	}
}

// TestStatuses has each status that the vendor documents.
func TestStatuses(t *testing.T) {
	want := map[pg.Outcome]string{
		pg.Pending:   "READY SEND_TMS OPEN_PAYMENT SELECT_METHOD ARS_WAITING AUTH_PASSWORD ISSUED_SID",
		pg.Approved:  "SUCCESS_PAYMENT PART_CANCEL_PAYMENT",
		pg.Cancelled: "CANCEL_PAYMENT QUIT_PAYMENT",
		pg.Refused:   "FAIL_AUTH_PASSWORD FAIL_PAYMENT",
		pg.Unknown:   "STATUS_OF_NEXT_YEAR",
	}
	for outcome, list := range want {
		for status := range strings.FieldsSeq(list) {
			got, err := says(t, 200, fmt.Sprintf(`{"status":%q,"tid":"T","amount":{"total":11000}}`, status)).Lookup(t.Context(), pgtest.Request())
			if err != nil || got.Outcome != outcome {
				t.Errorf("%s: %s, want %s (%v)", status, got.Outcome, outcome, err)
			}
		}
	}
	for code, outcome := range map[int]pg.Outcome{-721: pg.Absent, -780: pg.Unknown, -731: pg.Unknown} {
		got, err := says(t, 400, fmt.Sprintf(`{"error_code":%d}`, code)).Lookup(t.Context(), pgtest.Request())
		if err != nil || got.Outcome != outcome {
			t.Errorf("%d: %s, want %s (%v)", code, got.Outcome, outcome, err)
		}
	}
}

// TestApproval: the vendor's example, with fields that nobody here knows.
func TestApproval(t *testing.T) {
	p := says(t, 200, `{"aid":"A5678901234567890123","tid":"T1234567890123456789","cid":"TC0ONETIME","partner_order_id":"o","partner_user_id":"u",
		"payment_method_type":"MONEY","amount":{"total":2200,"tax_free":0,"vat":200,"point":500,"discount":0,"green_deposit":0,"new":1},
		"item_name":"초코파이","quantity":1,"created_at":"2023-07-15T21:18:22","approved_at":"2023-07-15T21:18:22","payload":"x","new":{"a":[1]}}`)
	got, err := p.Approve(t.Context(), pgtest.Request())
	if err != nil || got.Outcome != pg.Approved || got.Ref != "T1234567890123456789" || got.Order != "o" || got.Amount != 2200 || got.At.Hour() != 12 {
		t.Errorf("%+v, %v", got, err)
	}
	if diff := cmp.Diff([]pg.Part{{Means: "points", Amount: 500}, {Means: "balance", Amount: 1700}}, got.Parts); diff != "" {
		t.Errorf("parts (-want +got)\n%s", diff)
	}
	got, err = says(t, 200, `{}`).Approve(t.Context(), pgtest.Request())
	if err != nil || got.Outcome != pg.Unknown {
		t.Errorf("an empty answer: %+v, %v", got, err)
	}
}

func TestCallbacks(t *testing.T) {
	p := says(t, 200, "")
	tests := []struct {
		door  pg.Door
		query string
		want  pg.Agreed
		err   string
	}{
		{pg.DoorReturn, "pg_token=t&x=1", pg.Agreed{Memo: pg.Memo{"pg_token": "t"}}, ""},
		{pg.DoorReturn, "", pg.Agreed{}, "pg_token is missing"},
		{pg.DoorReturn, "pg_token=a&pg_token=b", pg.Agreed{}, "twice"},
		{pg.DoorReturn, "pg_token=" + strings.Repeat("a", 101), pg.Agreed{}, "too long"},
		{pg.DoorReturn, "pg_token=%zz", pg.Agreed{}, "cannot be read"},
		{pg.DoorCancel, "", pg.Agreed{Outcome: pg.Cancelled}, ""},
		{pg.DoorFail, "", pg.Agreed{Outcome: pg.Refused, Code: "fail_url", Reason: "Kakao Pay refused the payment"}, ""},
	}
	for _, tt := range tests {
		got, err := p.Callback(pgtest.Request(), pgtest.Heard(tt.door, tt.query))
		if diff := cmp.Diff(tt.want, got); diff != "" || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s?%s: %v (-want +got)\n%s", tt.door, tt.query, err, diff)
		}
	}
	if _, err := p.Webhook(pg.Heard{}); err == nil {
		t.Error("a webhook was taken, and the vendor sends none")
	}
}

// TestFiles: what an operator may write, and what is answered.
func TestFiles(t *testing.T) {
	tests := []struct {
		file string
		test bool
		want string
	}{
		{file, true, ""},
		{file, false, "does not go with test = false"},
		{strings.Replace(file, "TC0ONETIME", "C123456789", 1), false, ""},
		{strings.Replace(file, "TC0ONETIME", "C123456789", 1), true, "does not go with test = true"},
		{strings.Replace(file, "$SECRET", pgtest.Secret, 1), true, "write env:NAME"},
		{strings.Replace(file, "https:", "http:", 1), true, "not protected"},
		{"cid = 'TC0ONETIME'", true, "are needed"},
	}
	for _, tt := range tests {
		_, err := pgtest.Open(kakao.Kind, tt.test, pgtest.File(t, tt.file), pgtest.Says{})
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q, test %v: %v, want %q", tt.file, tt.test, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), pgtest.Secret) {
			t.Errorf("the secret stands in %v", err)
		}
	}
}

// TestLongAddresses are refused before anything is sent.
func TestLongAddresses(t *testing.T) {
	r := pgtest.Request()
	r.Failed += strings.Repeat("x", 255)
	if _, err := says(t, 200, `{"tid":"T","next_redirect_mobile_url":"u"}`).Prepare(t.Context(), r); pay.FateOf(err) != pay.NotSent {
		t.Errorf("%v", err)
	}
}

// FuzzAnswers: whatever the vendor answers, an approval is one only with a status of
// 200 and a number of the approval, and no secret comes out.
func FuzzAnswers(f *testing.F) {
	f.Add(200, `{"aid":"A","tid":"T","approved_at":"2023-07-15T21:18:22","amount":{"total":2200}}`)
	f.Add(400, `{"error_code":-780,"extras":{"method_result_code":"USER_LOCKED"}}`)
	f.Add(200, `{"amount":`)
	file := pgtest.File(f, file)
	f.Fuzz(func(t *testing.T, status int, body string) {
		p := pgtest.Provider(t, kakao.Kind, file, pgtest.Says{Status: status, Body: body})
		got, err := p.Approve(t.Context(), pgtest.Request())
		if err == nil && got.Outcome == pg.Approved && (status != 200 || !json.Valid([]byte(body))) {
			t.Errorf("%d %q is an approval", status, body)
		}
		if _, err := p.Lookup(t.Context(), pgtest.Request()); err != nil && strings.Contains(err.Error(), pgtest.Secret) {
			t.Error(err)
		}
		back, err := p.Cancel(t.Context(), pgtest.Request(), pg.Refund{ID: "r", Amount: 5, Left: 10})
		if err == nil && back.Outcome == pg.Approved && status != 200 {
			t.Errorf("%d %q is a refund", status, body)
		}
	})
}

func FuzzCallback(f *testing.F) {
	f.Add("pg_token=x")
	file := pgtest.File(f, file)
	f.Fuzz(func(t *testing.T, query string) {
		p := pgtest.Provider(t, kakao.Kind, file, pgtest.Says{})
		g, err := p.Callback(pgtest.Request(), pgtest.Heard(pg.DoorReturn, query))
		if err == nil && (g.Outcome != "" || g.Memo["pg_token"] == "" || len(g.Memo["pg_token"]) > 100) {
			t.Errorf("%q: %+v", query, g)
		}
	})
}
