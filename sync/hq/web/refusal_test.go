package web_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kioskd/sync/hq/bills"
	"kioskd/sync/hq/people"
)

// korean is a visitor's request by a browser that asks for Korean.
func (v *visitor) korean(method, path string, fields url.Values) (int, string) {
	v.Helper()
	r := v.request(method, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Accept-Language", "ko-KR,ko;q=0.9,en;q=0.5")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	code, body := v.do(r)
	return code, html.UnescapeString(body)
}

// TestRefusalsAreKorean: whoever reads Korean is refused in Korean, with the values
// that the sentence is about, and programs hear the same status as ever.
func TestRefusalsAreKorean(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim, lee := s.visitor("kim", people.Admin), s.visitor("lee", people.Viewer)
	if err := s.desk.Bills.Add(t.Context(), bills.Bill{Kiosk: "k1", Key: "bill-0001", Name: "Lunch", Amount: 9000}); err != nil {
		t.Fatal(err)
	}
	kims := func(pairs ...string) url.Values {
		all := url.Values{"form": {kim.form}}
		for i := 0; i < len(pairs); i += 2 {
			all.Set(pairs[i], pairs[i+1])
		}
		return all
	}
	for _, test := range []struct {
		who          *visitor
		method, path string
		fields       url.Values
		code         int
		says         string
	}{
		{lee, "GET", "/users", nil, 403, "조회자 역할로는 할 수 없어요. 관리자가 역할을 바꿔 줄 수 있어요."},
		{kim, "POST", "/users", url.Values{"form": {"0000"}}, 403, "지금 로그인한 화면에서 보낸 것이 아니에요."},
		{kim, "GET", "/nowhere", nil, 404, "없는 화면이에요"},
		{kim, "GET", "/payments?status=odd", nil, 400, `상태 "odd"은(는)`},
		{kim, "GET", "/payments?day=soon", nil, 400, `"soon"`},
		{kim, "GET", "/payments?after=x", nil, 400, `"x"은(는) 목록의 위치가 아니에요.`},
		{kim, "POST", "/kiosks", kims("kiosk", "a b"), 400, "키오스크 ID는 A-Z a-z 0-9 . _ - 로 1~64자예요."},
		{kim, "POST", "/bills", kims("kiosk", "k1", "key", "bill-0001", "name", "Dinner", "amount", "20000"), 409, "키 bill-0001의 다른 청구가 이미 있어요."},
		{kim, "POST", "/bills", kims("kiosk", "k1", "key", "bill-0002", "name", "Dinner", "amount", "much"), 400, `"much"은(는) 숫자가 아니에요.`},
		{kim, "POST", "/books", kims("day", "2026-01-05", "statement", "승인번호,금액\n1,x\n"), 400, `2번째 줄: "x"은(는) 금액이 아니에요.`},
		{kim, "POST", "/books", kims("day", "2026-01-05", "statement", "a,b\n1,2\n"), 400, "승인번호와 금액이 어느 열에 있는지 골라 주세요."},
		{kim, "POST", "/settings/offer", kims("signed", "{}"), 400, "서명된 문서가 아니에요."},
		{kim, "POST", "/welcome", url.Values{"code": {"wrong"}, "name": {"eve"}, "password": {"four cups of barley tea"}}, 400, "링크가 잘못됐거나 이미 썼거나 기한이 지났어요."},
	} {
		code, body := test.who.korean(test.method, test.path, test.fields)
		if code != test.code || !strings.Contains(body, test.says) {
			t.Errorf("%s %s %v: %d, want %d and %q in\n%s", test.method, test.path, test.fields, code, test.code, test.says, body)
		}
	}
}
