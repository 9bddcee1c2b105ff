package ui_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// finger is a customer at the page, in a real browser.
type finger struct {
	door
	ctx context.Context
}

// browse opens the page in a browser of its own. The scripts run before the
// page's.
func browse(t *testing.T, d door, scripts ...string) finger {
	t.Helper()
	found := false
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell"} {
		_, err := exec.LookPath(name)
		found = found || err == nil
	}
	if !found {
		t.Skip("no Chromium on this machine: install it (Debian: apt-get install chromium) to test the page")
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1080, 1920))
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, flags...)
	t.Cleanup(cancel)
	// What chromedp calls errors are events that it is too old to know.
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(cancel)
	f := finger{d, ctx}
	for _, s := range scripts {
		f.do(chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(s).Do(ctx)
			return err
		}))
	}
	f.do(chromedp.Navigate(d.url + "/?lang=en"))
	f.sees("idle")
	return f
}

func (f finger) do(actions ...chromedp.Action) {
	f.Helper()
	if err := chromedp.Run(f.ctx, actions...); err != nil {
		f.Fatal(err)
	}
}

func (f finger) tap(ids ...string) {
	f.Helper()
	for _, id := range ids {
		f.do(chromedp.WaitEnabled(named(id)), chromedp.Click(named(id)))
	}
}

func (f finger) sees(screen string) {
	f.Helper()
	f.do(chromedp.WaitVisible(`[data-screen="` + screen + `"]`))
}

func (f finger) reads(id string) string {
	f.Helper()
	var text string
	f.do(chromedp.Text(named(id), &text))
	return text
}

func named(id string) string { return `[data-testid="` + id + `"]` }

// intents returns what the agent heard, by the first word.
func (f finger) intents(kind string) (heard []string) {
	for _, s := range f.agent.Heard() {
		if strings.HasPrefix(s, kind+" ") {
			heard = append(heard, s)
		}
	}
	return heard
}

func TestBrowserPurchase(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.tap("start", "item-americano", "item-americano", "tab-1", "item-cake", "review", "less-americano", "more-cake")
	if got := f.reads("amount"); got != "₩17,000" {
		t.Errorf("to pay %q", got)
	}
	f.do(chromedp.Evaluate(`for (let i = 0; i < 5; i++) document.querySelector('[data-testid="pay"]').click()`, nil))
	f.sees("insert-card")
	if orders, pays := f.intents("order"), f.intents("pay"); len(orders) != 1 || len(pays) != 1 {
		t.Fatalf("five taps made %q and %q", orders, pays)
	}
	f.do(chromedp.Reload())
	f.sees("insert-card")
	if got := f.reads("amount"); got != "₩17,000" {
		t.Errorf("after a reload, to pay %q", got)
	}
	key := f.agent.View().Payment.Key
	p, err := f.agent.Payment(f.ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	f.agent.Show(fake.Ended(p.Order, agent.Approved, pay.Approved))
	f.sees("approved")
	if got := f.reads("approval-number"); got != "30047211" {
		t.Errorf("approval number %q", got)
	}
	if got := f.reads("card"); got != "941009******1234" {
		t.Errorf("card %q", got)
	}
	f.tap("done")
	f.sees("idle")
	if got := f.intents("dismiss"); len(got) != 1 || got[0] != "dismiss "+string(key) {
		t.Errorf("dismissed %q", got)
	}
}

// TestBrowserKeepsTheOrder: after a decline the same cart is paid under the same
// key, and a changed one under another.
func TestBrowserKeepsTheOrder(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.tap("start", "item-water", "review", "pay")
	f.sees("insert-card")
	f.decline()
	f.tap("retry")
	f.sees("insert-card")
	f.decline()
	f.tap("back")
	f.sees("cart")
	f.tap("pay")
	f.sees("insert-card")
	if orders := f.intents("order"); len(orders) != 1 {
		t.Errorf("one cart was ordered as %q", orders)
	}
	f.decline()
	f.tap("back", "more-water", "pay")
	f.sees("insert-card")
	if orders, pays := f.intents("order"), f.intents("pay"); len(orders) != 2 || len(pays) != 4 || pays[0] != pays[2] || pays[2] == pays[3] {
		t.Errorf("orders %q, payments %q", orders, pays)
	}
}

func (f finger) decline() {
	f.Helper()
	v := f.agent.View()
	v.State, v.Payment.Decline = agent.Declined, &pay.Decline{Code: "14", Advice: pay.OtherCard}
	f.agent.Show(v)
	f.sees("declined")
}

func TestBrowserRefusals(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.tap("start", "item-water", "review")
	f.agent.Refuse(agent.FaultBusy)
	f.tap("pay")
	if got := f.reads("notice"); !strings.Contains(got, "Another payment is running") || !strings.Contains(got, "105") {
		t.Errorf("notice %q", got)
	}
	f.tap("notice-close")
	f.agent.Refuse(agent.FaultPadSilent)
	f.tap("pay")
	f.sees("no-pad")
	f.agent.Show(fake.PadDown())
	f.do(chromedp.WaitVisible(`[data-pad="down"]`))
	f.agent.Refuse(nil)
	f.agent.Show(fake.Idle())
	f.sees("cart")
	f.tap("pay")
	f.sees("insert-card")
	f.tap("abort")
	f.sees("cancelling")
}

// TestBrowserLostAgent: the page says that it hears nothing, and comes back.
func TestBrowserLostAgent(t *testing.T) {
	t.Parallel()
	told := fake.New()
	s, err := ui.New(ui.Options{Agent: told})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	addr := server.Listener.Addr().String()
	f := browse(t, door{t, told, server.URL})
	server.CloseClientConnections()
	_ = server.Listener.Close()
	f.sees("lost")
	again := httptest.NewUnstartedServer(s)
	_ = again.Listener.Close()
	if again.Listener, err = ui.Listen(addr); err != nil {
		t.Fatal(err)
	}
	again.Start()
	t.Cleanup(func() { again.CloseClientConnections(); again.Close() })
	f.sees("idle")
}

// hurry makes the page's timers run so many times as fast.
func hurry(times int) string {
	return fmt.Sprintf(`for (const name of ["setTimeout", "setInterval"]) {
		const slow = window[name].bind(window);
		window[name] = (f, ms, ...more) => slow(f, ms / %d, ...more);
	}`, times)
}

// threeMinutes pass by the page's own, hurried timers.
const threeMinutes = `new Promise((pass) => setTimeout(() => pass(true), 180_000))`

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

func TestBrowserMoreTime(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t), hurry(50))
	f.tap("language-ko", "start", "item-water")
	f.do(chromedp.WaitVisible(named("more-time")))
	f.do(chromedp.Evaluate(`document.querySelector('[data-testid="more-time-more"]').click()`, nil))
	f.do(chromedp.WaitNotPresent(named("more-time")))
	f.sees("choose")
	f.do(chromedp.WaitVisible(named("more-time")))
	f.sees("idle")
	if got := f.reads("heading"); got != "Touch to order" {
		t.Errorf("the next customer is asked %q", got)
	}
}

