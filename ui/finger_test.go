package ui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"kioskd/ui/browsertest"
)

// finger is a customer at the page, in a real browser.
type finger struct {
	door
	ctx context.Context
}

// browse opens the page in a browser of its own. The scripts run before the
// page's.
func browse(t *testing.T, d door, scripts ...string) finger {
	t.Helper()
	f := browser(t, d, scripts...)
	f.opens()
	return f
}

// opens opens the page, as the kiosk does.
func (f finger) opens() {
	f.Helper()
	f.do(chromedp.Navigate(f.url + f.launch() + "&lang=en"))
	f.sees("idle")
}

// still asks the page to move nothing.
func (f finger) still() {
	f.Helper()
	f.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}))
}

// browser starts a browser of its own, with nothing opened yet.
func browser(t *testing.T, d door, scripts ...string) finger {
	t.Helper()
	return browserFor(t, d, 150*time.Second, scripts...)
}

// browserFor starts a browser that ends after so long, whatever it is doing.
func browserFor(t *testing.T, d door, patience time.Duration, scripts ...string) finger {
	t.Helper()
	ctx := browsertest.Open(t, patience, chromedp.WindowSize(1080, 1920), chromedp.Flag("host-resolver-rules", "MAP *.example 127.0.0.1"))
	f := finger{d, ctx}
	for _, s := range scripts {
		f.do(chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(s).Do(ctx)
			return err
		}))
	}
	return f
}

func (f finger) do(actions ...chromedp.Action) {
	f.Helper()
	ctx, cancel := context.WithTimeout(f.ctx, 40*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		var shown string
		also := chromedp.Run(f.ctx, chromedp.Evaluate(`document.getElementById("kiosk")?.dataset.screen ?? document.title`, &shown))
		f.Fatal(err, "; the screen shows ", shown, also)
	}
}

func (f finger) tap(ids ...string) {
	f.Helper()
	for _, id := range ids {
		f.do(chromedp.WaitEnabled(named(id)), chromedp.Click(named(id)))
	}
}

func (f finger) sees(screen string) {
	f.Helper()
	f.do(chromedp.WaitVisible(`[data-screen="` + screen + `"]`))
}

func (f finger) reads(id string) string {
	f.Helper()
	var text string
	f.do(chromedp.Text(named(id), &text))
	return text
}

func named(id string) string { return `[data-testid="` + id + `"]` }

// intents returns what the agent heard, by the first word.
func (f finger) intents(kind string) (heard []string) {
	for _, s := range f.agent.Heard() {
		if strings.HasPrefix(s, kind+" ") {
			heard = append(heard, s)
		}
	}
	return heard
}
