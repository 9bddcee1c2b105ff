package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

func (f finger) notes(want string) {
	f.Helper()
	f.do(chromedp.Poll(`document.querySelector('[data-testid="paper-note"]')?.textContent === `+fmt.Sprintf("%q", want), nil))
}

func (f finger) hasNo(id string) {
	f.Helper()
	f.do(chromedp.WaitNotPresent(named(id)))
}

// TestBrowserPaper: without paper a customer is told so before paying and pays
// all the same; with paper the receipt comes on one tap, and what became of it
// is said.
func TestBrowserPaper(t *testing.T) {
	t.Parallel()
	d, paper := openWithPaper(t)
	f := browse(t, d)
	f.tap("start", "item-water", "review")
	f.hasNo("paper-note")
	paper.Show(ui.Printer{State: pay.PaperOut})
	f.notes("No paper receipt can be printed right now")
	f.tap("pay")
	f.sees("insert-card")
	f.notes("No paper receipt can be printed right now")

	key := f.agent.View().Payment.Key
	p, err := f.agent.Payment(f.ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	f.agent.Show(fake.Ended(p.Order, agent.Approved, pay.Approved))
	f.sees("approved")
	f.notes("No paper receipt can be printed right now")
	f.hasNo("print")

	paper.Show(ui.Printer{State: pay.PaperReady})
	f.tap("print")
	f.do(chromedp.Poll(`!document.querySelector('[data-testid="print"]').disabled`, nil))
	if got := strings.Join(paper.Heard(), ", "); got != string(key)+" { en false 0}" {
		t.Errorf("asked for %q", got)
	}
	show := func(key pay.Key, state ui.SlipState) {
		paper.Show(ui.Printer{State: pay.PaperReady, Slip: &ui.Slip{Key: key, Kind: "sale", State: state}})
	}
	show(key, ui.SlipPrinting)
	f.notes("Printing your receipt")
	show(key, ui.SlipCutOff)
	f.notes("The receipt stopped halfway. Print it again, or ask our staff")
	if got := f.reads("print"); got != "Print it again" {
		t.Errorf("offered %q", got)
	}
	show(key, ui.SlipPrinted)
	f.notes("Your receipt is out. Please take it")
	f.hasNo("print")
	show("another", ui.SlipPrinted)
	f.hasNo("paper-note")
	f.tap("done")
	f.sees("idle")
}

// TestBrowserPaperRequired: where nothing is sold without paper, the page says
// so, and passes the refusal on with its number.
func TestBrowserPaperRequired(t *testing.T) {
	t.Parallel()
	d, paper := openWithPaper(t)
	paper.Show(ui.Printer{State: pay.CoverOpen, Required: true})
	f := browse(t, d)
	f.tap("start", "item-water", "review")
	f.notes("Payment is paused, because no receipt can be printed. Please ask our staff")
	f.agent.Refuse(agent.FaultPrinter)
	f.tap("pay")
	if got := f.reads("notice"); !strings.Contains(got, "502") || !strings.Contains(got, "No receipt can be printed") {
		t.Errorf("notice %q", got)
	}
	f.sees("cart")
}

// TestBrowserPaperFits: the sentence and the button fit on every screen.
func TestBrowserPaperFits(t *testing.T) {
	t.Parallel()
	d, paper := openWithPaper(t)
	f := browse(t, d)
	states := []ui.Printer{
		{State: pay.PrinterAway, Required: true},
		{State: pay.PaperReady, Slip: &ui.Slip{Key: "0195938c-7e4a-7b6e-9d42-5f1c93d07a2b", Kind: "sale", State: ui.SlipCutOff}},
	}
	for _, language := range []string{"ko", "en"} {
		scenes, err := fake.Scenes(language)
		if err != nil {
			t.Fatal(err)
		}
		f.asks(language, "usual")
		for _, size := range [][2]int64{{1080, 1920}, {1920, 1080}, {1280, 800}, {800, 480}} {
			f.do(chromedp.EmulateViewport(size[0], size[1]))
			for _, s := range scenes {
				if !strings.Contains("insert-card swipe-card approved voided", s.Screen) {
					continue
				}
				for _, p := range states {
					paper.Show(p)
					f.agent.Show(s.View)
					f.sees(s.Screen)
					f.inspect(fmt.Sprintf("%s, printer %s, %dx%d %s", s.Screen, p.State, size[0], size[1], language), "usual")
				}
			}
		}
	}
}
