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
	f.do(chromedp.Poll(fmt.Sprintf(`document.documentElement.lang === %q`, language), nil))
}
