package ui_test

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// TestSite: a site's place sends its browser to the site, lets that one origin
// frame what it serves, and has a session of its own that reaches into frames.
func TestSite(t *testing.T) {
	t.Parallel()
	var site atomic.Pointer[ui.Site]
	d := serve(t, ui.Options{Agent: fake.New(), House: func() ui.House { return ui.House{Site: site.Load()} }})
	site.Store(&ui.Site{Name: "shop", URL: "https://shop.example.com:8443/kiosk"})
	d.client = &http.Client{Transport: asBrowsersDo(d.Cleanup), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	_, port, _ := strings.Cut(strings.TrimPrefix(d.url, "http://"), ":")
	shop := host("shop.localhost:" + port)
	word, err := d.server.LaunchAt("shop")
	if err != nil {
		t.Fatal(err)
	}
	cookies := d.ask("GET", word, "", shop).Cookies()
	if len(cookies) != 1 || cookies[0].SameSite != http.SameSiteNoneMode || !cookies[0].Secure || !cookies[0].Partitioned || !cookies[0].HttpOnly {
		t.Fatalf("the session: %+v", cookies)
	}
	session := header("Cookie", cookies[0].Name+"="+cookies[0].Value)
	if got := d.ask("GET", "/", "", shop, session).Header.Get("Location"); !strings.HasPrefix(got, site.Load().URL+"#kioskd=") {
		t.Errorf("sent to %q", got)
	}
	if got := d.ask("GET", "/", "", shop).Header.Get("Location"); got != d.url+"/" {
		t.Errorf("without a session sent to %q", got)
	}
	for _, path := range []string{"/sdk/screen/", "/sdk/bridge.html"} {
		answer := d.ask("GET", path, "", shop)
		policy := answer.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors https://shop.example.com:8443") || answer.Header.Get("X-Frame-Options") != "" {
			t.Errorf("%s: %s", path, policy)
		}
		if body, err := io.ReadAll(answer.Body); err != nil || path == "/sdk/bridge.html" && !strings.Contains(string(body), `data-page="https://shop.example.com:8443"`) {
			t.Errorf("%s: %s", path, body)
		}
	}
	for _, from := range []string{"https://shop.example.com:8443", "https://evil.example"} {
		got := d.ask("POST", "/api/v1/orders", goodOrder, shop, session, header("Origin", from), header("Sec-Fetch-Site", "cross-site"))
		if p := refused(t, got, 403); !strings.HasSuffix(p.Type, ":origin") {
			t.Errorf("%s orders: %+v", from, p)
		}
	}
	if status := d.ask("POST", "/api/v1/orders", goodOrder, shop, session).StatusCode; status != 201 {
		t.Errorf("the bridge orders: status %d", status)
	}
	site.Store(nil)
	refused(t, d.ask("GET", "/sdk/bridge.html", "", shop), 421)
	if status := d.ask("GET", "/sdk/bridge.html", "").StatusCode; status != 404 {
		t.Errorf("a bridge at the kiosk's own page: status %d", status)
	}
}
