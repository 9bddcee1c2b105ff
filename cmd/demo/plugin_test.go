package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/demoapp"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/sync/wire"
	"kioskd/ui/browsertest"
)

// plugin is a customer before a web app, on a demo whose parts are all real but
// the pad.
type plugin struct {
	*testing.T
	demo *demoapp.Demo
	ctx  context.Context // of the browser
}

func openApp(t *testing.T, app, script string) plugin {
	t.Helper()
	d, err := demoapp.Open(demoapp.Options{
		Folder: t.TempDir(), App: app, Script: script, Pace: 0.05, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	})
	p := plugin{t, d, browsertest.Open(t, 3*time.Minute, chromedp.WindowSize(1080, 1920))}
	if err := d.Kiosk.AwaitPad(ctx); err != nil {
		t.Fatal(err)
	}
	screen, err := d.Kiosk.ScreenURL(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Navigate(screen))
	return p
}

func (p plugin) do(actions ...chromedp.Action) {
	p.Helper()
	if err := chromedp.Run(p.ctx, actions...); err != nil {
		p.Fatalf("%v; the page: %s", err, p.page())
	}
}

// until waits for a script to be true, on whatever page there is by then.
func (p plugin) until(script string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 40*time.Second)
	defer cancel()
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		var yes bool
		err := chromedp.Run(p.ctx, chromedp.Evaluate(script, &yes))
		if err == nil && yes {
			return
		}
		select {
		case <-tick.C: // a page that is just being left answers with an error
		case <-ctx.Done():
			p.Fatalf("%s does not become true: %v; the kiosk is %s; the page: %s", script, err, p.demo.Kiosk.Agent().View().State, p.page())
		}
	}
}

// page says what the browser shows, for whoever reads a failure.
func (p plugin) page() (text string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), 5*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.Evaluate(`location.href + "\n" + document.documentElement.outerHTML.slice(0, 3000)`, &text)); err != nil {
		return err.Error()
	}
	return text
}

// tap presses a button of the plugin's page, by what stands on it.
func (p plugin) tap(label string) {
	p.Helper()
	p.until(fmt.Sprintf(`(() => { const b = [...document.querySelectorAll("#app button")].find((b) => b.textContent.includes(%q) && !b.disabled); b?.click(); return b !== undefined })()`, label))
}

// reads waits until the plugin's page shows the words.
func (p plugin) reads(words string) {
	p.Helper()
	p.until(fmt.Sprintf(`document.querySelector("#app")?.innerText.includes(%q) ?? false`, words))
}

// watchScreens notes from now on whether the kiosk's own screens were laid over
// the page: a simulated customer may be faster than any look at them.
func (p plugin) watchScreens() {
	p.Helper()
	p.do(chromedp.Evaluate(`new MutationObserver(() => { window.overlaid ||= document.querySelector("dialog#kioskd-screens[open] iframe") !== null }).observe(document.body, {childList: true}); 0`, nil))
}

// types writes into the field of the page.
func (p plugin) types(text string) {
	p.Helper()
	field := `[data-testid="field"]`
	p.do(chromedp.WaitVisible(field), chromedp.SendKeys(field, text+"\n"))
}

// signIn goes through the onboarding to the idle page.
func (p plugin) signIn() {
	p.Helper()
	p.reads("매장 아이디")
	p.types("bookshop")
	p.reads("숫자 비밀번호")
	p.types("1234")
	p.reads("오늘의 책을 만나 보세요")
}

// payments returns what the books say of all payments, by key.
func (p plugin) payments() map[pay.Key]pay.Payment {
	p.Helper()
	list, err := p.demo.Kiosk.QueueList(p.ctx, 1, kioskapp.MaxEntries)
	if err != nil {
		p.Fatal(err)
	}
	all := map[pay.Key]pay.Payment{}
	for _, f := range list {
		if f.Kind != wire.KindOrdered {
			continue
		}
		if all[pay.Key(f.Key)], err = p.demo.Kiosk.Agent().Payment(p.ctx, pay.Key(f.Key)); err != nil {
			p.Fatal(err)
		}
	}
	return all
}

// TestPlugin: a plugin that was written against the documented front SDK alone
// signs in, takes a payment with the simulated pad, and takes it back.
func TestPlugin(t *testing.T) {
	t.Parallel()
	p := openApp(t, filepath.Join("..", "..", "examples", "front-plugin"), "")
	p.signIn()
	p.reads("동네 서점") // in test mode the plugin's overrides stand in for a device
	p.tap("책 고르기")
	p.tap("밤의 도서관")
	p.reads("13,500원")
	p.watchScreens()
	p.do(chromedp.Evaluate(`for (let i = 0; i < 5; i++) document.querySelector('[data-testid="pay"]').click()`, nil))
	p.reads("결제가 완료됐어요")
	p.until(`window.overlaid === true && document.querySelector("#kioskd-screens") === null`)
	all := p.payments()
	if len(all) != 1 {
		t.Fatalf("five taps made %d payments", len(all))
	}
	for _, paid := range all {
		want := pay.Split{Supply: 12_273, VAT: 1_227}
		if paid.Status != pay.Approved || paid.Order.By != pay.ByApp || paid.Order.Split != want {
			t.Errorf("the books say %+v", paid)
		}
		p.reads("승인번호 " + paid.Approval.Number)
	}
	p.tap("확인")
	p.reads("오늘의 책을 만나 보세요")
	p.tap("환불하기")
	p.reads("이 결제를 환불할까요?")
	p.tap("환불하기")
	p.reads("환불했어요")
	for key, back := range p.payments() {
		if back.Status != pay.Voided {
			t.Errorf("payment %s is %s", key, back.Status)
		}
	}
}
