package ui_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// TestBrowserStaffEveryone: every screen of the staff page, in both languages, by day
// and by night, upright and on the smallest screen, has nothing that axe-core
// objects to, shows all of its width, and says in which language it is.
func TestBrowserStaffEveryone(t *testing.T) {
	t.Parallel()
	d, shop := behindDoor(t)
	shop.Sell(ui.Sale{Key: "order-7", Reference: "ORDR 7", At: fake.At, Status: pay.Approved, Amount: 9000, Left: 9000, Currency: pay.KRW, Number: "30047211"})
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	f := browser(t, d)
	f.do(chromedp.Navigate(d.url+d.launch()), chromedp.WaitVisible(named("store")), chromedp.Navigate(d.url+"/staff"))
	f.sees("staff-pin")
	f.do(chromedp.Evaluate(string(axe), nil))
	look := func(what string) { f.Helper(); f.staffStands(what) }
	look("the PIN")
	f.tap("key-1", "key-open")
	f.do(chromedp.Poll(`document.querySelector('[data-testid="pin-says"]').textContent !== ""`, nil))
	look("a wrong PIN")
	f.enterPIN()
	f.sees("staff")
	f.do(chromedp.WaitVisible(named("refund")), chromedp.WaitVisible(named("net")))
	look("the board")
	f.tap("pad-test")
	f.do(chromedp.Poll(`document.querySelector('[data-testid="staff-says"]').textContent.trim() !== ""`, nil))
	look("a message")
	for _, ask := range []string{"override", "refund"} {
		f.tap(ask)
		f.do(chromedp.WaitVisible(named("ask")))
		look("the question before " + ask)
		f.do(chromedp.SendKeys(named("ask-reason"), "cold coffee"))
		look("a reason for " + ask)
		f.do(chromedp.Evaluate(`document.querySelector('[data-testid="ask-cancel"]').click()`, nil), chromedp.WaitNotPresent(named("ask")))
	}
}

// staffStands looks at the screen that is shown in every way there is.
func (f finger) staffStands(what string) {
	f.Helper()
	for _, language := range []string{"ko", "en"} {
		f.do(chromedp.Evaluate(`document.querySelector('[data-testid="staff-language-`+language+`"]').click()`, nil),
			chromedp.Poll(`document.documentElement.lang === "`+language+`"`, nil))
		for _, scheme := range []string{"light", "dark"} {
			f.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
			for _, size := range [][2]int64{{1080, 1920}, {800, 480}} {
				f.do(chromedp.EmulateViewport(size[0], size[1]))
				name := strings.Join([]string{what, language, scheme}, ", ")
				f.askAxe(name)
				if got := f.js(`return document.documentElement.scrollWidth > innerWidth`); got != "false" {
					f.Errorf("%s: wider than %d", name, size[0])
				}
			}
		}
	}
}
