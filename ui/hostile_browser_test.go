package ui_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"kioskd/agent/look"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// hostile is a page of strangers in the kiosk's own browser, which has the
// session of the screen.
func hostile(t *testing.T) finger {
	t.Helper()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><title>Win a prize</title><body>")
	}))
	t.Cleanup(page.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(page.URL, "http://"), ":")
	f := browse(t, open(t))
	f.do(chromedp.Navigate("http://evil.example:" + port + "/"))
	return f
}

// TestBrowserHostilePage: a page from elsewhere orders nothing, reads nothing and
// shows nothing of the kiosk, though the browser is the kiosk's own.
func TestBrowserHostilePage(t *testing.T) {
	t.Parallel()
	f := hostile(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(f.url, "http://"), ":")
	before := len(f.agent.Heard())
	for _, to := range []string{f.url, "http://localhost:" + port, "http://staff.localhost:" + port, "http://rebound.example:" + port} {
		for _, how := range []string{
			`{method: "POST", credentials: "include", headers: {"Content-Type": "application/json"}, body: '` + goodOrder + `'}`,
			`{method: "POST", credentials: "include", mode: "no-cors", body: '` + goodOrder + `'}`,
			`{method: "PUT", credentials: "include", headers: {"Content-Type": "application/json"}, body: '{"key":"a","value":"b"}'}`,
			`{credentials: "include"}`,
		} {
			if got := f.js(`return (await (await fetch("` + to + `/api/v1/orders", ` + how + `)).text())`); got != "" && !strings.HasPrefix(got, "failed") {
				t.Errorf("%s with %.40s: %.200s", to, how, got)
			}
		}
		if got := f.js(`return await new Promise((end) => { const s = new EventSource("` + to + `/api/v1/events"); s.addEventListener("view", (e) => end(e.data)); s.onerror = () => end("closed") })`); got != "closed" {
			t.Errorf("%s streams %.100s", to, got)
		}
		if got := f.js(`return await new Promise((end) => { const i = document.createElement("img"); i.onload = () => end("shown"); i.onerror = () => end("not"); i.src = "` + to + `/icon.svg"; document.body.append(i) })`); got != "not" {
			t.Errorf("%s: a picture of the kiosk's is %s", to, got)
		}
		if got := f.js(`return await new Promise((end) => { const i = document.createElement("script"); i.onload = () => end("ran"); i.onerror = () => end("not"); i.src = "` + to + `/app.js"; document.body.append(i) })`); got != "not" {
			t.Errorf("%s: a script of the kiosk's %s", to, got)
		}
	}
	f.js(`const frame = document.body.appendChild(Object.assign(document.createElement("iframe"), {src: "` + f.url + `/"}));
		await new Promise((r) => setTimeout(r, 500)); return ""`)
	f.do(chromedp.Evaluate(fmt.Sprintf(`{ const f = Object.assign(document.createElement("form"), {action: %q, method: "post", enctype: "text/plain"});
		f.append(Object.assign(document.createElement("input"), {name: '{"language":"en","picks":[{"item":"water","quantity":1}],"x":"', value: '"}'})); document.body.append(f); setTimeout(() => f.submit(), 50) }`, f.url+"/api/v1/orders"), nil))
	var answer string
	f.do(chromedp.Text("pre", &answer))
	if !strings.Contains(answer, "urn:kioskd:problem:origin") {
		t.Errorf("a form is answered with %s", answer)
	}
	if heard := f.agent.Heard()[before:]; len(heard) > 0 {
		t.Errorf("the agent heard %q", heard)
	}
}

// TestBrowserReboundName: a page that has its own name resolved to this machine is
// of one origin with what it asks, and is refused for the name.
func TestBrowserReboundName(t *testing.T) {
	t.Parallel()
	d := open(t)
	f := browser(t, d)
	_, port, _ := strings.Cut(strings.TrimPrefix(d.url, "http://"), ":")
	for _, name := range []string{"rebound.example", "127.0.0.1.example", "staff.localhost.example"} {
		f.do(chromedp.Navigate("http://" + name + ":" + port + "/"))
		if got := f.js(`return (await fetch("/api/v1/view")).status + " " + (await fetch("/api/v1/orders", {method: "POST"})).status + " " + document.body.innerText.includes("urn:kioskd:problem:host")`); got != "421 421 true" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestBrowserOpener: who opens the kiosk's page has no hold on it.
func TestBrowserOpener(t *testing.T) {
	t.Parallel()
	f := hostile(t)
	opened := chromedp.WaitNewTarget(f.ctx, func(i *target.Info) bool { return i.URL != "" && strings.HasPrefix(i.URL, f.url) })
	f.do(chromedp.Evaluate(`window.mine = window.open("`+f.url+`/"); document.body.onclick = 0; ""`, nil))
	select {
	case id := <-opened:
		ctx, cancel := chromedp.NewContext(f.ctx, chromedp.WithTargetID(id))
		defer cancel()
		var opener bool
		if err := chromedp.Run(ctx, chromedp.WaitReady("body"), chromedp.Evaluate(`window.opener !== null`, &opener)); err != nil || opener {
			t.Errorf("the kiosk's page has an opener: %v, %v", opener, err)
		}
		if got := f.js(`return window.mine.closed`); got != "true" {
			t.Errorf("the opener still holds the kiosk's page: closed is %s", got)
		}
	case <-f.ctx.Done():
		t.Fatal("no window was opened")
	}
}

const script = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>`

// TestBrowserWordsAreWords: what names of goods, of the shop and of settings hold
// is shown as it stands, and never runs.
func TestBrowserWordsAreWords(t *testing.T) {
	t.Parallel()
	told := fake.New()
	menu := fake.Menu()
	menu.Items[0].Name = map[string]string{"en": script, "ko": script}
	menu.Items[0].Category = map[string]string{"en": script, "ko": script}
	told.Sell(menu)
	wild := ui.House{Look: look.Look{ // nothing of this passes a document's check
		Texts:   map[string]map[string]string{"en": {"idle.title": script, "idle.start": script}},
		Attract: []look.Attract{{Title: map[string]string{"en": script}, Picture: "javascript:window.pwned=1"}},
		Theme:   &look.Theme{Accent: `red;background:url(javascript:window.pwned=1)`, Logo: "javascript:window.pwned=1"},
	}}
	d := serve(t, ui.Options{Agent: told, House: func() ui.House { return wild }, Log: slog.New(slog.DiscardHandler)})
	f := browse(t, d)
	f.tap("start")
	f.do(chromedp.WaitVisible(named("item-" + menu.Items[0].ID)))
	if got := f.reads("item-" + menu.Items[0].ID); !strings.Contains(got, "<img src=x") {
		t.Errorf("the name is shown as %q", got)
	}
	f.tap("item-"+menu.Items[0].ID, "review", "pay")
	f.sees("insert-card")
	o, err := told.Payment(context.Background(), told.View().Payment.Key)
	if err != nil {
		t.Fatal(err)
	}
	f.agent.Show(fake.Ended(o.Order, "approved", pay.Approved))
	f.sees("approved")
	if got := f.js(`return String(window.pwned) + document.querySelectorAll("[onerror]").length`); got != "undefined0" {
		t.Errorf("a script ran, or stands in the page: %s", got)
	}
}
