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
  const right = (e) => e.getBoundingClientRect().right;
  const widest = (box) => name([...box.querySelectorAll("*")].reduce((a, b) => (right(b) >= right(a) ? b : a)));
  for (const box of document.querySelectorAll(".roll-box, .told, .foot, .bar")) {
    if (getComputedStyle(box).display === "contents") continue;
    if (box.scrollWidth > box.clientWidth + 2) wrong.push(box.className + " is too wide: " + box.scrollWidth + " of " + box.clientWidth + " for " + widest(box));
    const rolls = ["auto", "scroll"].includes(getComputedStyle(box).overflowY);
    if (!rolls && box.scrollHeight > box.clientHeight + slack) wrong.push(box.className + " overflows: " + box.scrollHeight + " of " + box.clientHeight);
  }
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = new Map();
  const rgba = (colour) => {
    if (!read.has(colour)) {
      pixel.clearRect(0, 0, 1, 1);
      pixel.fillStyle = colour;
      pixel.fillRect(0, 0, 1, 1);
      read.set(colour, pixel.getImageData(0, 0, 1, 1).data);
    }
    return read.get(colour);
  };
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const c = rgba(getComputedStyle(at).backgroundColor);
      if (c[3] === 255) return c;
    }
    return [255, 255, 255, 255];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z + 0.05;
  };
  const contrast = (a, b) => Math.max(light(a) / light(b), light(b) / light(a));
  for (const b of kiosk.querySelectorAll("button:not(:disabled), input")) {
    if (!seen(b) || b.closest("dialog")) continue;
    const around = ground(b.parentElement);
    const s = getComputedStyle(b);
    const edge = Math.max(contrast(ground(b), around), s.borderTopStyle === "none" ? 0 : contrast(rgba(s.borderTopColor), around));
    if (edge < 3) wrong.push(name(b) + " has an edge of " + edge.toFixed(1) + " to 1");
  }
  const diagonal = Math.hypot(innerWidth, innerHeight) / mm;
  const least = (diagonal <= 281 ? 7.25 : 12) * MAG - 0.1;
  const texts = document.createTreeWalker(kiosk, NodeFilter.SHOW_TEXT);
  for (let t = texts.nextNode(); t; t = texts.nextNode()) {
    const e = t.parentElement;
    if (!t.data.trim() || !seen(e) || e.closest("svg")) continue;
    const capital = parseFloat(getComputedStyle(e).fontSize) * 0.707 / mm;
    const clear = contrast(rgba(getComputedStyle(e).color), ground(e));
    if (clear < 7 && !e.closest(":disabled")) wrong.push(name(e) + " has a contrast of " + clear.toFixed(1) + " to 1");
    if (capital < least) wrong.push(name(e) + " is written " + capital.toFixed(1) + " mm high, want " + least.toFixed(1));
  }
  return wrong;
})()`

// inspect reports what is wrong with the screen that is shown.
func (f finger) inspect(what, mode string) {
	f.Helper()
	f.measure(what, mode)
	var badge string
	f.do(chromedp.Text(named("test-mode"), &badge))
	if badge == "" {
		f.Errorf("%s: nothing says that it is practice", what)
	}
}

// measure reports what is too small, too pale, out of reach, cut off or covered.
func (f finger) measure(what, mode string) {
	f.Helper()
	times := 1
	if strings.HasPrefix(mode, "large") {
		times = 2
	}
	var wrong []string
	f.do(chromedp.Evaluate(strings.Replace(faulty, "MAG", fmt.Sprint(times), 1), &wrong))
	for _, w := range wrong {
		f.Errorf("%s: %s", what, w)
	}
	f.uncovers(what)
}
