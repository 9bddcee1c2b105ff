package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"kioskd/agent/pay"
)

// screen waits until the kiosk's own screens are at one of these.
func (p plugin) screen(name string) {
	p.Helper()
	p.until(fmt.Sprintf(`document.querySelector("#kioskd-screens iframe")?.contentDocument?.querySelector('[data-screen=%q]') != null`, name))
}

// press presses a button of the kiosk's own screens.
func (p plugin) press(id string) {
	p.Helper()
	p.until(fmt.Sprintf(`(() => { const b = document.querySelector("#kioskd-screens iframe")?.contentDocument?.querySelector('[data-testid=%q]'); b?.click(); return b != null })()`, id))
}

// statuses counts the payments of the books by what they are.
func (p plugin) statuses() map[pay.Status]int {
	p.Helper()
	count := map[pay.Status]int{}
	for _, one := range p.payments() {
		count[one.Status]++
	}
	return count
}

// buys goes from the idle page to the payment of a book.
func (p plugin) buys() {
	p.Helper()
	p.tap("책 고르기")
	p.tap("밤의 도서관")
	p.tap("결제하기")
}

// TestPluginMishaps: a declined card and a reload in the middle end as they did,
// and nobody pays twice.
func TestPluginMishaps(t *testing.T) {
	t.Parallel()
	p := openApp(t, filepath.Join("..", "..", "examples", "front-plugin"), "decline 6B\napprove card-wait=never")
	p.signIn()

	p.buys()
	p.screen("declined")
	p.press("back")
	p.reads("결제를 취소했어요")
	p.tap("처음으로")

	p.buys()
	p.screen("insert-card")
	p.do(chromedp.Reload())
	p.screen("insert-card")
	p.press("abort")
	p.screen("not-charged")
	p.press("back")
	p.tap("뒤로")
	p.reads("오늘의 책을 만나 보세요") // what the page did not see the end of was looked up, and was no payment
	if got := p.statuses(); len(p.payments()) != 2 || got[pay.Declined] != 1 || got[pay.NotCharged] != 1 {
		t.Errorf("after a reload, the books: %v", got)
	}
	p.tap("환불하기")
	p.reads("환불할 결제가 없어요")
}

// TestManyPages: a browser has six connections for all pages of a host, and keeps
// those that were left; they hold none of the six.
func TestManyPages(t *testing.T) {
	t.Parallel()
	p := openApp(t, filepath.Join("..", "..", "examples", "front-plugin"), "approve")
	p.signIn()
	for range 6 {
		p.tap("책 고르기")
		p.tap("뒤로")
		p.reads("오늘의 책을 만나 보세요")
	}
}

// TestTwoTabs: two pages that ask with the same key are one payment, and one that
// asks with another key meanwhile is refused.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	p := openApp(t, filepath.Join("..", "..", "examples", "front-plugin"), "approve card-wait=100s")
	p.reads("매장 아이디")
	second, closeSecond := chromedp.NewContext(p.ctx)
	defer closeSecond()
	other := plugin{t, p.demo, second}
	var here string
	p.do(chromedp.Location(&here))
	other.do(chromedp.Navigate(here))
	other.reads("매장 아이디")
	ask := func(key string) string {
		return fmt.Sprintf(`TossFrontSDK.payment.requestPayment({paymentKey: %q, tax: 909, supplyValue: 9091, tip: 0, taxExemptValue: 0}).then((r) => { window.ended = r.type + " " + r.response.card.approvalNumber }, (e) => { window.ended = e.code }); 0`, key)
	}
	p.do(chromedp.Evaluate(ask("one-key-for-two"), nil))
	for v := p.demo.Kiosk.Agent().View(); v.Payment == nil; {
		var err error
		if v, err = p.demo.Kiosk.Agent().Wait(p.ctx, v.Seq); err != nil {
			t.Fatal(err)
		}
	}
	other.do(chromedp.Evaluate(ask("another-key-1"), nil))
	other.until(`window.ended === "BUSY"`)
	other.do(chromedp.Evaluate("window.ended = undefined; "+ask("one-key-for-two"), nil))
	for _, tab := range []plugin{p, other} {
		tab.until(`window.ended?.startsWith("SUCCESS ")`)
	}
	all := p.payments()
	if one := all["one-key-for-two"]; one.Status != pay.Approved || one.Attempt != 1 || all["another-key-1"].Status != pay.Ordered {
		t.Errorf("the books: %+v", all)
	}
}
