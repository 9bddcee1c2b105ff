package ui_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestSDKServesAlike: the payment that lies over an app's page serves its customer
// as the kiosk's own page would: in the language, size, contrast, reach and speech
// that were asked for, with its cue, and by the keypad alone.
func TestSDKServesAlike(t *testing.T) {
	t.Parallel()
	f := inApp(t, appPage, hear, listen)
	f.calls(`kiosk.access.set({text: 200, contrast: true, low: true, speech: true, language: "ja"})`)
	if o := f.calls(ownOrder); o.Code != "" {
		t.Fatalf("order: %+v", o)
	}
	f.begins("paid", `kiosk.payment.start({key: "page-order-1", amount: 10000})`)
	f.inScreens("insert-card")
	const frame = `document.querySelector("#kioskd-screens iframe").contentWindow`
	for what, look := range map[string]string{
		"language": `document.documentElement.lang === "ja" && document.getElementById("heading").textContent.includes("カード")`,
		"contrast": `document.querySelector('#kiosk[data-contrast="true"]') !== null`,
		"reach":    `document.querySelector('#kiosk[data-low="true"]') !== null`,
		"size":     `parseFloat(getComputedStyle(document.getElementById("heading")).fontSize) > 2 * 12 * parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"))`,
		"speech":   `said.some((s) => s.startsWith("ja-JP") && s.includes("カード"))`,
		"cue":      `JSON.stringify(notes) === "[698,698]"`,
	} {
		if err := chromedp.Run(f.ctx, chromedp.Poll(fmt.Sprintf(`(({document, getComputedStyle, said, notes}) => %s)(%s)`, look, frame), nil, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
			t.Errorf("%s: not as asked for: %v", what, err)
		}
	}
	f.walksInFrame(frame, "abort")
	f.do(chromedp.KeyEvent(kb.Enter))
	f.inScreens("cancelling")
}

// walksInFrame presses the arrow until the keypad stands on a control of the frame.
func (f finger) walksInFrame(frame, id string) {
	f.Helper()
	for range 30 {
		var at string
		f.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.Evaluate(frame+`.document.activeElement?.dataset.testid ?? ""`, &at))
		if at == id {
			return
		}
	}
	f.Fatalf("the arrow does not reach %s", id)
}
