package naver_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/naver"
	"kioskd/sync/hq/pg/pgtest"
)

const file = "client_id = 'c'\nclient_secret = '$SECRET'\nchain_id = 'h'\nbase_url = 'https://api.test'\npage_url = 'https://m.test'\n"

func says(t testing.TB, status int, body string) pg.Provider {
	t.Helper()
	return pgtest.Provider(t, naver.Kind, pgtest.File(t, file), pgtest.Says{Status: status, Body: body})
}

var approvalCodes = []struct {
	code   string
	status int
	want   pg.Result
}{
	{"OwnerAuthFail", 200, pg.Result{Outcome: pg.Refused}},
	{"TimeExpired", 200, pg.Result{Outcome: pg.Expired}},
	{"InvalidMerchant", 200, pg.Result{Outcome: pg.Refused, Alarm: true}},
	{"InvalidParameter", 200, pg.Result{Outcome: pg.Refused, Alarm: true}},
	{"InvalidPaymentId", 200, pg.Result{Outcome: pg.Refused, Alarm: true}},
	{"AlreadyOnGoing", 409, pg.Result{Outcome: pg.Unknown, Again: true}},
	{"MaintenanceOngoing", 200, pg.Result{Outcome: pg.Unknown, Again: true}},
	{"FaultCheckOngoing", 503, pg.Result{Outcome: pg.Unknown, Again: true}},
	{"AlreadyComplete", 200, pg.Result{Outcome: pg.Unknown}},
	{"Fail", 200, pg.Result{Outcome: pg.Unknown}},
	{"CodeOfNextYear", 200, pg.Result{Outcome: pg.Unknown}},
	{"", 200, pg.Result{Outcome: pg.Unknown}},
}

// TestApprovalCodes: the code counts, whatever the HTTP status.
func TestApprovalCodes(t *testing.T) {
	for _, tt := range approvalCodes {
		got, err := says(t, tt.status, fmt.Sprintf(`{"code":%q,"message":"m","body":{}}`, tt.code)).Approve(t.Context(), pgtest.Request())
		tt.want.Code, tt.want.Reason = tt.code, "m"
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", tt.code, err, diff)
		}
	}
	got, err := says(t, 401, `{"errorCode":"024","errorMessage":"no"}`).Approve(t.Context(), pgtest.Request())
	if err != nil || got.Outcome != pg.Refused || !got.Alarm {
		t.Errorf("the gateway refuses the keys: %+v, %v", got, err)
	}
}

func TestCancelCodes(t *testing.T) {
	want := map[string]pg.Returned{
		"CancelNotComplete": {Outcome: pg.Unknown, Again: true}, "PreCancelNotComplete": {Outcome: pg.Unknown, Again: true},
		"AlreadyOnGoing": {Outcome: pg.Unknown, Again: true}, "MaintenanceOngoing": {Outcome: pg.Unknown, Again: true},
		"FaultCheckOngoing": {Outcome: pg.Unknown, Again: true}, "AlreadyCanceled": {Outcome: pg.Unknown},
		"OverRemainAmount": {Outcome: pg.Unknown}, "RestAmountDiff": {Outcome: pg.Unknown}, "Fail": {Outcome: pg.Unknown},
		"InvalidMerchant": {Outcome: pg.Refused, Alarm: true}, "InvalidParameter": {Outcome: pg.Refused, Alarm: true},
		"InvalidPaymentId": {Outcome: pg.Refused, Alarm: true}, "TaxScopeAmtGreaterThanRemainError": {Outcome: pg.Refused, Alarm: true},
		"CodeOfNextYear": {Outcome: pg.Unknown},
	}
	for code, w := range want {
		got, err := says(t, 200, fmt.Sprintf(`{"code":%q,"message":"m"}`, code)).Cancel(t.Context(), pgtest.Request(), pg.Refund{ID: "r", Amount: 1, Left: 2})
		w.Code, w.Reason = code, "m"
		if diff := cmp.Diff(w, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", code, err, diff)
		}
	}
}

