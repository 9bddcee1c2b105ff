package ui_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

const inlinePage = "<!doctype html><meta charset=\"utf-8\"><title>plugin</title><script src=\"/sdk/front/v0/index.js\"></script>\r\n" +
	"<body><div id=\"app\"></div><script>\r\n  window.first = 1;\r\n</script><SCRIPT type=\"text/javascript\">window.second = '한글';</SCRIPT></body>"

// TestBrowserInlineScripts: the scripts that stand in a bundle's page run, and
// one that gets into the page later does not.
func TestBrowserInlineScripts(t *testing.T) {
	t.Parallel()
	f := inApp(t, inlinePage)
	f.do(chromedp.Poll(`window.first === 1 && window.second === "한글"`, nil))
	inject := `(() => { const s = document.createElement("script"); s.textContent = "window.evil = 1"; document.body.append(s);
		document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.evil = 2'>"); return new Promise((r) => setTimeout(() => r(window.evil ?? 0), 300)) })()`
	if o := f.calls(inject); string(o.Value) != "0" {
		t.Errorf("an injected script ran: %s", o.Value)
	}
}
