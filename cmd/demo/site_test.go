package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"kioskd/agent/pay"
)

// sitePage is a shop on a server of the operator's own, which knows the kiosk by
// the address of the SDK alone. The script follows in [TestSite].
const sitePage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>
<h1>Shop</h1><button id="buy">Buy</button><p id="said"></p><script type="module" src="shop.js"></script></html>`

const siteScript = `import { kiosk } from "SDK/sdk/v1/kiosk.js";
const say = (text) => (document.querySelector("#said").textContent = text);
document.querySelector("#buy").addEventListener("click", async () => {
  try {
    const amounts = { supply: 5000, vat: 500, tax_free: 0, service: 0 };
    const order = await kiosk.orders.createOwn({ key: "site-order-1", amounts });
    const { outcome, payment } = await kiosk.payment.start({ key: order.key, amount: order.total, screens: "payment" });
    say(outcome + " " + payment.approval.number);
  } catch (error) {
    say(error.code + ": " + error.message);
  }
});
await kiosk.connect();
say("ready");`

// TestSite: a page that another server serves, and that the kiosk's file names,
// takes a payment with the simulated pad.
func TestSite(t *testing.T) {
	t.Parallel()
	var sdk atomic.Value // a string, once the kiosk is there
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/shop.js" {
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprint(w, sitePage)
			return
		}
		from, _ := sdk.Load().(string)
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = fmt.Fprint(w, strings.ReplaceAll(siteScript, "SDK", from))
	}))
	t.Cleanup(server.Close)
	p := openApp(t, server.URL+"/", "")
	sdk.Store(strings.TrimSuffix(strings.Replace(p.demo.Kiosk.URL(), "127.0.0.1", "app.localhost", 1), "/"))
	p.do(chromedp.Reload())
	p.until(`document.querySelector("#said")?.textContent === "ready"`)
	p.watchScreens()
	p.until(`(document.querySelector("#buy").click(), document.querySelector("#buy").click(), true)`)
	p.until(`document.querySelector("#said").textContent.startsWith("approved ") && window.overlaid === true`)
	all := p.payments()
	paid := all["site-order-1"]
	if len(all) != 1 || paid.Status != pay.Approved || paid.Order.By != pay.ByApp || paid.Order.Total != 5_500 {
		t.Fatalf("the books say %+v", all)
	}
	p.until(fmt.Sprintf(`document.querySelector("#said").textContent.endsWith(%q)`, paid.Approval.Number))
}
