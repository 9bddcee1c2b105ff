package ui_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"kioskd/ui"
	"kioskd/ui/apps"
	"kioskd/ui/internal/fake"
)

// shelf is web apps that are one page each.
type shelf struct {
	pages map[string]string
	inUse string
}

func (s shelf) Has(name string) bool { _, ok := s.pages[name]; return ok }
func (s shelf) InUse() string        { return s.inUse }

func (s shelf) Serve(name string, w http.ResponseWriter, _ *http.Request, dress apps.Dress) bool {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(dress([]byte(s.pages[name])))
	return true
}

// at sends a request to another name of this machine.
func (d door) at(name string) func(*http.Request) {
	_, port, _ := strings.Cut(strings.TrimPrefix(d.url, "http://"), ":")
	return host(name + ":" + port)
}

// TestProgramsWithoutALaunch: a local program sends no Origin, and has no session.
func TestProgramsWithoutALaunch(t *testing.T) {
	t.Parallel()
	d := open(t).program()
	for path, status := range map[string]int{
		"GET view": 200, "GET catalogue": 200, "GET store": 200,
		"POST orders": 401, "POST payments": 401, "POST payments/order-1/abort": 401, "POST payments/order-1/dismiss": 401,
		"POST payments/order-1/keep": 401, "POST payments/order-1/receipt": 401, "GET payments/order-1": 401,
		"POST launches": 403, // no credential is set
	} {
		method, path, _ := strings.Cut(path, " ")
		body := ""
		if method == "POST" {
			body = goodOrder
		}
		answer := d.ask(method, "/api/v1/"+path, body)
		if answer.StatusCode != status {
			t.Errorf("%s %s: status %d, want %d", method, path, answer.StatusCode, status)
		}
		if status == 401 && refused(t, answer, 401).Type != "urn:kioskd:problem:launch" {
			t.Errorf("%s %s is refused for something else", method, path)
		}
	}
	if got := d.ask("POST", "/api/v1/orders", goodOrder, bearer("a.b")).StatusCode; got != 401 {
		t.Errorf("a forged session: status %d", got)
	}
	answer := d.ask("GET", "/", "")
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 403 || !strings.Contains(string(page), "kioskd screen url") {
		t.Errorf("the page without a launch: %d, %v, %s", answer.StatusCode, err, page)
	}
	if heard := d.agent.Heard(); len(heard) > 0 {
		t.Errorf("the agent heard %q", heard)
	}
}

func TestLaunchOpensTheScreenOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	first := door{T: t, url: d.url, client: stay}
	path := d.launch() + "&lang=en"
	answer := first.ask("GET", path, "")
	if answer.StatusCode != 303 || answer.Header.Get("Location") != "/?lang=en" {
		t.Fatalf("%d, to %q", answer.StatusCode, answer.Header.Get("Location"))
	}
	c := answer.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %v", c)
	}
	if got := first.ask("GET", path, "").StatusCode; got != 403 {
		t.Errorf("the same launch in another browser: status %d", got)
	}
	held := header("Cookie", c.Name+"="+c.Value)
	if got := first.ask("GET", path, "", held).StatusCode; got != 303 {
		t.Errorf("the same launch in the same browser: status %d", got)
	}
	if got := first.ask("POST", "/api/v1/orders", goodOrder, bearer(c.Value)).StatusCode; got != 201 {
		t.Errorf("a program that is the screen: status %d", got)
	}
	if got := first.ask("GET", "/", "", held, d.at("staff.localhost")).Header.Get("Location"); strings.Contains(got, "evil") {
		t.Errorf("sent to %s", got)
	}
	if got := first.ask("GET", "//evil.example/"+d.launch()[1:], "").Header.Get("Location"); strings.HasPrefix(got, "//") {
		t.Errorf("sent to %s", got)
	}
}

// TestPlaces: the names below localhost are the staff page and the installed web
// apps, and no others.
func TestPlaces(t *testing.T) {
	t.Parallel()
	d := serve(t, ui.Options{Agent: fake.New(), Apps: shelf{pages: map[string]string{"bistro": "<h1>Bistro</h1>"}}, Staff: "the-people"})
	for name, status := range map[string]int{
		"bistro.localhost": 200, "BISTRO.localhost": 200, "staff.localhost": 200,
		"other.localhost": 421, "a.bistro.localhost": 421, ".localhost": 421, "bistro.localhost.evil.example": 421, "bistro": 421,
	} {
		if got := d.ask("GET", "/api/v1/view", "", d.at(name)).StatusCode; got != status {
			t.Errorf("%s: status %d, want %d", name, got, status)
		}
	}
	app := d.at("bistro.localhost")
	if got := d.ask("POST", "/api/v1/orders", goodOrder, app).StatusCode; got != 401 {
		t.Errorf("the kiosk page's session on an app's origin: status %d", got)
	}
	if got := d.ask("GET", "/api/v1/staff", "", app, bearer("the-people")).StatusCode; got != 403 {
		t.Errorf("an app that asks for the staff list: status %d", got)
	}
	if got := d.ask("GET", "/sdk/screen/", "", app); got.StatusCode != 200 || got.Header.Get("X-Frame-Options") != "SAMEORIGIN" {
		t.Errorf("the standard page to lay over an app's: %d, %v", got.StatusCode, got.Header)
	}
	page, err := io.ReadAll(d.ask("GET", "/anything", "", app).Body)
	if err != nil || !strings.HasSuffix(string(page), "<h1>Bistro</h1>") || !strings.Contains(string(page), "/sdk/guard.js") {
		t.Errorf("the app's page: %s, %v", page, err)
	}
}

func TestStarter(t *testing.T) {
	t.Parallel()
	d := serve(t, ui.Options{Agent: fake.New(), Starter: "the-browser"}).program()
	if got := d.ask("POST", "/api/v1/launches", "", bearer("x")).StatusCode; got != 401 {
		t.Errorf("status %d", got)
	}
	made := read[ui.Launched](t, d.ask("POST", "/api/v1/launches", "", bearer("the-browser")), 201)
	d = d.launched()
	if got := d.ask("GET", made.Path, "").StatusCode; got != 200 {
		t.Errorf("%s: status %d", made.Path, got)
	}
}
