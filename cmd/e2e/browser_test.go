package e2e

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// visitor is a person at the screen: a real browser with a touch screen.
type visitor struct {
	ctx   context.Context
	close func()
}

func newVisitor() (*visitor, error) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, leave := chromedp.NewContext(ctx)
	v := &visitor{ctx: ctx, close: func() { leave(); stop() }}
	still := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}})
	return v, chromedp.Run(ctx, chromedp.EmulateViewport(1080, 1920, chromedp.EmulateTouch), still)
}

// do runs actions and gives up after patience.
func (v *visitor) do(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// browserCmd is what a person does: open [URL], tap TESTID, see SCREEN, reads
// WORDS, reload.
func (s *stage) browserCmd(args []string) error {
	word, err := oneOf(args, "open", "tap", "see", "reads", "reload")
	if err != nil {
		return err
	}
	if s.browser == nil {
		if s.browser, err = newVisitor(); err != nil {
			return err
		}
	}
	switch rest := args[1:]; word {
	case "open":
		opening, err := s.opening()
		if err != nil {
			return err
		}
		return s.browser.do(chromedp.Navigate(opening), chromedp.Navigate(rest[0]))
	case "tap":
		return s.browser.tap(rest[0])
	case "see":
		return s.browser.see(rest[0])
	case "reload":
		return s.browser.do(chromedp.Reload())
	default:
		return s.browser.reads(rest)
	}
}

func (v *visitor) tap(id string) error {
	sel := fmt.Sprintf(`[data-testid=%q]`, id)
	if err := v.do(chromedp.WaitEnabled(sel), chromedp.Click(sel)); err != nil {
		return fmt.Errorf("tap %s: %w", id, err)
	}
	return nil
}

func (v *visitor) see(screen string) error {
	if err := v.do(chromedp.WaitVisible(fmt.Sprintf(`[data-screen=%q]`, screen))); err != nil {
		var shown string
		also := v.do(chromedp.Evaluate(`document.querySelector("[data-screen]")?.dataset.screen ?? document.title`, &shown))
		return errors.Join(fmt.Errorf("the screen shows %q, want %q: %w", shown, screen, err), also)
	}
	return nil
}

// reads waits until the page shows all the words.
func (v *visitor) reads(words []string) error {
	return await(strings.Join(words, " "), func() (bool, error) {
		var text string
		err := v.do(chromedp.Text("body", &text))
		return tells(text, words), errors.Join(err, fmt.Errorf("the page reads %q", text))
	})
}
