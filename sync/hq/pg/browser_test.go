package pg_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/sync/hq/pg"
	"kioskd/sync/wire"
	"kioskd/ui/browsertest"
)

func do(t *testing.T, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// TestPhoneInBrowser: a real browser opens the QR code's address and pays in the
// window that the vendor's script opens; or cannot load that script, which it says.
func TestPhoneInBrowser(t *testing.T) {
	ctx := browsertest.Open(t, 3*time.Minute)
	t.Run("paid", func(t *testing.T) {
		s := open(t)
		ready := s.prepare("tosspayments", 15000)
		var state string
		do(t, ctx, chromedp.Navigate(ready.URL), chromedp.WaitVisible(`button[value="pay"]`), chromedp.Click(`button[value="pay"]`),
			chromedp.WaitVisible(`body[data-state="done"]`), chromedp.AttributeValue("body", "data-state", &state, nil))
		if got := s.look(); got.State != wire.OnlineApproved || state != "done" {
			t.Errorf("%+v, the page says %s", got, state)
		}
	})
	t.Run("stepped back", func(t *testing.T) {
		s := open(t)
		ready := s.prepare("tosspayments", 15000)
		do(t, ctx, chromedp.Navigate(ready.URL), chromedp.WaitVisible(`button[value="cancel"]`), chromedp.Click(`button[value="cancel"]`), chromedp.WaitVisible(`body[data-state="cancelled"]`))
		if got := s.look(); got.State != wire.OnlineCancelled {
			t.Errorf("%+v", got)
		}
	})
	t.Run("points", func(t *testing.T) {
		s := open(t)
		ready := s.prepare("points", 15000)
		do(t, ctx, chromedp.Navigate(ready.URL), chromedp.SendKeys(`input[name="code"]`, "ABCD EFGH IJKL MNOP"), chromedp.Click(`form button`), chromedp.WaitVisible(`body[data-state="failed"]`))
		if got := s.look(); got.State != wire.OnlineRefused || got.Code != "no-card" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("script blocked", func(t *testing.T) {
		s := open(t)
		ready := s.prepare("tosspayments", 15000)
		a := s.attempt()
		a.Prepared.Window = &pg.Window{Script: "http://127.0.0.1:1/v2/standard", Open: a.Prepared.Window.Open, Params: a.Prepared.Window.Params}
		if _, err := s.store.SaveAttempt(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		var text string
		var hidden bool
		do(t, ctx, chromedp.Navigate(ready.URL), chromedp.WaitVisible("#trouble"), chromedp.Text("#trouble", &text), chromedp.JavascriptAttribute("#overlay", "hidden", &hidden))
		if !strings.Contains(text, "could not be loaded") || !hidden {
			t.Errorf("shown: %q, overlay hidden: %v", text, hidden)
		}
		if got := s.look(); got.State != wire.OnlineWaiting {
			t.Errorf("the order is payable no more: %+v", got)
		}
	})
}

// serve serves a page, and returns its origin.
func serve(t *testing.T, page func() string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(page()))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// shopPage is a shop's own page in a normal browser.
const shopPage = `<!doctype html><title>Shop</title><button id="buy">Buy</button><p id="end"></p><script src="HQ/pay-assets/helper.js"></script><script>
window.opened = [];
const real = window.open;
window.open = (...a) => { const w = real(...a); opened.push(w); return w; };
document.getElementById("buy").onclick = async () => {
  try { document.getElementById("end").textContent = (await kioskPay.open("URL")).state; }
  catch (e) { document.getElementById("end").textContent = "fault " + e.message; }
};</script>`

// TestPopup: on a desktop a payment opens in a popup. Messages of others are ignored,
// and a window that is closed is a cancel.
func TestPopup(t *testing.T) {
	ctx := browsertest.Open(t, 3*time.Minute)
	var s *shop
	var ready wire.OnlineAnswer
	shop := serve(t, func() string { return strings.NewReplacer("HQ", s.hq.URL, "URL", ready.URL).Replace(shopPage) })
	s = open(t, func(o *pg.Options) { o.Origins = []string{"https://other.example", shop} })
	ready = s.prepare("points", 15000)
	var end string
	text := chromedp.Text("#end", &end)
	do(t, ctx, chromedp.Navigate(shop), chromedp.Click("#buy"), chromedp.WaitVisible(".kiosk-pay-busy"),
		chromedp.Evaluate(`postMessage({tag: "kioskd.pay", address: "`+strings.TrimPrefix(ready.URL, s.hq.URL)+`", state: "done"}, "*")`, nil),
		chromedp.Sleep(300*time.Millisecond), text)
	if end != "" {
		t.Errorf("a message of the page itself was believed: %q", end)
	}
	do(t, ctx, chromedp.Evaluate(`opened[0].close()`, nil), chromedp.WaitNotPresent(".kiosk-pay-busy"), text)
	if end != "cancelled" {
		t.Errorf("a closed window: %q, want cancelled", end)
	}
	if got := s.look(); got.State != wire.OnlineWaiting {
		t.Errorf("the order is payable no more: %+v", got)
	}
	s.post(ready.URL+"/cancel", nil)
	do(t, ctx, chromedp.Click("#buy"), chromedp.WaitNotPresent(".kiosk-pay-busy"), chromedp.Sleep(100*time.Millisecond), text)
	if end != "cancelled" {
		t.Errorf("told by the page: %q", end)
	}
}

// hostilePage opens a payment by itself and keeps all that it hears; hostilePopup is
// where somebody leads the popup, to say that it was paid.
const (
	hostilePage = `<!doctype html><title>Not the shop</title><button id="buy">Buy</button><script src="HQ/pay-assets/helper.js"></script><script>
window.heard = []; window.fault = "";
addEventListener("message", (e) => heard.push(JSON.stringify(e.data)));
document.getElementById("buy").onclick = () => { kioskPay.open("URL").catch((e) => { window.fault = e.message; }); window.popup = window.open("URL/state"); };</script>`
	hostilePopup = `<!doctype html><title>Not HQ</title><body data-said="yes"><script>opener.postMessage({tag: "kioskd.pay", address: "PATH", state: "done"}, "*")</script>`
)

// TestHostileOpener: a page that is not in the operator's file opens a payment, and is
// told nothing of it; the helper says to whoever builds the page what is missing.
func TestHostileOpener(t *testing.T) {
	ctx := browsertest.Open(t, 3*time.Minute, chromedp.Flag("disable-popup-blocking", true))
	s := open(t, func(o *pg.Options) { o.Origins = []string{"https://shop.example"} })
	ready := s.prepare("points", 15000)
	s.post(ready.URL+"/cancel", nil)
	hostile := serve(t, func() string { return strings.NewReplacer("HQ", s.hq.URL, "URL", ready.URL).Replace(hostilePage) })
	var heard []string
	var fault string
	do(t, ctx, chromedp.Navigate(hostile), chromedp.Click("#buy"), chromedp.Poll(`window.fault !== ""`, nil), chromedp.Evaluate(`window.fault`, &fault),
		chromedp.Sleep(time.Second), chromedp.Evaluate(`window.heard`, &heard))
	if len(heard) != 0 || !strings.Contains(fault, "put "+hostile+" into origins") {
		t.Errorf("it heard %q, and was told %q", heard, fault)
	}
}

// TestHostilePopup: a page that is not HQ's stands in the popup and says that all was
// paid. The shop's page does not believe it.
func TestHostilePopup(t *testing.T) {
	ctx := browsertest.Open(t, 3*time.Minute)
	var s *shop
	var ready wire.OnlineAnswer
	shop := serve(t, func() string { return strings.NewReplacer("HQ", s.hq.URL, "URL", ready.URL).Replace(shopPage) })
	s = open(t, func(o *pg.Options) { o.Origins = []string{shop} })
	ready = s.prepare("points", 15000)
	hostile := serve(t, func() string {
		return strings.Replace(hostilePopup, "PATH", strings.TrimPrefix(ready.URL, s.hq.URL)+"/state", 1)
	})
	var end string
	do(t, ctx, chromedp.Navigate(shop), chromedp.Click("#buy"), chromedp.WaitVisible(".kiosk-pay-busy"),
		chromedp.Evaluate(`window.got = 0; addEventListener("message", () => { window.got++ }); opened[0].location = "`+hostile+`"; true`, nil),
		chromedp.Poll(`window.got > 0`, nil), chromedp.Sleep(300*time.Millisecond), chromedp.Text("#end", &end))
	if end != "" {
		t.Errorf("a page that is not HQ's was believed: %q", end)
	}
	do(t, ctx, chromedp.Evaluate(`opened[0].close()`, nil), chromedp.WaitNotPresent(".kiosk-pay-busy"), chromedp.Text("#end", &end))
	if end != "cancelled" {
		t.Errorf("after it was closed: %q", end)
	}
}