const applied = `{"paymentId":"ref","payHistId":"h","merchantPayKey":"o","admissionTypeCode":"01","admissionState":"SUCCESS","admissionYmdt":"20240101120000",
	"totalPayAmount":11000,"primaryPayAmount":8000,"npointPayAmount":3000,"primaryPayMeans":"BANK","new":{}}`

// TestApproval: the answer says order, amount and parts; unknown fields are passed
// over.
func TestApproval(t *testing.T) {
	got, err := says(t, 200, `{"code":"Success","body":{"paymentId":"ref","detail":`+applied+`}}`).Approve(t.Context(), pgtest.Request())
	want := []pg.Part{{Means: "transfer", Amount: 8000}, {Means: "points", Amount: 3000}}
	if diff := cmp.Diff(want, got.Parts); diff != "" || err != nil || got.Outcome != pg.Approved || got.Order != "o" || got.Amount != 11000 || got.At.Hour() != 3 {
		t.Errorf("%+v %v (-want +got)\n%s", got, err, diff)
	}
	for _, body := range []string{`{"code":"Success"}`, `{"code":"Success","body":{}}`, `{"code":"Success","body":{"paymentId":"other","detail":` + applied + `}}`} {
		if got, _ := says(t, 200, body).Approve(t.Context(), pgtest.Request()); got.Outcome == pg.Approved {
			t.Errorf("%s is an approval", body)
		}
	}
}

func TestHistories(t *testing.T) {
	cancel := func(kind, amount, state string) string {
		return fmt.Sprintf(`{"paymentId":"ref","merchantPayKey":"o","admissionTypeCode":%q,"admissionState":%q,"totalPayAmount":%s}`, kind, state, amount)
	}
	failed := strings.Replace(applied, "SUCCESS", "FAIL", 1)
	tests := []struct {
		name string
		list []string
		want pg.Outcome
		back int
	}{
		{"nothing yet", nil, pg.Pending, 0},
		{"approved", []string{applied}, pg.Approved, 0},
		{"refused", []string{failed}, pg.Refused, 0},
		{"refused, then approved", []string{applied, failed}, pg.Approved, 0},
		{"a part back", []string{cancel("04", "4000", "SUCCESS"), applied}, pg.Approved, 4000},
		{"a refund that failed", []string{cancel("04", "4000", "FAIL"), applied}, pg.Approved, 0},
		{"all back in parts", []string{cancel("04", "7000", "SUCCESS"), cancel("04", "4000", "SUCCESS"), applied}, pg.Cancelled, 11000},
		{"all back", []string{cancel("03", "11000", "SUCCESS"), applied}, pg.Cancelled, 11000},
	}
	for _, tt := range tests {
		body := `{"code":"Success","body":{"list":[` + strings.Join(tt.list, ",") + `],"totalPageCount":1}}`
		got, err := says(t, 200, body).Lookup(t.Context(), pgtest.Request())
		if err != nil || got.Outcome != tt.want || int(got.Refunded) != tt.back || got.Amount != 11000 {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
	}
	if got, _ := says(t, 200, `{"code":"TimeExpired"}`).Lookup(t.Context(), pgtest.Request()); got.Outcome != pg.Unknown {
		t.Errorf("a question that is refused says %s of the payment", got.Outcome)
	}
}

func TestCallbacks(t *testing.T) {
	p := says(t, 200, "")
	tests := []struct {
		query string
		want  pg.Agreed
		err   string
	}{
		{"resultCode=Success&paymentId=20240101NP1", pg.Agreed{Ref: "20240101NP1"}, ""},
		{"resultCode=Success", pg.Agreed{}, "paymentId is missing"},
		{"paymentId=x", pg.Agreed{}, "resultCode is missing"},
		{"resultCode=Success&paymentId=a&paymentId=b", pg.Agreed{}, "twice"},
		{"resultCode=Success&paymentId=" + strings.Repeat("a", 51), pg.Agreed{}, "too long"},
		{"resultCode=UserCancel&resultMessage=userCancel&reserveId=1", pg.Agreed{Outcome: pg.Cancelled, Code: "UserCancel"}, ""},
		{"resultCode=TimeExpired", pg.Agreed{Outcome: pg.Expired, Code: "TimeExpired"}, ""},
		{"resultCode=Fail&resultMessage=m", pg.Agreed{Outcome: pg.Refused, Code: "Fail", Reason: "m"}, ""},
	}
	for _, tt := range tests {
		got, err := p.Callback(pgtest.Request(), pgtest.Heard(pg.DoorReturn, tt.query))
		if diff := cmp.Diff(tt.want, got); diff != "" || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v (-want +got)\n%s", tt.query, err, diff)
		}
	}
	if _, err := p.Webhook(pg.Heard{}); err == nil {
		t.Error("a webhook was taken, and the vendor sends none")
	}
}

