package ui_test

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// faulty lists what a finger would miss, what is cut off, and what is written too
// small, with sizes in millimetres of the glass.
const faulty = `(() => {
  const wrong = [];
  const root = getComputedStyle(document.documentElement);
  const mm = parseFloat(root.getPropertyValue("--mm"));
  const slack = parseFloat(root.fontSize); // within the padding
  const kiosk = document.getElementById("kiosk");
  const seen = (e) => e.checkVisibility() && !e.closest(".unseen, [aria-hidden=true], .curtain");
  const name = (e) => e.dataset.testid || e.className || e.tagName;
  const low = kiosk.dataset.low === "true";
  const reach = innerHeight * (1 - parseFloat(root.getPropertyValue("--reach"))) - 2;
  for (const b of kiosk.querySelectorAll("button, input")) {
    if (!seen(b)) continue;
    const r = b.getBoundingClientRect();
    if (Math.min(r.width, r.height) < 12 * mm - 1) wrong.push(name(b) + " is " + (r.width / mm).toFixed(1) + " by " + (r.height / mm).toFixed(1) + " mm");
    if (r.right > innerWidth + 1 || r.left < -1) wrong.push(name(b) + " is off the screen");
    if (b.scrollWidth > b.clientWidth + 2) wrong.push(name(b) + " is cut off");
    const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
    if (low && r.top < reach && hit && b.contains(hit)) wrong.push(name(b) + " is out of reach");
  }
  for (const box of document.querySelectorAll(".roll-box, .told, .foot, .bar")) {
    if (getComputedStyle(box).display === "contents") continue;
    if (box.scrollWidth > box.clientWidth + 2) wrong.push(box.className + " is too wide: " + box.scrollWidth + " of " + box.clientWidth);
    const rolls = ["auto", "scroll"].includes(getComputedStyle(box).overflowY);
    if (!rolls && box.scrollHeight > box.clientHeight + slack) wrong.push(box.className + " overflows: " + box.scrollHeight + " of " + box.clientHeight);
  }
  const diagonal = Math.hypot(innerWidth, innerHeight) / mm;
  const least = (diagonal <= 281 ? 7.25 : 12) * MAG - 0.1;
  const texts = document.createTreeWalker(kiosk, NodeFilter.SHOW_TEXT);
  for (let t = texts.nextNode(); t; t = texts.nextNode()) {
    const e = t.parentElement;
    if (!t.data.trim() || !seen(e) || e.closest("svg")) continue;
    const capital = parseFloat(getComputedStyle(e).fontSize) * 0.707 / mm;
    if (capital < least) wrong.push(name(e) + " is written " + capital.toFixed(1) + " mm high, want " + least.toFixed(1));
  }
  return wrong;
})()`

// inspect reports what is wrong with the screen that is shown.
func (f finger) inspect(what, mode string) {
	f.Helper()
	times := 1
	if strings.HasPrefix(mode, "large") {
		times = 2
	}
	var wrong []string
	var badge string
	f.do(chromedp.Evaluate(strings.Replace(faulty, "MAG", fmt.Sprint(times), 1), &wrong), chromedp.Text(named("test-mode"), &badge))
	for _, w := range wrong {
		f.Errorf("%s: %s", what, w)
	}
	if badge == "" {
		f.Errorf("%s: nothing says that it is practice", what)
	}
}
