package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kioskd/cmd/internal/kioskapp"
)

// camera is a browser before the kiosk's page.
type camera struct {
	ctx   context.Context
	close func()
	pull  func() // takes the pad away
	dir   string
}

// patience bounds the wait for one screen.
const patience = 60 * time.Second

func newCamera(ctx context.Context, dir, size string) (*camera, error) {
	var width, height int64
	if _, err := fmt.Sscanf(size, "%dx%d", &width, &height); err != nil {
		return nil, fmt.Errorf("size %q is not like 1080x1920: %w", size, err)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("hide-scrollbars", true))
	ctx, stop := chromedp.NewExecAllocator(ctx, flags...)
	ctx, leave := chromedp.NewContext(ctx)
	still := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}})
	return &camera{ctx: ctx, dir: dir, close: func() { leave(); stop() }}, chromedp.Run(ctx, chromedp.EmulateViewport(width, height), still)
}

// open goes to the page as soon as the pad is there.
func (c *camera) open(kiosk *kioskapp.App, language string) error {
	if err := kiosk.AwaitPad(c.ctx); err != nil {
		return err
	}
	screen, err := kiosk.ScreenURL(c.ctx)
	if err != nil {
		return err
	}
	return c.do(chromedp.Navigate(screen + "&lang=" + language))
}

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
	var png []byte
	if err := c.do(chromedp.Evaluate(`document.fonts.ready.then(() => true)`, nil), chromedp.CaptureScreenshot(&png)); err != nil {
		return fmt.Errorf("picture of %s: %w", screen, err)
	}
	return os.WriteFile(filepath.Join(c.dir, screen+".png"), png, 0o644)
}

// order is the short way of the next customer to the pad.
func (c *camera) order() error {
	for _, id := range []string{"start", "item-americano", "review", "pay"} {
		if err := c.tap(id); err != nil {
			return err
		}
	}
	return nil
}
