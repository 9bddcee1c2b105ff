package ui_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"kioskd/ui/internal/fake"
)

// covered lists what lies below something else: every line of text and every
// control is looked for at points within it, where the browser has to find it, or
// what it stands in, or what stands in it. What a page rolls may be covered for as
// long as it can be rolled clear.
const covered = `(() => {
  const wrong = [];
  const kiosk = document.getElementById("kiosk");
  const name = (e) => e.dataset.testid || e.getAttribute("class") || e.tagName;
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".unseen, [aria-hidden=true], .curtain");
  const related = (a, b) => a.contains(b) || b.contains(a);
  const clips = (e) => !["visible", ""].includes(getComputedStyle(e).overflow) && getComputedStyle(e).display !== "contents";
  const within = ([x, y], e) => {
    for (let at = e; at; at = at.parentElement) {
      const r = at.getBoundingClientRect();
      if (clips(at) && (x < r.left || x > r.right || y < r.top || y > r.bottom)) return false;
    }
    return x >= 0 && x < innerWidth && y >= 0 && y < innerHeight;
  };
  const above = (r, e, parts) => {
    for (const [x, y] of parts) {
      const p = [r.left + r.width * x, r.top + r.height * y];
      const hit = within(p, e) && document.elementFromPoint(...p);
      if (hit && !related(hit, e)) return hit;
    }
  };
  const rolling = (e) => {
    for (let at = e.parentElement; at; at = at.parentElement) if (clips(at) && at.scrollHeight > at.clientHeight + 2) return at;
  };
  // look at the i-th box of an element, where it stands and then rolled to the top.
  const look = (e, boxes, i, parts, what) => {
    let hit = above(boxes()[i], e, parts);
    const box = hit && rolling(e);
    if (box) {
      const was = box.scrollTop;
      box.scrollTop += boxes()[i].top - box.getBoundingClientRect().top - 4;
      hit = above(boxes()[i], e, parts);
      box.scrollTop = was;
    }
    if (hit) wrong.push(what + " is covered by " + name(hit));
  };
  const inner = [[0.5, 0.5], [0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]];
  for (const b of kiosk.querySelectorAll("button, input, canvas")) {
    if (seen(b)) look(b, () => [b.getBoundingClientRect()], 0, inner, name(b));
  }
  const line = [[0.02, 0.5], [0.02, 0.3], [0.02, 0.7], [0.5, 0.5], [0.98, 0.3], [0.98, 0.5], [0.98, 0.7]];
  const texts = document.createTreeWalker(kiosk, NodeFilter.SHOW_TEXT);
  for (let t = texts.nextNode(); t; t = texts.nextNode()) {
    const e = t.parentElement;
    if (!t.data.trim() || !seen(e)) continue;
    const range = document.createRange();
    range.selectNodeContents(t);
    const boxes = () => range.getClientRects();
    for (let i = 0; i < boxes().length; i++) look(e, boxes, i, line, JSON.stringify(t.data.trim()) + " of " + name(e));
    if (clips(e) && e.scrollWidth > e.clientWidth + 2) wrong.push(JSON.stringify(t.data.trim()) + " of " + name(e) + " is cut off");
  }
  return wrong;
})()`

// uncovers reports what lies below something else.
func (f finger) uncovers(what string) {
	f.Helper()
	var wrong []string
	f.do(chromedp.Evaluate(covered, &wrong))
	for _, w := range wrong {
		f.Errorf("%s: %s", what, w)
	}
}

// TestBrowserCounts: how often an item is in the order stands beside its name and
// not on it, also where there is little room.
func TestBrowserCounts(t *testing.T) {
	t.Parallel()
	f := browser(t, open(t))
	f.opens()
	f.still()
	for _, size := range sizes {
		for _, mode := range []string{"usual", "low", "large", "large low"} {
			f.do(chromedp.EmulateViewport(size[0], size[1]))
			f.agent.Show(fake.Idle())
			f.asks("ko", mode)
			f.remembers(own["choose"])
			f.sees("choose")
			f.settles()
			f.uncovers(standing{"choose", "ko", mode, size}.String())
		}
	}
}
