package ui_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui/internal/fake"
)

// painted answers with the time at which a screen stood on the glass: the frame
// after the one that drew it.
const painted = `new Promise((pass) => {
	const look = () => document.getElementById("kiosk")?.dataset.screen === %q
		? requestAnimationFrame(() => pass(performance.timeOrigin + performance.now()))
		: requestAnimationFrame(look);
	look();
})`

// atOnce is a customer who touches the start and then an item as soon as each is
// there, and says when the sum with that item stood on the glass.
const atOnce = `window.answered = new Promise((pass) => {
	const find = (what, then) => {
		const found = document.querySelector(what);
		found ? then(found) : requestAnimationFrame(() => find(what, then));
	};
	find('[data-testid="start"]', (start) => {
		start.click();
		find('[data-testid="item-water"]', (item) => {
			item.click();
			find('[data-amount="1500"]', () => requestAnimationFrame(() => pass(performance.now())));
		});
	});
})`

// TestBrowserSpeed prints how long a change of the agent's view takes to be
// painted, and a cold browser to show the first page and to answer its first
// customer. A busy machine says little about that, so it is measured on request
// only: KIOSKD_SPEED=1.
func TestBrowserSpeed(t *testing.T) {
	if os.Getenv("KIOSKD_SPEED") == "" {
		t.Skip("KIOSKD_SPEED=1 measures")
	}
	painted, interactive := coldStarts(t, 7)
	all := paintings(t, 60)
	median := all[len(all)/2]
	t.Logf("from the agent's event to pixels: median %v, 95%% within %v", median, all[len(all)*95/100])
	t.Logf("cold browser, from the call of the page: first paint %.0f ms, first item touched and answered %.0f ms", painted, interactive)
	if median > 50*time.Millisecond || interactive > 1000 {
		t.Error("want at most 50 ms, and 1 s")
	}
}

// coldStarts starts browsers that know nothing yet, and returns the medians of the
// milliseconds from the call of the page to its first paint, and to the answer to
// the first touch of an item.
func coldStarts(t *testing.T, times int) (painted, interactive float64) {
	t.Helper()
	var paints, answers []float64
	for range times {
		f := browser(t, open(t), atOnce)
		f.do(chromedp.Navigate(f.url + f.launch() + "&lang=en"))
		var first, answered float64
		f.do(chromedp.Evaluate(`answered`, &answered, awaited), chromedp.Evaluate(`performance.getEntriesByName("first-contentful-paint")[0].startTime`, &first))
		paints, answers = append(paints, first), append(answers, answered)
	}
	slices.Sort(paints)
	slices.Sort(answers)
	return paints[times/2], answers[times/2]
}

// paintings returns how long views took to be painted, in order of length.
func paintings(t *testing.T, times int) (all []time.Duration) {
	t.Helper()
	f := browse(t, open(t))
	o := f.order()
	for i := range times {
		state, screen := agent.Resolving, "uncertain"
		if i%2 == 1 {
			state, screen = agent.NotCharged, "not-charged"
		}
		all = append(all, f.paints(fake.Ended(o, state, pay.Uncertain), screen))
	}
	slices.Sort(all)
	return all
}

// paints shows a view, and returns how long it took to be seen.
func (f finger) paints(v agent.View, screen string) time.Duration {
	f.Helper()
	began := make(chan time.Time, 1)
	time.AfterFunc(100*time.Millisecond, func() { began <- time.Now(); f.agent.Show(v) })
	var at float64
	f.do(chromedp.Evaluate(fmt.Sprintf(painted, screen), &at, awaited))
	return time.UnixMicro(int64(at * 1000)).Sub(<-began)
}
