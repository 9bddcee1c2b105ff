package ui_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

const goodOrder = `{"picks":[{"item":"water","quantity":1}],"language":"ko"}`

// rebound gives a request the Host that it has from a page of that name, whose
// name was resolved to our address.
func rebound(name string) func(*http.Request) {
	return func(r *http.Request) { r.Host = name + ":" + r.URL.Port() }
}

// TestRefused: nothing of this reaches the agent.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path, body string
		change             func(*http.Request)
		status             int
		kind               string
	}{
		"foreign origin":       {"POST", "orders", goodOrder, header("Origin", "https://evil.example"), 403, "origin"},
		"sandboxed origin":     {"POST", "orders", goodOrder, header("Origin", "null"), 403, "origin"},
		"cross-site":           {"POST", "orders", goodOrder, header("Sec-Fetch-Site", "cross-site"), 403, "origin"},
		"another app here":     {"POST", "orders", goodOrder, header("Sec-Fetch-Site", "same-site"), 403, "origin"},
		"cross-site read":      {"GET", "view", "", header("Sec-Fetch-Site", "cross-site"), 403, "origin"},
		"cross-site stream":    {"GET", "events", "", header("Sec-Fetch-Site", "cross-site"), 403, "origin"},
		"rebound name":         {"POST", "orders", goodOrder, rebound("evil.example"), 421, "host"},
		"rebound name, read":   {"GET", "view", "", rebound("127.0.0.1.evil.example"), 421, "host"},
		"wrong port":           {"GET", "view", "", host("127.0.0.1:1"), 421, "host"},
		"no port":              {"GET", "view", "", host("localhost"), 421, "host"},
		"looks like localhost": {"GET", "view", "", rebound("localhost.evil.example"), 421, "host"},
		"a form":               {"POST", "orders", goodOrder, header("Content-Type", "application/x-www-form-urlencoded"), 415, "content-type"},
		"plain text":           {"POST", "orders", goodOrder, header("Content-Type", "text/plain"), 415, "content-type"},
		"no content type":      {"POST", "orders", goodOrder, header("Content-Type", ""), 415, "content-type"},
		"too large":            {"POST", "orders", `{"language":"` + strings.Repeat("x", 70_000) + `"}`, nil, 413, "too-large"},
		"no JSON":              {"POST", "orders", `picks`, nil, 400, "malformed"},
		"cut off":              {"POST", "orders", `{"picks":[`, nil, 400, "malformed"},
		"nothing":              {"POST", "orders", ``, header("Content-Type", "application/json"), 400, "malformed"},
		"two objects":          {"POST", "orders", goodOrder + goodOrder, nil, 400, "malformed"},
		"own price":            {"POST", "orders", `{"picks":[{"item":"water","quantity":1,"price":1}],"language":"ko"}`, nil, 400, "malformed"},
		"unknown field":        {"POST", "payments", `{"key":"order-1","amount":1,"status":"approved"}`, nil, 400, "malformed"},
		"fraction":             {"POST", "payments", `{"key":"order-1","amount":0.5}`, nil, 400, "malformed"},
		"amount as text":       {"POST", "payments", `{"key":"order-1","amount":"1"}`, nil, 400, "malformed"},
		"overflow":             {"POST", "payments", `{"key":"order-1","amount":99999999999999999999}`, nil, 400, "malformed"},
		"bad key":              {"POST", "payments", `{"key":"../../x","amount":1}`, nil, 400, "key"},
		"GET orders":           {"GET", "orders", "", nil, 405, "method"},
		"GET payments":         {"GET", "payments", "", nil, 405, "method"},
		"GET abort":            {"GET", "payments/order-1/abort", "", nil, 405, "method"},
		"DELETE a payment":     {"DELETE", "payments/order-1", "", nil, 405, "method"},
		"POST view":            {"POST", "view", "", nil, 405, "method"},
		"no such path":         {"GET", "wallet", "", nil, 404, "path"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			if c.change == nil {
				c.change = func(*http.Request) {}
			}
			p := refused(t, d.ask(c.method, "/api/v1/"+c.path, c.body, c.change), c.status)
			if p.Type != "urn:kioskd:problem:"+c.kind {
				t.Errorf("refused as %s: %s", p.Type, p.Detail)
			}
			if heard := d.agent.Heard(); len(heard) > 0 {
				t.Errorf("the agent heard %q", heard)
			}
		})
	}
}

func TestOwnNames(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(d.url, "http://"), ":")
	for _, name := range []string{"127.0.0.1", "localhost", "LocalHost", "[::1]"} {
		if got := d.ask("GET", "/api/v1/view", "", host(name+":"+port)).StatusCode; got != 200 {
			t.Errorf("%s: status %d", name, got)
		}
	}
	own := header("Origin", d.url)
	if got := d.ask("POST", "/api/v1/orders", goodOrder, own, header("Sec-Fetch-Site", "same-origin")).StatusCode; got != 201 {
		t.Errorf("the own page: status %d", got)
	}
}

func TestPeerFromOutside(t *testing.T) {
	t.Parallel()
	s, err := ui.New(ui.Options{Agent: fake.New()})
	if err != nil {
		t.Fatal(err)
	}
	for peer, status := range map[string]int{"192.0.2.7:4711": 403, "[2001:db8::1]:80": 403, "nonsense": 403, "127.0.0.1:4711": 200, "[::1]:4711": 200} {
		local := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7700}
		r := httptest.NewRequestWithContext(context.WithValue(t.Context(), http.LocalAddrContextKey, local), "GET", "http://127.0.0.1:7700/api/v1/view", nil)
		r.RemoteAddr = peer
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("from %s: status %d, want %d", peer, w.Code, status)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, path := range []string{"/", "/api/v1/view", "/api/v1/nothing"} {
		h := d.ask("GET", path, "").Header
		csp := h.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, rule) {
				t.Errorf("%s: policy %q lacks %s", path, csp, rule)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q is not strict", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: headers %v", path, h)
		}
		if strings.HasPrefix(path, "/api/") && h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: may be kept: %q", path, h.Get("Cache-Control"))
		}
	}
}

// TestRefusalsSayWhatIsWanted: in the words of the API, not of its language.
func TestRefusalsSayWhatIsWanted(t *testing.T) {
	t.Parallel()
	d := open(t)
	for body, want := range map[string]string{
		``:                         "the body is empty",
		`{"key":`:                  "the body ends in the middle",
		`[]`:                       "the body must be an object, not a JSON array",
		`{"key":1}`:                "key must be a string, not a JSON number",
		`{"key":"k","amount":"1"}`: "amount must be a whole number of minor units, not a JSON string",
		`{"key":"k","amount":1.5}`: "amount must be a whole number of minor units, not a JSON number 1.5",
		`{"key":"k","discount":1}`: `unknown field "discount"`,
	} {
		p := refused(t, d.ask("POST", "/api/v1/payments", body, header("Content-Type", "application/json")), 400)
		if p.Detail != want {
			t.Errorf("%s: %q, want %q", body, p.Detail, want)
		}
	}
}
