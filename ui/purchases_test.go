package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui/internal/fake"
)

// at returns what the keypad stands on.
func (f finger) at() (id string) {
	f.Helper()
	f.do(chromedp.Evaluate(`document.activeElement?.dataset.testid ?? ""`, &id))
	return id
}

// presses walks by the arrow to a control, sees that it can be seen, and presses Enter.
func (f finger) presses(id string) {
	f.Helper()
	f.do(chromedp.WaitEnabled(named(id)))
	for range 60 {
		if f.at() != id {
			f.do(chromedp.KeyEvent(kb.ArrowDown))
			continue
		}
		var outline float64
		f.do(chromedp.Evaluate(`parseFloat(getComputedStyle(document.activeElement).outlineWidth)`, &outline), chromedp.KeyEvent(kb.Enter))
		if outline < 3 {
			f.Errorf("the focus on %s is %v px wide", id, outline)
		}
		return
	}
	f.Fatalf("the arrow does not reach %s", id)
}

// TestBrowserByKeypad: a whole purchase, to the receipt, with nothing but arrows,
// Enter, Escape and figures.
func TestBrowserByKeypad(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.presses("start")
	f.presses("item-latte")
	f.sees("options")
	f.presses("choice-large")
	f.presses("add")
	f.presses("review")
	f.do(chromedp.KeyEvent(kb.Escape))
	f.sees("choose")
	f.presses("review")
	f.presses("more-latte|large")
	f.presses("pay")
	f.sees("insert-card")
	if got := f.intents("order"); len(got) != 1 || got[0] != "order [{latte 2 [large]}] en" {
		t.Errorf("ordered %q", got)
	}
	f.cardSaysYes()
	f.presses("code-toggle")
	f.do(chromedp.WaitVisible(named("code")))
	f.presses("done")
	f.sees("idle")
}

// cardSaysYes has the card company say yes to what is on the screen.
func (f finger) cardSaysYes() {
	f.Helper()
	p, err := f.agent.Payment(f.ctx, f.agent.View().Payment.Key)
	if err != nil {
		f.Fatal(err)
	}
	f.agent.Show(fake.Ended(p.Order, agent.Approved, pay.Approved))
	f.sees("approved")
}

// TestBrowserLargeAndLow: a whole purchase at 200 percent within low reach, by a
// hand that touches only the lower part of the screen.
func TestBrowserLargeAndLow(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.still()
	f.do(chromedp.EmulateViewport(1080, 1920))
	f.tap("ease", "size-3", "low-1", "ease-done")
	for _, id := range []string{"start", "item-americano", "review", "pay"} {
		f.reaches(id)
	}
	f.sees("insert-card")
	f.cardSaysYes()
	f.reaches("done")
	f.sees("idle")
	f.do(chromedp.Poll(`document.getElementById("kiosk").dataset.low === "false"`, nil)) // for the next customer
}

// reaches touches a control in the lower 40 percent; where it is out of sight,
// the keys beside the page bring it there.
func (f finger) reaches(id string) {
	f.Helper()
	f.do(chromedp.WaitEnabled(named(id)))
	for range 30 {
		var in bool
		f.do(chromedp.Evaluate(fmt.Sprintf(`(async () => {
			await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
			const b = document.querySelector(%q);
			const r = b.getBoundingClientRect();
			const [x, y] = [r.x + r.width / 2, r.y + r.height / 2];
			const there = y > innerHeight * 0.6 && b.contains(document.elementFromPoint(x, y));
			const down = [...document.querySelectorAll('[data-testid="roll-down"]')].find((k) => !k.disabled && k.getBoundingClientRect().y > innerHeight * 0.59);
			if (!there) down?.click();
			return there;
		})()`, named(id)), &in, awaited))
		if in {
			f.do(chromedp.Click(named(id)))
			return
		}
	}
	f.Fatalf("%s cannot be brought within reach", id)
}

// TestBrowserReloads: at every step of a payment the page is right again after a
// reload: the same screen, language, size and amount, and nothing is asked twice.
func TestBrowserReloads(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.asks("ja", "contrast")
	again := func(screen string) {
		t.Helper()
		f.sees(screen)
		f.do(chromedp.Reload())
		f.sees(screen)
		f.do(chromedp.Poll(`document.documentElement.lang === "ja" && document.getElementById("kiosk").dataset.contrast === "true"`, nil))
	}
	again("idle")
	f.tap("start", "item-americano")
	again("choose")
	f.tap("review")
	again("cart")
	if got := f.reads("amount"); !strings.Contains(got, "4,000") {
		t.Errorf("after a reload, to pay %q", got)
	}
	f.tap("pay")
	again("insert-card")
	scenes, err := fake.Scenes("ja")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenes {
		f.agent.Show(s.View)
		again(s.Screen)
	}
	if orders, pays := f.intents("order"), f.intents("pay"); len(orders) != 1 || len(pays) != 1 {
		t.Errorf("orders %q, payments %q", orders, pays)
	}
}

// TestBrowserInstalments: where monthly payments are offered the method is asked
// for, and the agent hears of the months.
func TestBrowserInstalments(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.agent.Offer(agent.Instalments{From: 10000, Months: []int{2, 3}})
	f := browse(t, d)
	f.tap("start", "tab-2", "item-beans", "review", "pay")
	f.sees("method")
	f.tap("choice-instalments", "choice-3")
	f.sees("insert-card")
	if got := f.intents("months"); len(got) != 1 || !strings.HasSuffix(got[0], " 3") {
		t.Errorf("months %q", got)
	}
}
