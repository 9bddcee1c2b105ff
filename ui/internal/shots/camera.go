package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"kioskd/ui/internal/fake"
)

// camera looks at the page of one server.
type camera struct {
	address string
	launch  string // opens the page once
	agent   *fake.Agent
	out     string
	only    string
}

// way is how a customer is served: a size of the screen, a language, and modes
// as the local API takes them, each by a short name.
type way struct{ size, language, mode string }

// modes are what a customer may ask for, as the body of PUT modes.
var modes = map[string]string{
	"usual":    `{"text":100}`,
	"contrast": `{"text":100,"contrast":true}`,
	"low":      `{"text":100,"low":true}`,
	"large":    `{"text":200}`,
	"largelow": `{"text":200,"low":true}`,
	"speech":   `{"text":100,"speech":true}`,
}

// tour visits every screen in every way.
func (c camera) tour(ctx context.Context, ways []way) error {
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("hide-scrollbars", true))
	ctx, cancel := chromedp.NewExecAllocator(ctx, flags...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.Navigate(c.address+c.launch)); err != nil {
		return err
	}
	for _, w := range ways {
		if err := c.visit(ctx, w); err != nil {
			return fmt.Errorf("screens of %v: %w", w, err)
		}
	}
	return nil
}

func (c camera) visit(ctx context.Context, way way) error {
	var w, h int64
	if _, err := fmt.Sscanf(way.size, "%dx%d", &w, &h); err != nil {
		return fmt.Errorf("read the size %q, want one like 1080x1920: %w", way.size, err)
	}
	still := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}})
	c.agent.Show(fake.Idle())
	err := chromedp.Run(ctx, chromedp.EmulateViewport(w, h), still,
		chromedp.Navigate(c.address+"/?lang="+way.language), ask(modes[way.mode]), chromedp.Reload(), chromedp.WaitVisible(`[data-testid="start"]`))
	if err != nil {
		return err
	}
	c.out = filepath.Join(c.out, way.size, way.language, way.mode)
	if err := os.MkdirAll(c.out, 0o755); err != nil {
		return err
	}
	if err := c.choosing(ctx); err != nil {
		return err
	}
	if err := c.paying(ctx, way.language, way.mode); err != nil {
		return err
	}
	return c.unheard(ctx)
}

// choosing walks through the screens that are the page's own.
func (c camera) choosing(ctx context.Context) error {
	walk := []struct {
		name   string
		screen string
		taps   []string
	}{
		{"idle", "idle", nil},
		{"ease", "idle", []string{"ease"}},
		{"idle-again", "idle", []string{"ease-done"}},
		{"choose-empty", "choose", []string{"start"}},
		{"choose", "choose", []string{"item-americano", "item-americano", "tab-1", "item-cake", "tab-2", "item-beans", "tab-0"}},
		{"cart", "cart", []string{"review"}},
	}
	for _, w := range walk {
		for _, id := range w.taps {
			if err := chromedp.Run(ctx, tap(id)); err != nil {
				return fmt.Errorf("tap %s: %w", id, err)
			}
		}
		if err := c.shoot(ctx, w.screen, w.name); err != nil {
			return err
		}
	}
	return c.withoutPad(ctx)
}

func (c camera) withoutPad(ctx context.Context) error {
	c.agent.Show(fake.PadDown())
	if err := chromedp.Run(ctx, chromedp.WaitVisible(`[data-pad="down"]`), tap("pay")); err != nil {
		return err
	}
	if err := c.shoot(ctx, "no-pad", "no-pad"); err != nil {
		return err
	}
	if err := chromedp.Run(ctx, tap("back"), tap("add-more"), tap("leave")); err != nil {
		return err
	}
	return c.shoot(ctx, "idle", "idle-no-pad")
}

// paying shows the screens that come from the agent.
func (c camera) paying(ctx context.Context, language, mode string) error {
	scenes, err := fake.Scenes(language)
	if err != nil {
		return err
	}
	c.agent.Show(fake.Idle())
	if err := chromedp.Run(ctx, ask(modes[mode]), chromedp.Sleep(200*time.Millisecond)); err != nil { // whoever has left had them reset
		return err
	}
	for _, s := range scenes {
		c.agent.Show(s.View)
		name := s.Screen
		if s.View.State == "approved" && s.View.CardInside {
			name += "-paid"
		}
		if err := c.shoot(ctx, s.Screen, name); err != nil {
			return err
		}
		if name == "approved" {
			if err := c.onPhone(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c camera) onPhone(ctx context.Context) error {
	const toggle = `document.querySelector('[data-testid="code-toggle"]').click()`
	if err := chromedp.Run(ctx, chromedp.Evaluate(toggle, nil)); err != nil {
		return err
	}
	return c.shoot(ctx, "approved", "receipt-on-phone")
}

// unheard keeps the agent's views from the page.
func (c camera) unheard(ctx context.Context) error {
	if err := chromedp.Run(ctx, network.Enable(), network.SetBlockedURLs([]string{"*/events"}), chromedp.Reload()); err != nil {
		return err
	}
	if err := c.shoot(ctx, "lost", "lost"); err != nil {
		return err
	}
	return chromedp.Run(ctx, network.SetBlockedURLs([]string{}))
}

// shoot takes one picture once the screen stands.
func (c camera) shoot(ctx context.Context, screen, name string) error {
	if err := chromedp.Run(ctx, bounded(chromedp.WaitVisible(`[data-screen="`+screen+`"]`), "see")); err != nil {
		return fmt.Errorf("wait for %s: %w", screen, err)
	}
	if !strings.Contains(name, c.only) {
		return nil
	}
	var picture []byte
	if err := chromedp.Run(ctx, chromedp.Sleep(80*time.Millisecond), chromedp.CaptureScreenshot(&picture)); err != nil {
		return fmt.Errorf("look at %s: %w", name, err)
	}
	return os.WriteFile(filepath.Join(c.out, name+".png"), picture, 0o644)
}

// patience bounds the wait for one button or screen.
const patience = 20 * time.Second

func tap(id string) chromedp.Action {
	return bounded(chromedp.Click(`[data-testid="`+id+`"]`), "tap "+id)
}

func bounded(a chromedp.Action, what string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		if err := a.Do(ctx); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	})
}

// ask changes the modes as the page would.
func ask(body string) chromedp.Action {
	return chromedp.Evaluate(`fetch("/api/v1/modes", {method: "PUT", headers: {"Content-Type": "application/json"}, body: '`+body+`'}).then((r) => r.status)`,
		nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })
}
