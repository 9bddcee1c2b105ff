package ui_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui/internal/fake"
)

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
	f := browse(t, open(t), hurry(15))
	f.tap("language-ko", "start", "item-water")
	f.do(chromedp.WaitVisible(named("more-time")))
	f.do(chromedp.Evaluate(`document.querySelector('[data-testid="more-time-more"]').click()`, nil))
	f.do(chromedp.WaitNotPresent(named("more-time")))
	f.sees("choose")
	f.do(chromedp.WaitVisible(named("more-time")))
	f.sees("idle")
	f.do(chromedp.Poll(`document.getElementById("heading")?.textContent === "Touch to order"`, nil)) // in the house's language again
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

// TestBrowserGoesOn: past its limit the page says that the payment goes on, and
// decides nothing.
func TestBrowserGoesOn(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t), hurry(100))
	f.agent.Show(fake.WaitingForCard(f.order()))
	f.sees("insert-card")
	f.do(chromedp.WaitVisible(named("goes-on")))
	f.sees("insert-card")
	v := fake.WaitingForCard(f.order())
	v.Progress = pay.CardShown
	f.agent.Show(v)
	f.sees("processing")
	f.do(chromedp.WaitVisible(named("goes-on")))
	f.agent.Show(fake.Idle())
	f.sees("idle")
	f.agent.Show(fake.WaitingForCard(f.order()))
	f.do(chromedp.WaitVisible(named("lead")))
	if heard := append(f.intents("dismiss"), f.intents("abort")...); len(heard) > 0 {
		t.Errorf("the page decided: %q", heard)
	}
}
