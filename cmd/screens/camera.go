package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"kioskd/cmd/internal/kioskapp"
)

// camera is a browser before the kiosk's page.
type camera struct {
	ctx   context.Context
	close func()
	pull  func() // takes the pad away
	dir   string
	way   way
}

// patience bounds the wait for one screen.
const patience = 60 * time.Second

func newCamera(ctx context.Context, dir string, w way) (*camera, error) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("hide-scrollbars", true))
	ctx, stop := chromedp.NewExecAllocator(ctx, flags...)
	ctx, leave := chromedp.NewContext(ctx)
	still := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}})
	return &camera{ctx: ctx, dir: dir, way: w, close: func() { leave(); stop() }}, chromedp.Run(ctx, chromedp.EmulateViewport(w.width, w.height), still)
}

// open goes to the page as soon as the pad is there.
func (c *camera) open(kiosk *kioskapp.App) error {
	if err := kiosk.AwaitPad(c.ctx); err != nil {
		return err
	}
	screen, err := kiosk.ScreenURL(c.ctx)
	if err != nil {
		return err
	}
	const furnished = `(document.querySelector(".welcome-store")?.textContent ?? "") !== ""`
	return c.do(chromedp.Navigate(screen+"&lang="+c.way.language), chromedp.Poll(furnished, nil))
}

// quality of the pictures, of 100: text stays sharp, and all of them a few megabytes.
const quality = 82

// serve has the next customer served in the picture's way, once the one before
// has left everything as usual.
func (c *camera) serve() error {
	if c.way.modes == "" {
		return nil
	}
	const ask = `(async () => {
		const usual = (m) => m.text === 100 && !m.contrast && !m.low && !m.speech;
		while (!usual(await (await fetch("/api/v1/modes")).json())) await new Promise((pass) => setTimeout(pass, 50));
		return (await fetch("/api/v1/modes", { method: "PUT", headers: { "Content-Type": "application/json" }, body: %q })).status;
	})()`
	var status int
	if err := c.do(chromedp.Evaluate(fmt.Sprintf(ask, "{"+c.way.modes+"}"), &status, awaited)); err != nil {
		return fmt.Errorf("ask for %s: %w", c.way.modes, err)
	}
	if status != http.StatusOK {
		return fmt.Errorf("ask for %s: status %d", c.way.modes, status)
	}
	return nil
}

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

func (c *camera) do(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

func (c *camera) step(word, what string) error {
	switch word {
	case "tap":
		return c.tap(what)
	case "pass":
		return c.pass(what)
	case "see":
		return c.see(what)
	case "open":
		if err := c.tap(what); err != nil {
			return err
		}
		return c.keep(what)
	case "keep":
		return c.keep(what)
	case "order":
		return c.order()
	case "pull":
		c.pull()
		return c.do(chromedp.WaitVisible(`[data-pad="down"]`))
	}
	return fmt.Errorf("no such step: %s", word)
}

func (c *camera) tap(id string) error {
	sel := fmt.Sprintf(`[data-testid=%q]`, id)
	if err := c.do(chromedp.WaitEnabled(sel), chromedp.Click(sel)); err != nil {
		return fmt.Errorf("tap %s: %w", id, err)
	}
	return nil
}

func (c *camera) pass(screen string) error {
	if err := c.do(chromedp.WaitVisible(fmt.Sprintf(`[data-screen=%q]`, screen))); err != nil {
		var shown string
		also := c.do(chromedp.Evaluate(`document.querySelector("[data-screen]")?.dataset.screen ?? ""`, &shown))
		return errors.Join(fmt.Errorf("wait for %s, see %s: %w", screen, shown, err), also)
	}
	return nil
}

func (c *camera) see(screen string) error {
	if err := c.pass(screen); err != nil {
		return err
	}
	return c.keep(screen)
}

// keep takes a picture of what is shown.
func (c *camera) keep(name string) error {
	var picture []byte
	shoot := chromedp.ActionFunc(func(ctx context.Context) (err error) {
		picture, err = page.CaptureScreenshot().WithFormat(page.CaptureScreenshotFormatWebp).WithQuality(quality).Do(ctx)
		return err
	})
	if err := c.do(chromedp.Evaluate(`document.fonts.ready.then(() => true)`, nil, awaited), shoot); err != nil {
		return fmt.Errorf("picture of %s: %w", name, err)
	}
	return os.WriteFile(filepath.Join(c.dir, name+".webp"), picture, 0o644)
}

// order is the short way of the next customer to the pad.
func (c *camera) order() error {
	for _, id := range []string{"start", "item-americano", "review", "pay", "choice-card"} {
		if err := c.tap(id); err != nil {
			return err
		}
	}
	return nil
}
