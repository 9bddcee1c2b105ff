// Package browsertest gives a test the real browser: a Chromium of its own, without a
// window, that ends with the test. Screens that nobody has looked at with a browser are
// not tested, so that a machine without one fails, unless it says that it has none.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// optional is the environment variable that lets tests pass without Chromium.
const optional = "KIOSKD_WITHOUT_CHROMIUM"

// startsWithin is how long a Chromium may take to start on a machine that is busy with
// other tests.
const startsWithin = 90 * time.Second

// Open starts a Chromium with flags beside the usual ones, and returns the context of
// its first page. The browser ends when the test has, or after the time given,
// whatever it is doing then.
func Open(t testing.TB, within time.Duration, flags ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	need(t)
	all := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.WSURLReadTimeout(startsWithin))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), within)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(all, flags...)...)
	t.Cleanup(cancel)
	// What chromedp calls errors are events that it is too old to know.
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil { // the browser lives as long as its first context
		t.Fatalf("start Chromium: %v", err)
	}
	return ctx
}

// need fails a test on a machine without Chromium, or skips it where that is meant.
func need(t testing.TB) {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell"} {
		if _, err := exec.LookPath(name); err == nil {
			return
		}
	}
	if os.Getenv(optional) != "" {
		t.Skip("no Chromium on this machine, and " + optional + " is set")
	}
	t.Fatal("no Chromium on this machine: make setup installs it; " + optional + "=1 tests without")
}
