package ui_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

func TestBrowserPurchase(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.tap("start", "item-americano", "item-americano", "tab-1", "item-cake", "review", "less-americano", "more-cake")
	if got := f.reads("amount"); got != "₩17,000" {
		t.Errorf("to pay %q", got)
	}
	f.do(chromedp.Evaluate(`for (let i = 0; i < 5; i++) document.querySelector('[data-testid="pay"]').click()`, nil))
	f.sees("insert-card")
	if orders, pays := f.intents("order"), f.intents("pay"); len(orders) != 1 || len(pays) != 1 {
		t.Fatalf("five taps made %q and %q", orders, pays)
	}
	f.do(chromedp.Reload())
	f.sees("insert-card")
	if got := f.reads("amount"); got != "₩17,000" {
		t.Errorf("after a reload, to pay %q", got)
	}
	key := f.agent.View().Payment.Key
	p, err := f.agent.Payment(f.ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	f.agent.Show(fake.Ended(p.Order, agent.Approved, pay.Approved))
	f.sees("approved")
	if got := f.reads("approval-number"); got != "30047211" {
		t.Errorf("approval number %q", got)
	}
	if got := f.reads("card"); got != "941009******1234" {
		t.Errorf("card %q", got)
	}
	f.tap("done")
	f.sees("idle")
	if got := f.intents("dismiss"); len(got) != 1 || got[0] != "dismiss "+string(key) {
		t.Errorf("dismissed %q", got)
	}
}

// TestBrowserKeepsTheOrder: after a decline the same cart is paid under the same
// key, and a changed one under another.
func TestBrowserKeepsTheOrder(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.tap("start", "item-water", "review", "pay")
	f.sees("insert-card")
	f.decline()
	f.tap("retry")
	f.sees("insert-card")
	f.decline()
	f.tap("back")
	f.sees("cart")
	f.tap("pay")
	f.sees("insert-card")
	if orders := f.intents("order"); len(orders) != 1 {
		t.Errorf("one cart was ordered as %q", orders)
	}
	f.decline()
	f.tap("back", "more-water", "pay")
	f.sees("insert-card")
	if orders, pays := f.intents("order"), f.intents("pay"); len(orders) != 2 || len(pays) != 4 || pays[0] != pays[2] || pays[2] == pays[3] {
		t.Errorf("orders %q, payments %q", orders, pays)
	}
}

func (f finger) decline() {
	f.Helper()
	v := f.agent.View()
	v.State, v.Payment.Decline = agent.Declined, &pay.Decline{Code: "14", Advice: pay.OtherCard}
	f.agent.Show(v)
	f.sees("declined")
}

func TestBrowserRefusals(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	f.tap("start", "item-water", "review")
	f.agent.Refuse(agent.FaultBusy)
	f.tap("pay")
	if got := f.reads("notice"); !strings.Contains(got, "Another payment is running") || !strings.Contains(got, "105") {
		t.Errorf("notice %q", got)
	}
	f.tap("notice-close")
	f.agent.Refuse(agent.FaultPadSilent)
	f.tap("pay")
	f.sees("no-pad")
	f.agent.Show(fake.PadDown())
	f.do(chromedp.WaitVisible(`[data-pad="down"]`))
	f.agent.Refuse(nil)
	f.agent.Show(fake.Idle())
	f.sees("cart")
	f.tap("pay")
	f.sees("insert-card")
	f.tap("abort")
	f.sees("cancelling")
}

// TestBrowserLostAgent: the page says that it hears nothing, and comes back.
func TestBrowserLostAgent(t *testing.T) {
	t.Parallel()
	told := fake.New()
	s, err := ui.New(ui.Options{Agent: told})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	addr := server.Listener.Addr().String()
	f := browse(t, door{t, told, server.URL, s, http.DefaultClient})
	server.CloseClientConnections()
	_ = server.Listener.Close()
	f.sees("lost")
	again := httptest.NewUnstartedServer(s)
	_ = again.Listener.Close()
	if again.Listener, err = ui.Listen(addr); err != nil {
		t.Fatal(err)
	}
	again.Start()
	t.Cleanup(func() { again.CloseClientConnections(); again.Close() })
	f.sees("idle")
}

// TestBrowserByKeys: a purchase without a finger.
func TestBrowserByKeys(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t))
	for _, id := range []string{"start", "item-water", "review", "pay"} {
		f.walkTo(id)
		f.do(chromedp.KeyEvent(kb.Enter))
	}
	f.sees("insert-card")
	f.walkTo("abort")
	f.do(chromedp.KeyEvent(kb.Enter))
	f.sees("cancelling")
}

// walkTo presses Tab until the focus is there.
func (f finger) walkTo(id string) {
	f.Helper()
	f.do(chromedp.WaitVisible(named(id)))
	for range 40 {
		var at string
		f.do(chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(`document.activeElement?.dataset.testid ?? ""`, &at))
		if at == id {
			return
		}
	}
	f.Fatalf("Tab does not reach %s", id)
}

// TestBrowserBills: where an operator's server says what there is to pay, a touch
// on one of its things pays for that one, under its key and at the price that was
// shown; a price that has changed is said, and the list is read anew.
func TestBrowserBills(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.agent.Bill()
	f := browse(t, d)
	f.tap("start")
	f.sees("choose")
	if got := f.reads("heading"); got != "To pay" {
		t.Errorf("asks %q", got)
	}
	f.agent.Refuse(agent.FaultPrice)
	f.tap("item-americano")
	if got := f.reads("notice"); !strings.Contains(got, "price") {
		t.Errorf("says %q", got)
	}
	f.agent.Refuse(nil)
	f.do(chromedp.Evaluate(`for (let i = 0; i < 5; i++) document.querySelector('[data-testid="item-americano"]').click()`, nil))
	f.sees("insert-card")
	if orders, pays := f.intents("order"), f.intents("pay"); len(orders) != 2 || len(pays) != 1 || pays[0] != "pay americano 4000" {
		t.Errorf("asked for %q and %q", orders, pays)
	}
}
