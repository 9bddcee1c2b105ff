package demoapp_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"kioskd/sync/hq/web/webtest"
)

// wrong has a mistake in its fourth line and one in its sixth.
const wrong = `{
  "version": 1,
  "for": ["*"],
  "hours": [{"day": "monday", "open": "09:00", "close": "22:00"}],
  "limits": {"void_each": 1},
  "access": ["*.example.com"]
}`

// TestEditorHelps: whoever writes settings at HQ looks a setting up, and is led to the
// line of each mistake, by the keyboard alone and in both languages.
func TestEditorHelps(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	c := clerk{webtest.Sit(t, f.hq.URL()), f}
	c.Goes("/settings/edit")
	c.finds("refund day", "limits.void_per_day")
	c.Looks("settings found")
	c.Fills("#document", wrong)
	c.Presses("#check")
	c.Looks("settings wrong")
	c.Sees("Line 4 hours[0].day")
	c.Sees("Line 6 access[0]")
	c.isLed(`a[data-line="6"]`, `  "access": ["*.example.com"]`)
	c.Fills("#document", strings.NewReplacer("monday", "mon", "*.", "shop.").Replace(wrong))
	c.Presses("#check")
	c.Sees("This is a good document.")

	c.Goes("/language?to=ko&back=/settings/edit")
	c.finds("환불 하루", "limits.void_per_day")
	c.Looks("settings found in Korean")
	c.Fills("#document", wrong)
	c.Presses("#check")
	c.Looks("settings wrong in Korean")
	c.Sees("4번째 줄 hours[0].day")
}

// finds types into the search, and sees the one setting that is left.
func (c clerk) finds(words, path string) {
	c.Helper()
	var left []string
	c.Do(chromedp.WaitVisible("#find"), chromedp.SendKeys("#find", words), chromedp.Evaluate(`[...document.querySelectorAll("details.field")].filter((f) => f.open && f.checkVisibility()).map((f) => f.querySelector("summary").innerText)`, &left))
	if len(left) != 1 || left[0] != path {
		c.Errorf("%q finds %q, want %s", words, left, path)
	}
}

// isLed presses Enter on a way, and sees what is selected then.
func (c clerk) isLed(way, to string) {
	c.Helper()
	var selected string
	c.Do(chromedp.Focus(way), chromedp.KeyEvent(kb.Enter), chromedp.Evaluate(`{ const a = document.activeElement; a.value.slice(a.selectionStart, a.selectionEnd) }`, &selected))
	if selected != to {
		c.Errorf("led to %q, want %q", selected, to)
	}
}
