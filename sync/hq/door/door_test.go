package door_test

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/store/memory"
)

type change = func(*http.Request)

func header(name, value string) change { return func(r *http.Request) { r.Header.Set(name, value) } }
func peer(address string) change       { return func(r *http.Request) { r.RemoteAddr = address } }
func host(name string) change          { return func(r *http.Request) { r.Host = name } }
func over(r *http.Request)             { r.TLS = &tls.ConnectionState{} }

func request(method string, changes ...change) *http.Request {
	r := httptest.NewRequest(method, "/", http.NoBody)
	r.RemoteAddr, r.Host = "127.0.0.1:5", "localhost:8500"
	for _, c := range changes {
		c(r)
	}
	return r
}

func TestGuard(t *testing.T) {
	t.Parallel()
	afar := peer("10.0.0.9:5")
	for name, c := range map[string]struct {
		proxy  bool
		method string
		change []change
		want   int
	}{
		"this machine":               {false, "GET", nil, 200},
		"by IPv6":                    {false, "GET", []change{peer("[::1]:5"), host("[::1]:8500")}, 200},
		"the network in the clear":   {false, "GET", []change{afar}, 403},
		"the network over TLS":       {false, "GET", []change{afar, host("hq.example"), over}, 200},
		"a rebound name":             {false, "GET", []change{host("evil.example:8500")}, 403},
		"a name that begins so":      {false, "GET", []change{host("localhost.evil.example")}, 403},
		"a proxy nobody spoke of":    {false, "GET", []change{header("X-Forwarded-For", "10.0.0.9")}, 403},
		"a proxy that claims TLS":    {false, "GET", []change{header("X-Forwarded-Proto", "https"), header("Via", "x")}, 403},
		"our proxy with TLS":         {true, "GET", []change{host("hq.example"), header("X-Forwarded-For", "10.0.0.9"), header("X-Forwarded-Proto", "https")}, 200},
		"our proxy in the clear":     {true, "GET", []change{host("hq.example"), header("X-Forwarded-For", "10.0.0.9")}, 403},
		"beside our proxy":           {true, "GET", nil, 200},
		"another site's form":        {false, "POST", []change{header("Sec-Fetch-Site", "cross-site")}, 403},
		"another origin's form":      {false, "POST", []change{header("Origin", "http://evil.example")}, 403},
		"our own form":               {false, "POST", []change{header("Sec-Fetch-Site", "same-origin")}, 200},
		"another site's link":        {false, "GET", []change{header("Sec-Fetch-Site", "cross-site")}, 200},
		"another site's form by TLS": {false, "POST", []change{over, host("hq.example"), header("Sec-Fetch-Site", "cross-site")}, 403},
	} {
		d := &door.Door{Proxy: c.proxy}
		w := httptest.NewRecorder()
		d.Guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "in") })).ServeHTTP(w, request(c.method, c.change...))
		if w.Code != c.want || strings.TrimSpace(w.Body.String()) == "" {
			t.Errorf("%s: %d %q, want %d", name, w.Code, w.Body, c.want)
		}
	}
}

func hall(t *testing.T) (*door.Door, string) {
	t.Helper()
	p := people.New(memory.New(), rand.Reader)
	d := &door.Door{People: p, Open: true}
	who, err := d.Who(request("GET"))
	if err != nil || who.Name != door.ThisMachine || who.May(people.Users) != nil {
		t.Errorf("an HQ without users: %+v, %v", who, err)
	}
	if err := p.Add(t.Context(), "kim", people.Viewer); err != nil {
		t.Fatal(err)
	}
	if err := p.SetPassword(t.Context(), "kim", "four cups of barley tea"); err != nil {
		t.Fatal(err)
	}
	token, _, err := p.SignIn(t.Context(), people.Attempt{Name: "kim", Password: "four cups of barley tea", From: "x"})
	if err != nil {
		t.Fatal(err)
	}
	return d, token
}

func TestWho(t *testing.T) {
	t.Parallel()
	d, session := hall(t)
	machine, err := d.People.NewToken(t.Context(), "kim", "erp", []people.Scope{people.Read}, 1)
	if err != nil {
		t.Fatal(err)
	}
	cookie := func(name, value string) change { return header("Cookie", name+"="+value) }
	for name, c := range map[string]struct {
		change []change
		want   string
	}{
		"a session":                        {[]change{cookie("kioskhq", session)}, "kim"},
		"a session over TLS":               {[]change{over, cookie("__Host-kioskhq", session)}, "kim"},
		"a plain cookie over TLS":          {[]change{over, cookie("kioskhq", session)}, ""},
		"a forged session":                 {[]change{cookie("kioskhq", "forged")}, ""},
		"a token":                          {[]change{header("Authorization", "bearer  "+machine)}, "token erp"},
		"a wrong token beside a session":   {[]change{cookie("kioskhq", session), header("Authorization", "Bearer kioskhq_x")}, ""},
		"a session as a token":             {[]change{header("Authorization", "Bearer "+session)}, ""},
		"nobody, now that there are users": {nil, ""},
	} {
		who, err := d.Who(request("GET", c.change...))
		if who.Name != c.want || (err == nil) != (c.want != "") || err != nil && !errors.Is(err, people.ErrNobody) {
			t.Errorf("%s: %+v, %v, want %q", name, who, err, c.want)
		}
	}
}

func TestCookie(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change []change
		want   string
	}{
		"plain": {nil, "kioskhq=t; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"},
		"TLS":   {[]change{over}, "__Host-kioskhq=t; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict"},
	} {
		w := httptest.NewRecorder()
		(&door.Door{}).Keep(w, request("POST", c.change...), "t")
		if got := w.Header().Get("Set-Cookie"); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestFrom(t *testing.T) {
	t.Parallel()
	r := request("GET", header("X-Forwarded-For", "1.1.1.1, 10.0.0.9"))
	if got := (&door.Door{}).From(r); got != "127.0.0.1" {
		t.Errorf("without a proxy: %s", got)
	}
	if got := (&door.Door{Proxy: true}).From(r); got != "10.0.0.9" {
		t.Errorf("behind one: %s", got)
	}
}
