package ui_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"

	"kioskd/ui"
	"kioskd/ui/apps"
	"kioskd/ui/internal/fake"
)

// linkPage does what the tests ask of it by its own scripts.
const linkPage = `<!doctype html><html lang="en"><head><title>App</title></head><body data-screen="app"><h1>App</h1>
<a id="listed" href="https://shop.example:PORT/page">listed</a> <a id="alike" href="https://shop.example.evil.example:PORT/page">alike</a>
<a id="new" target="_blank" href="https://evil.example:PORT/">new</a><script src="app.js"></script></body></html>`

// browsing opens the kiosk with two apps in a browser to which every name that is
// not this machine's leads to one foreign server.
func browsing(t *testing.T, inUse string) (finger, *visited) {
	t.Helper()
	abroad := &visited{}
	foreign := httptest.NewTLSServer(abroad)
	t.Cleanup(foreign.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(foreign.URL, "https://"), ":")
	shelf, err := apps.Open(apps.Options{Folder: t.TempDir(), CheckName: func(string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(linkPage, "PORT", port)
	for _, name := range []string{"one", "two"} {
		if err := shelf.Mount(name, fstest.MapFS{"index.html": {Data: []byte(page)}, "app.js": {Data: []byte("window.started = true")}}); err != nil {
			t.Fatal(err)
		}
	}
	access := func() ui.House { return ui.House{Access: []string{"shop.example:" + port}} }
	d := serve(t, ui.Options{Agent: fake.New(), Apps: inUseOf{shelf, inUse}, House: access, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	f := browser(t, d)
	f.do(security.SetIgnoreCertificateErrors(true), chromedp.Navigate(d.url+d.launch()))
	abroad.port = port
	return f, abroad
}

type inUseOf struct {
	*apps.Shelf
	name string
}

func (i inUseOf) InUse() string { return i.name }

// visited is a foreign server that remembers who came.
type visited struct {
	port string
	mu   sync.Mutex // guards came
	came []string
}

func (v *visited) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	v.came = append(v.came, strings.TrimSuffix(r.Host, ":"+v.port)+r.URL.Path)
	v.mu.Unlock()
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", "text/html")
	_, _ = w.Write([]byte("<title>Abroad</title>"))
}

func (v *visited) by(host string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, c := range v.came {
		if strings.HasPrefix(c, host+"/") {
			return true
		}
	}
	return false
}

// js runs a script, awaits it, and returns what it comes to as text.
func (f finger) js(script string) (text string) {
	f.Helper()
	f.do(chromedp.Evaluate(`(async () => String(await (async () => { `+script+` })().catch((e) => "failed: " + e)))()`, &text, awaited))
	return text
}

// TestBrowserTwoApps: neither storage nor cookies nor rights of one app are the
// other's, or the kiosk page's.
func TestBrowserTwoApps(t *testing.T) {
	t.Parallel()
	f, _ := browsing(t, "one")
	f.sees("app")
	if at := f.js(`return location.hostname + location.search + " " + window.started`); at != "one.localhost true" {
		t.Fatalf("the app is at %s", at)
	}
	pay := `return (await fetch("/api/v1/orders", {method: "POST", headers: {"Content-Type": "application/json"}, body: '{"picks":[{"item":"water","quantity":1}],"language":"en"}'})).status`
	if got := f.js(pay); got != "201" {
		t.Errorf("the app orders: %s", got)
	}
	f.js(`localStorage.setItem("secret", "of one"); document.cookie = "secret=of-one"; return ""`)
	one := f.js(`return location.origin`)
	two := strings.Replace(one, "one.", "two.", 1)
	for _, try := range []string{"/api/v1/view", "/api/v1/orders", "/"} {
		for _, other := range []string{two, f.url, strings.Replace(one, "one.", "staff.", 1)} {
			if got := f.js(`return (await fetch("` + other + try + `", {credentials: "include"})).status`); !strings.HasPrefix(got, "failed") {
				t.Errorf("app one reads %s%s: %s", other, try, got)
			}
		}
	}
	if got := f.js(`return (await fetch("/api/v1/staff")).status`); got != "403" {
		t.Errorf("the app asks for the staff list: %s", got)
	}
	word, err := f.server.LaunchAt("two")
	if err != nil {
		t.Fatal(err)
	}
	f.do(chromedp.Navigate(two + word))
	f.sees("app")
	if got := f.js(`return location.hostname + " " + localStorage.getItem("secret") + " " + document.cookie`); got != "two.localhost null " {
		t.Errorf("app two sees %s", got)
	}
	f.do(chromedp.Navigate(one + "/"))
	if got := f.js(`return localStorage.getItem("secret")`); got != "of one" {
		t.Errorf("app one has lost its own: %s", got)
	}
}

// TestBrowserAccessList: listed hosts are reached, and those alone, also where one
// looks alike; what is blocked is said on the screen.
func TestBrowserAccessList(t *testing.T) {
	t.Parallel()
	f, abroad := browsing(t, "one")
	f.sees("app")
	port := abroad.port
	if got := f.js(`return (await fetch("https://shop.example:` + port + `/data")).status`); got != "200" || !abroad.by("shop.example") {
		t.Errorf("a listed host: %s", got)
	}
	for _, host := range []string{"evil.example", "shop.example.evil.example", "xshop.example", "sub.shop.example"} {
		f.js(`document.querySelector("kioskd-blocked")?.remove(); return ""`)
		if got := f.js(`return (await fetch("https://` + host + `:` + port + `/data")).status`); !strings.HasPrefix(got, "failed") || abroad.by(host) {
			t.Errorf("%s: %s", host, got)
		}
		f.do(chromedp.WaitVisible("kioskd-blocked"))
		if got := f.js(`return document.querySelector("kioskd-blocked").shadowRoot.textContent`); got != "This kiosk does not open "+host+":"+port {
			t.Errorf("the screen says %q", got)
		}
	}
	for what, script := range map[string]string{
		"a link":       `document.querySelector("#alike").click()`,
		"a new window": `document.querySelector("#new").click()`,
		"window.open":  `window.open("https://evil.example:` + port + `/")`,
		"a move":       `location.href = "https://evil.example:` + port + `/"`,
		"a call":       `location.href = "tel:112"`,
		"an image":     `new Image().src = "https://evil.example:` + port + `/x.png"`,
		"a frame":      `document.body.append(Object.assign(document.createElement("iframe"), {src: "https://evil.example:` + port + `/"}))`,
		"a script":     `document.body.append(Object.assign(document.createElement("script"), {src: "https://shop.example:` + port + `/x.js"}))`,
		"a form":       `const f = document.body.appendChild(Object.assign(document.createElement("form"), {action: "https://evil.example:` + port + `/", method: "post"})); f.submit()`,
	} {
		f.js(`document.querySelector("kioskd-blocked")?.remove(); return ""`)
		f.do(chromedp.Evaluate(script+`; ""`, nil), chromedp.WaitVisible("kioskd-blocked"))
		if at := f.js(`return location.hostname`); at != "one.localhost" {
			t.Fatalf("%s led to %s", what, at)
		}
	}
	if abroad.by("evil.example") || abroad.by("shop.example.evil.example") {
		t.Errorf("came: %q", abroad.came)
	}
	f.do(chromedp.Click("#listed"), chromedp.WaitReady("body"), chromedp.Poll(`document.title === "Abroad"`, nil))
}
