package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kioskd/ui/internal/fake"
)

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