func TestFiles(t *testing.T) {
	const vendor = "https://dev-pay.paygate.naver.com"
	tests := []struct {
		file string
		test bool
		want string
	}{
		{file, true, ""},
		{strings.Replace(file, "https://api.test", vendor, 1), true, ""},
		{strings.Replace(file, "https://api.test", vendor, 1), false, "does not go with test = false"},
		{strings.Replace(file, "https://m.test", "https://m.pay.naver.com", 1), true, "does not go with test = true"},
		{file + "partner = 'a/b'", true, "partner is"},
		{"client_id = 'c'", true, "are needed"},
		{"client_id = 'c'\nclient_secret = '$SECRET'\nchain_id = 'h'\n", true, ""},
		{"client_id = 'c'\nclient_secret = '$SECRET'\nchain_id = 'h'\n", false, ""},
	}
	for _, tt := range tests {
		_, err := pgtest.Open(naver.Kind, tt.test, pgtest.File(t, tt.file), pgtest.Says{})
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q, test %v: %v, want %q", tt.file, tt.test, err, tt.want)
		}
	}
}

// FuzzAnswers: without the code Success nothing is an approval or a refund.
func FuzzAnswers(f *testing.F) {
	f.Add(200, `{"code":"Success","body":{"paymentId":"ref","detail":`+applied+`}}`)
	f.Add(200, `{"code":"Success","body":{"list":[`+applied+`]}}`)
	f.Add(200, `{"code":"Fail"}`)
	file := pgtest.File(f, file)
	f.Fuzz(func(t *testing.T, status int, body string) {
		p := pgtest.Provider(t, naver.Kind, file, pgtest.Says{Status: status, Body: body})
		a, errA := p.Approve(t.Context(), pgtest.Request())
		l, errL := p.Lookup(t.Context(), pgtest.Request())
		c, errC := p.Cancel(t.Context(), pgtest.Request(), pg.Refund{ID: "r", Amount: 5, Left: 10})
		good := errA == nil && a.Outcome == pg.Approved || errL == nil && l.Outcome == pg.Approved || errC == nil && c.Outcome == pg.Approved
		if good && !strings.Contains(body, "uccess") {
			t.Errorf("%d %q: %+v %+v %+v", status, body, a, l, c)
		}
		for _, err := range []error{errA, errL, errC} {
			if err != nil && strings.Contains(err.Error(), pgtest.Secret) {
				t.Error(err)
			}
		}
	})
}

func FuzzCallback(f *testing.F) {
	f.Add("resultCode=Success&paymentId=x")
	file := pgtest.File(f, file)
	f.Fuzz(func(t *testing.T, query string) {
		p := pgtest.Provider(t, naver.Kind, file, pgtest.Says{})
		g, err := p.Callback(pgtest.Request(), pgtest.Heard(pg.DoorReturn, query))
		if err == nil && g.Outcome == "" && (g.Ref == "" || len(g.Ref) > 50) {
			t.Errorf("%q: %+v", query, g)
		}
	})
}