// TestBrowserUncertainStays: money that is not certain has no time-out.
func TestBrowserUncertainStays(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t), hurry(500))
	o := f.order()
	for _, state := range []agent.State{agent.Uncertain, agent.Resolving, agent.Unresolved} {
		f.agent.Show(fake.Ended(o, state, pay.Uncertain))
		screen := "uncertain"
		if state == agent.Unresolved {
			screen = "unresolved"
		}
		f.sees(screen)
		f.do(chromedp.Evaluate(threeMinutes, nil, awaited))
		f.sees(screen)
		if got := f.reads("reference"); got != agent.Reference(o.Key) {
			t.Errorf("%s: reference %q", state, got)
		}
	}
	if heard := f.intents("dismiss"); len(heard) > 0 {
		t.Errorf("the page left by itself: %q", heard)
	}
}

// TestBrowserByKeys: a purchase without a finger.
func TestBrowserByKeys(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	for _, id := range []string{"start", "item-water", "review", "pay"} {
		f.walkTo(id)
		f.do(chromedp.KeyEvent(kb.Enter))
	}
	f.sees("insert-card")
	f.walkTo("abort")
	f.do(chromedp.KeyEvent(kb.Enter))
	f.sees("cancelling")
}

// walkTo presses Tab until the focus is there.
func (f finger) walkTo(id string) {
	f.Helper()
	f.do(chromedp.WaitVisible(named(id)))
	for range 40 {
		var at string
		f.do(chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(`document.activeElement?.dataset.testid ?? ""`, &at))
		if at == id {
			return
		}
	}
	f.Fatalf("Tab does not reach %s", id)
}

// tooSmall lists what a finger would miss and what the screen cuts off.
const tooSmall = `(() => {
  const wrong = [];
  const least = 9.6 * parseFloat(getComputedStyle(document.documentElement).fontSize) - 1; // 96 px of the 1080 px design
  for (const b of document.querySelectorAll("button")) {
    const r = b.getBoundingClientRect();
    if (r.height < least || r.width < least) wrong.push(b.dataset.testid + " is " + Math.round(r.width) + "x" + Math.round(r.height));
    if (r.right > innerWidth + 1 || r.bottom > innerHeight + 1 || r.left < -1) wrong.push(b.dataset.testid + " is off the screen");
    if (b.scrollWidth > b.clientWidth + 1) wrong.push(b.dataset.testid + " is cut off");
  }
  for (const e of document.querySelectorAll(".stage, .foot, .bar, .heading, .sum, .sum-amount")) {
    const slack = e.clientHeight * 0.02 + 2;
    if (e.scrollWidth > e.clientWidth + 1) wrong.push(e.className + " is too wide");
    if (e.matches(".stage") && e.scrollHeight > e.clientHeight + slack) wrong.push(e.className + " is too high: " + e.scrollHeight + " of " + e.clientHeight);
  }
  return wrong;
})()`

// TestBrowserEveryScreen: each screen in each size and language shows what it
// should, in full, with targets that a finger meets.
func TestBrowserEveryScreen(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}))
	for _, language := range []string{"ko", "en"} {
		scenes, err := fake.Scenes(language)
		if err != nil {
			t.Fatal(err)
		}
		f.do(chromedp.Evaluate(`document.querySelector('[data-testid="language-`+language+`"]').click()`, nil))
		for _, size := range [][2]int64{{1080, 1920}, {1920, 1080}, {1280, 800}, {800, 480}} {
			f.do(chromedp.EmulateViewport(size[0], size[1]))
			for _, s := range scenes {
				f.agent.Show(s.View)
				f.sees(s.Screen)
				f.inspect(fmt.Sprintf("%s %dx%d %s", s.Screen, size[0], size[1], language))
			}
		}
	}
}

func (f finger) inspect(what string) {
	f.Helper()
	var wrong []string
	var badge, lang string
	f.do(chromedp.Evaluate(tooSmall, &wrong), chromedp.Text(named("test-mode"), &badge), chromedp.Evaluate(`document.documentElement.lang`, &lang))
	for _, w := range wrong {
		f.Errorf("%s: %s", what, w)
	}
	if badge == "" || !strings.HasSuffix(what, lang) {
		f.Errorf("%s: badge %q, lang %q", what, badge, lang)
	}
}
