package ui_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// abroad is the operator's own web server, under whatever name it is asked for:
// its pages load the SDK from the kiosk.
type abroad struct {
	finger
	port string
}

// toSite opens the kiosk whose web app is at https://shop.example, in a browser
// that finds all names of this test on this machine.
func toSite(t *testing.T) abroad {
	t.Helper()
	kiosk := "" // known once it is served
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, `<!doctype html><meta charset="utf-8"><title>site</title><script src="%s/sdk/v1/kiosk.global.js"></script><body data-screen="site"><h1>A site</h1>`, kiosk)
	}))
	t.Cleanup(server.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "https://"), ":")
	var site atomic.Pointer[ui.Site] // nil until the kiosk is there
	d := serve(t, ui.Options{
		Agent: fake.New(), Storage: &fake.Storage{}, House: func() ui.House { return ui.House{Site: site.Load()} },
		About: ui.About{Kiosk: "k1", Orders: "app", AppLimit: 300_000}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	site.Store(&ui.Site{Name: "shop", URL: "https://shop.example:" + port + "/first?a=b"})
	kiosk = strings.Replace(d.url, "127.0.0.1", "shop.localhost", 1)
	f := browser(t, d)
	f.do(security.SetIgnoreCertificateErrors(true), chromedp.Navigate(d.url+d.launch()))
	f.sees("site")
	return abroad{f, port}
}

// inOverlay waits for one of the kiosk's own screens in the frame over the page,
// which browsers keep in a process of its own.
func (a abroad) inOverlay(screen string) {
	a.Helper()
	var id target.ID
	a.until("the kiosk's screens lie over the page", func() bool {
		all, err := chromedp.Targets(a.ctx)
		if err != nil {
			a.Fatal(err)
		}
		for _, info := range all {
			if info.Type == "iframe" && strings.Contains(info.URL, "/sdk/screen/") {
				id = info.TargetID
			}
		}
		return id != ""
	})
	ctx, cancel := chromedp.NewContext(a.ctx, chromedp.WithTargetID(id))
	a.Cleanup(cancel)
	finger{a.door, ctx}.sees(screen)
}

// TestSitePays: the page of another server orders and is paid for, under the
// kiosk's own screens, with the kiosk's storage; a reload finds its payment again.
func TestSitePays(t *testing.T) {
	t.Parallel()
	a := toSite(t)
	if at := a.js(`return location.href`); at != "https://shop.example:"+a.port+"/first?a=b" {
		t.Fatalf("the kiosk opened %s", at)
	}
	if o := a.calls(`kiosk.connect().then((i) => i.kiosk)`); string(o.Value) != `"k1"` {
		t.Fatalf("connect: %+v", o)
	}
	if o := a.calls(`kiosk.storage.set("table", "12").then(() => kiosk.storage.get("table"))`); string(o.Value) != `"12"` {
		t.Errorf("storage: %+v", o)
	}
	if o := a.calls(ownOrder); o.Code != "" {
		t.Fatalf("order: %+v", o)
	}
	a.begins("paid", `kiosk.payment.start({key: "page-order-1", amount: 10000, screens: "payment"})`)
	a.inOverlay("insert-card")
	a.do(chromedp.Reload())
	a.begins("paid", `kiosk.payment.resume({screens: "payment"})`)
	a.inOverlay("insert-card")
	a.approve("page-order-1")
	if o := a.ends("paid"); !strings.Contains(string(o.Value), `"outcome":"approved"`) {
		t.Errorf("%+v", o)
	}
	a.noScreens()
	if pays := a.intents("pay"); len(pays) != 1 {
		t.Errorf("paid %q", pays)
	}
}

// TestSiteBeats: the page shows that it lives, over the bridge, and says goodbye.
func TestSiteBeats(t *testing.T) {
	t.Parallel()
	a := toSite(t)
	a.until("the page beats", func() bool { p := a.server.Presence(); return p.Beats > 2 && !p.Away && !p.Mute })
	a.do(chromedp.Navigate("https://shop.example:" + a.port + "/second"))
	a.until("the next page beats", func() bool { p := a.server.Presence(); return p.Beats > 6 && !p.Away })
	a.do(chromedp.Navigate("about:blank"))
	a.until("it has said goodbye", func() bool { return a.server.Presence().Away })
}

// until looks until something holds; it is a real browser that does it.
func (f finger) until(what string, is func() bool) {
	f.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); f.do(chromedp.Sleep(20 * time.Millisecond)) {
		if time.Now().After(deadline) {
			f.Fatalf("never: %s; the page: %+v", what, f.server.Presence())
		}
	}
}

// TestSiteUnlisted: a page of any other origin, in the same browser with the same
// session, gets nothing from the site's place, and is told so by name.
func TestSiteUnlisted(t *testing.T) {
	t.Parallel()
	a := toSite(t)
	a.until("the site beats", func() bool { return a.server.Presence().Beats > 0 })
	before := len(a.agent.Heard())
	place := strings.Replace(a.url, "127.0.0.1", "shop.localhost", 1)
	for _, host := range []string{"evil.example:" + a.port, "xshop.example:" + a.port} {
		a.do(chromedp.Navigate("https://" + host + "/"))
		a.sees("site")
		if o := a.calls(`kiosk.connect()`); o.Code != "not-served-by-kiosk" || o.Said == "" {
			t.Errorf("%s: %+v", host, o)
		}
		if got := a.js(`return (await fetch("` + place + `/api/v1/kiosk", {credentials: "include"})).status`); !strings.HasPrefix(got, "failed") {
			t.Errorf("%s reads %s", host, got)
		}
		a.js(`await fetch("` + place + `/api/v1/orders", {method: "POST", mode: "no-cors", credentials: "include", body: '` + goodOrder + `'}); return ""`)
		for _, path := range []string{"/sdk/screen/", "/sdk/bridge.html"} {
			got := a.js(`return await new Promise((end) => { const i = document.createElement("iframe"); i.onload = () => { try { end(i.contentWindow.location.href) } catch { const c = new MessageChannel();
				c.port1.onmessage = () => end("answers"); i.contentWindow.postMessage("kioskd:hello", "*", [c.port2]); setTimeout(end, 300, "silent") } }; i.src = "` + place + path + `"; document.body.append(i) })`)
			if got == "answers" {
				t.Errorf("%s speaks to %s", path, host)
			}
		}
	}
	if heard := a.agent.Heard()[before:]; len(heard) > 0 {
		t.Errorf("the agent heard %q", heard)
	}
}

// TestSiteForgedMessages: the bridge takes no orders but by the channel that it was
// handed, and a page cannot be talked into an ending.
func TestSiteForgedMessages(t *testing.T) {
	t.Parallel()
	a := toSite(t)
	a.calls(ownOrder)
	a.begins("paid", `kiosk.payment.start({key: "page-order-1", amount: 10000})`)
	a.inOverlay("insert-card")
	before := a.agent.Heard()
	a.js(`for (const data of ["approved", {id: 1, status: 200, text: "{}"}, {view: '{"state":"approved"}'}, {id: 9, method: "POST", path: "payments/page-order-1/abort"}]) {
		window.postMessage(data, "*"); for (const f of document.querySelectorAll("iframe")) f.contentWindow.postMessage(data, "*") } return ""`)
	if !a.pending("paid") || len(a.agent.Heard()) != len(before) {
		t.Errorf("a message was heard: %+v, %q", a.ends("paid"), a.agent.Heard())
	}
	a.inOverlay("insert-card")
}
