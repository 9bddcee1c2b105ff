package ui_test

import (
	"fmt"

	"github.com/chromedp/chromedp"
)

// modes are what a customer may ask for, as the body of PUT modes, but for the
// language.
var modes = map[string]string{
	"usual":     `"text":100`,
	"contrast":  `"text":100,"contrast":true`,
	"low":       `"text":100,"low":true`,
	"large":     `"text":200`,
	"large low": `"text":200,"low":true`,
	"speech":    `"text":100,"speech":true`,
}

// asks changes how the customer is served, and waits until the page shows it.
func (f finger) asks(language, mode string) {
	f.Helper()
	body := fmt.Sprintf(`{"language":%q,%s}`, language, modes[mode])
	put := fmt.Sprintf(`fetch("/api/v1/modes", {method: "PUT", headers: {"Content-Type": "application/json"}, body: %q}).then((r) => r.status)`, body)
	var status int
	f.do(chromedp.Evaluate(put, &status, awaited))
	if status != 200 {
		f.Fatalf("modes %s: status %d", body, status)
	}
	f.do(chromedp.Poll(fmt.Sprintf(shows, language, body), nil))
}

// shows reports whether the page shows a language and modes.
const shows = `((language, asked) => {
	const now = document.getElementById("kiosk")?.dataset ?? {}
	const wanted = {text: 100, contrast: false, low: false, speech: false, ...asked}
	return document.documentElement.lang === language && ["text", "contrast", "low", "speech"].every((m) => now[m] === String(wanted[m]))
})(%q, %s)`
