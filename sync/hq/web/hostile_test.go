package web_test

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/web"
	"kioskd/sync/hq/web/webtest"
	"kioskd/sync/hq/webhook"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// visitor is a browser without a screen.
type visitor struct {
	testing.TB
	site   *site
	client *http.Client
	form   string // token of the session
}

func (s *site) visitor(name string, role people.Role) *visitor {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	v := &visitor{TB: s.t, site: s, client: &http.Client{Jar: jar}}
	if err := s.people.Add(s.t.Context(), name, role); err != nil {
		s.t.Fatal(err)
	}
	if err := s.people.SetPassword(s.t.Context(), name, webtest.Password); err != nil {
		s.t.Fatal(err)
	}
	v.signs(name)
	return v
}

func (v *visitor) signs(name string) {
	v.Helper()
	code, body := v.posts("/sign-in", url.Values{"name": {name}, "password": {webtest.Password}, "next": {"/payments"}})
	if code != http.StatusOK || !strings.Contains(body, "Payments") {
		v.Fatalf("sign in: %d %s", code, body)
	}
	v.form = regexp.MustCompile(`name="form" value="([^"]+)"`).FindStringSubmatch(body)[1]
}

func (v *visitor) do(r *http.Request) (int, string) {
	v.Helper()
	resp, err := v.client.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		v.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func (v *visitor) request(method, path string, body io.Reader) *http.Request {
	v.Helper()
	r, err := http.NewRequestWithContext(v.Context(), method, v.site.server.URL+path, body)
	if err != nil {
		v.Fatal(err)
	}
	return r
}

func (v *visitor) posts(path string, fields url.Values) (int, string) {
	v.Helper()
	r := v.request(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

func (v *visitor) gets(path string) (int, string) {
	v.Helper()
	return v.do(v.request(http.MethodGet, path, http.NoBody))
}

func TestNobodyComesInUnasked(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim := s.visitor("kim", people.Viewer)
	stranger := &visitor{TB: t, site: s, client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for _, path := range []string{"/", "/payments", "/payments.csv", "/cases", "/refunds", "/settings", "/books", "/users", "/audit", "/audit.jsonl", "/account", "/events", "/nowhere"} {
		if code, body := stranger.gets(path); code != http.StatusSeeOther || strings.Contains(body, "KRW") {
			t.Errorf("a stranger at %s: %d %s", path, code, body)
		}
	}
	for path, want := range map[string]int{"/": 200, "/payments": 200, "/users": 403, "/audit": 403, "/settings/edit": 403, "/settings/offer": 403} {
		if code, _ := kim.gets(path); code != want {
			t.Errorf("a viewer at %s: %d, want %d", path, code, want)
		}
	}
	for _, path := range []string{"/users", "/tokens", "/kiosks", "/kiosks/k1/command", "/settings/offer", "/cases/k1/x/settle", "/refunds/x/agree", "/books"} {
		if code, _ := kim.posts(path, url.Values{"form": {kim.form}, "name": {"lock"}}); code != 403 {
			t.Errorf("a viewer posts to %s: %d", path, code)
		}
		if code, _ := stranger.posts(path, url.Values{"form": {kim.form}}); code != 401 {
			t.Errorf("a stranger posts to %s: %d", path, code)
		}
	}
}

// TestForgedForms: another site's form, one without its session's token, and one
// with another session's change nothing.
func TestForgedForms(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim, lee := s.visitor("kim", people.Admin), s.visitor("lee", people.Operator)
	before, err := s.desk.Book.Newest(t.Context(), 0, 99)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		form  string
		fetch string
	}{"no token": {"", "same-origin"}, "a wrong token": {"0000", "same-origin"}, "another's token": {lee.form, "same-origin"}, "another site": {kim.form, "cross-site"}, "a sibling": {kim.form, "same-site"}} {
		r := kim.request(http.MethodPost, "/users", strings.NewReader(url.Values{"form": {c.form}, "name": {"eve"}, "role": {"admin"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", c.fetch)
		if code, _ := kim.do(r); code != http.StatusForbidden {
			t.Errorf("%s: %d", name, code)
		}
	}
	users, err := s.people.Users(t.Context())
	after, err2 := s.desk.Book.Newest(t.Context(), 0, 99)
	if err != nil || err2 != nil || len(users) != 2 || len(after) != len(before) {
		t.Errorf("%d users, %d entries where there were %d; %v, %v", len(users), len(after), len(before), err, err2)
	}
	if code, body := kim.posts("/users", url.Values{"form": {kim.form}, "name": {"park"}, "role": {"viewer"}}); code != 200 || !strings.Contains(body, "/welcome#") {
		t.Errorf("a true form: %d %s", code, body)
	}
}

// TestBrokenSessions: garbage where a session stands is nobody.
func TestBrokenSessions(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim := s.visitor("kim", people.Admin)
	stranger := &visitor{TB: t, site: s, client: http.DefaultClient}
	for _, cookie := range []string{"kioskhq=", "kioskhq=x", "kioskhq=" + strings.Repeat("a", 5000), `kioskhq="' OR 1=1"`, "__Host-kioskhq=x"} {
		r := stranger.request(http.MethodGet, "/payments", http.NoBody)
		r.Header.Set("Cookie", cookie)
		if code, body := stranger.do(r); code != 200 || !strings.Contains(body, "Sign in") {
			t.Errorf("%.40s: %d %s", cookie, code, body)
		}
	}
	if code, _ := kim.posts("/sign-out", url.Values{"form": {kim.form}}); code != 200 {
		t.Errorf("sign out: %d", code)
	}
	if _, body := kim.gets("/payments"); !strings.Contains(body, "Sign in") {
		t.Error("signed out, and in")
	}
}

// TestTextsAreTexts puts a script into every field of every form, and looks for it
// on every page.
func TestTextsAreTexts(t *testing.T) {
	t.Parallel()
	s := open(t)
	const evil = `"><script>alert(1)</script>'{{.}}`
	j := wiretest.New("e1")
	j.Sale("key-1", 12000)
	j.Add(wire.KindStarted, "key-2", wire.Body{Charge: &wire.Charge{Amount: 500, Currency: "KRW"}})
	j.Add(wire.KindUnresolved, "key-2", wire.Body{Reason: evil})
	s.put(j)
	kim := s.visitor("kim", people.Admin)
	gap := hq.Trouble{Kiosk: evil, Reason: hq.AlarmGap, About: evil, Detail: evil}
	if err := s.h.Raise(t.Context(), gap); err != nil {
		t.Fatal(err)
	}
	hook, _, err := s.desk.Webhooks.Add(t.Context(), webhook.Endpoint{URL: "https://erp.example.com/?" + url.QueryEscape(evil), By: evil})
	if err != nil {
		t.Fatal(err)
	}
	strange := url.PathEscape(evil)
	forms := map[string]url.Values{
		"/alarms/" + gap.AlarmID() + "/take": {}, "/alarms/" + gap.AlarmID() + "/settle": {"count": {"1"}, "note": {evil}}, "/alarms/" + strange + "/settle": {"count": {evil}, "note": {evil}},
		"/bills": {"kiosk": {"k1"}, "key": {"bill-0001"}, "name": {evil}, "amount": {"6000"}}, "/bills/token": {"kiosk": {evil}}, "/bills/" + strange + "/announce": {}, "/bills/" + strange + "/withdraw": {"reason": {evil}},
		"/webhooks": {"url": {evil}, "type": {evil}}, "/webhooks/" + hook.ID: {"do": {evil}, "url": {evil}, "type": {evil}}, "/webhooks/" + hook.ID + "/deliveries/" + strange + "/again": {},
		"/phones/" + strange + "/look": {"reason": {evil}}, "/phones/" + strange + "/say": {"paid": {"yes"}, "reason": {evil}, "ref": {evil}, "amount": {evil}},
		"/refunds/" + strange + "/agree": {"signed": {evil}}, "/refunds/" + strange + "/refuse": {"reason": {evil}}, "/settings/1/back": {"percent": {evil}}, "/account/second/off": {"password": {evil}, "code": {evil}},
		"/users": {"name": {evil}, "role": {evil}}, "/users/" + url.PathEscape(evil): {"do": {"role"}, "role": {"viewer"}}, "/tokens": {"name": {evil}, "scope": {evil}, "days": {evil}}, "/tokens/" + url.PathEscape(evil) + "/end": {},
		"/kiosks": {"kiosk": {evil}}, "/kiosks/k1/command": {"name": {evil}}, "/kiosks/k1/keys/x/revoke": {"reason": {evil}}, "/kiosks/" + url.PathEscape(evil) + "/keys/x/revoke": {"reason": {evil}},
		"/payments/k1/key-1/refund": {"amount": {"12000"}, "reason": {evil}}, "/cases/k1/key-2/settle": {"facts": {"2"}, "outcome": {"paid"}, "reason": {evil}}, "/cases/k1/key-2/take": {},
		"/settings/edit": {"document": {evil}}, "/settings/draft.json": {"document": {evil}}, "/settings/offer": {"signed": {evil}, "percent": {evil}, "kiosks": {evil}}, "/settings/1/stop": {"reason": {evil}}, "/settings/1/widen": {"percent": {evil}},
		"/books":            {"day": {evil}, "statement": {evil}, "number": {evil}, "amount": {evil}, "date": {evil}, "kind": {evil}, "cancel": {evil}, "of": {evil}},
		"/books/phones":     {"provider": {evil}, "day": {evil}, "list": {evil}},
		"/books/payouts":    {"provider": {evil}, "day": {evil}},
		"/account/password": {"password": {evil}, "new": {evil}}, "/account/second": {"secret": {evil}, "code": {evil}, "password": {webtest.Password}},
		"/sign-in": {"name": {evil}, "password": {evil}, "next": {evil}}, "/sign-in/code": {"code": {evil}, "next": {evil}}, "/welcome": {"code": {evil}, "name": {evil}, "password": {evil}},
	}
	if left := web.Unasked(append(slices.Collect(maps.Keys(forms)), "/sign-out")); len(left) > 0 {
		t.Errorf("forms that are not tried: %v", left)
	}
	for path, fields := range forms {
		fields.Set("form", kim.form)
		if code, body := kim.posts(path, fields); code >= 500 || strings.Contains(body, "<script>alert") {
			t.Errorf("%s: %d\n%s", path, code, body)
		}
	}
	s.looksClean(kim, evil)
}

func (s *site) looksClean(v *visitor, evil string) {
	s.t.Helper()
	refunds, err := s.desk.Refunds(s.t.Context())
	if err != nil || len(refunds) != 1 {
		s.t.Fatalf("%d refunds, %v", len(refunds), err)
	}
	for _, path := range []string{"/", "/payments", "/payments/k1/key-1", "/payments/k1/key-2", "/cases", "/refunds", "/refunds/" + refunds[0].ID, "/settings", "/books", "/users", "/audit", "/account", "/alarms", "/bills", "/webhooks",
		"/sign-in?next=" + url.QueryEscape(evil), "/payments?q=" + url.QueryEscape(evil), "/language?to=ko&back=//evil.example"} {
		if code, body := v.gets(path); code != 200 || strings.Contains(body, "<script>alert") {
			s.t.Errorf("%s: %d\n%s", path, code, body)
		}
	}
	if _, body := v.gets("/payments/k1/key-2"); !strings.Contains(body, "&lt;script&gt;") {
		s.t.Errorf("the text was lost:\n%s", body)
	}
}

// TestTooMuch: what is too large is refused, and costs nothing.
func TestTooMuch(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim := s.visitor("kim", people.Admin)
	large := strings.Repeat("x", 9<<20)
	for path, field := range map[string]string{"/settings/offer": "signed", "/books": "statement", "/settings/edit": "document", "/cases/k1/x/settle": "reason"} {
		if code, body := kim.posts(path, url.Values{"form": {kim.form}, field: {large}}); code != http.StatusRequestEntityTooLarge || strings.Contains(body, "xxx") {
			t.Errorf("%s: %d", path, code)
		}
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("signed-file", "x.json")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(part, large)
	_ = w.Close()
	r := kim.request(http.MethodPost, "/settings/offer", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	if code, _ := kim.do(r); code != http.StatusRequestEntityTooLarge {
		t.Errorf("a file: %d", code)
	}
}
