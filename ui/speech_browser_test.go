package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui/internal/fake"
)

// hear puts voices into the browser that write down what they are to say, and
// end at once.
const hear = `
	window.said = [];
	const voices = [["ko-KR"], ["en-US"], ["ja-JP"], ["zh-CN"]].map(([lang]) => ({ lang, name: lang, default: false, localService: true, voiceURI: lang }));
	window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
	Object.defineProperty(window, "speechSynthesis", { value: {
		paused: false, getVoices: () => voices, cancel() {}, pause() { this.paused = true; }, resume() { this.paused = false; },
		speak(u) { said.push(u.lang + " " + u.text); setTimeout(() => u.onend?.(), 1); },
	} });`

// hears waits until a sentence with these words was said, and returns all so far.
func (f finger) hears(words string) (said []string) {
	f.Helper()
	f.do(chromedp.Poll(fmt.Sprintf(`said.some((s) => s.includes(%q))`, words), nil), chromedp.Evaluate(`said`, &said))
	return said
}

// TestBrowserSpeech: every state is said by itself, with the amount in full and in
// the language of the screen; what the keypad stands on as well.
func TestBrowserSpeech(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t), hear)
	f.asks("en", "speech")
	f.hears("en-US Speech is on")
	f.hears("en-US Touch to order")
	f.tap("start", "item-americano", "review")
	f.hears("en-US 4,000 South Korean won")
	f.do(chromedp.KeyEvent(kb.ArrowDown))
	f.hears("button")
	f.tap("pay")
	f.hears("en-US Insert or tap your card")
	f.cardSaysYes()
	for _, words := range []string{"en-US Paid", "Americano", "30047211", "4,000 South Korean won"} {
		f.hears(words)
	}
	f.asks("ko", "speech")
	f.hears("ko-KR 결제됐어요")
	scenes, err := fake.Scenes("ko")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenes {
		f.do(chromedp.Evaluate(`said.length = 0`, nil))
		f.agent.Show(s.View)
		f.sees(s.Screen)
		f.do(chromedp.Poll(`said.length > 1`, nil))
	}
}

// TestBrowserUnknownIsSpoken: not to pay again is said, with the number for the staff.
func TestBrowserUnknownIsSpoken(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t), hear)
	f.asks("en", "speech")
	o := f.order()
	f.agent.Show(fake.Ended(o, agent.Uncertain, pay.Uncertain))
	f.hears("Do not pay again")
	said := f.hears(agent.Reference(o.Key))
	if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "We are checking your payment") }) {
		t.Errorf("said %q", said)
	}
	f.do(chromedp.Evaluate(`said.length = 0`, nil), chromedp.KeyEvent("0"))
	f.hears("Do not pay again") // repeated on request
}

// TestBrowserCaptionMovesNothing: a key stays under the finger, whatever is being said.
func TestBrowserCaptionMovesNothing(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t), hear)
	f.asks("en", "speech")
	f.do(chromedp.Evaluate(`
		window.tops = new Map();
		new MutationObserver(() => {
			const caption = document.querySelector(".caption");
			tops.set(caption.textContent, document.querySelector('[data-testid="ease"]').getBoundingClientRect().top);
		}).observe(document.body, {subtree: true, childList: true, characterData: true});
		0`, nil))
	for range 3 {
		f.do(chromedp.KeyEvent("0"), chromedp.KeyEvent(kb.ArrowDown)) // all anew, and another key's name
	}
	var places []float64
	f.do(chromedp.Poll(`tops.size > 2`, nil), chromedp.Evaluate(`[...new Set(tops.values())]`, &places))
	if len(places) != 1 {
		t.Errorf("the key to what makes the screen easier stood at %v", places)
	}
}

// TestBrowserCurtain: the dark screen hides everything until it is touched, and
// the keypad still works.
func TestBrowserCurtain(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t), hear)
	f.asks("en", "speech")
	f.tap("ease", "curtain-1")
	f.do(chromedp.WaitVisible(named("curtain")))
	f.presses("start")
	f.sees("choose")
	f.do(chromedp.KeyEvent(kb.Escape), chromedp.WaitNotPresent(named("curtain")))
	f.sees("choose")
}
