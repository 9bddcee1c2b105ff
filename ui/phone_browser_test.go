package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// withPhones is a kiosk at which one may pay by phone.
func withPhones(t *testing.T, padUp bool) finger {
	t.Helper()
	d := open(t)
	v := fake.Idle()
	v.Ways = fake.Ways()
	if !padUp {
		v.Pad = pay.Link{Reason: "no such port"}
	}
	d.agent.Show(v)
	return browse(t, d)
}

// TestBrowserByPhone: the ways to pay by phone stand beside the card; five taps are one
// payment; the code is for this payment; a keypad cancels; and after an end
// without money the same way is tried again under the same key.
func TestBrowserByPhone(t *testing.T) {
	t.Parallel()
	f := withPhones(t, true)
	f.tap("start", "item-americano", "review", "pay")
	f.sees("method")
	f.do(chromedp.WaitVisible(named("choice-card")))
	f.do(chromedp.Evaluate(`for (let i = 0; i < 5; i++) document.querySelector('[data-testid="choice-phone-kakaopay"]').click()`, nil))
	f.sees("scan-code")
	begun := f.intents("phone")
	if len(begun) != 1 || !strings.HasSuffix(begun[0], " kakaopay en") {
		t.Fatalf("five taps began %q", begun)
	}
	var code, left string
	f.do(chromedp.AttributeValue(named("code"), "data-text", &code, nil), chromedp.Text(named("left"), &left))
	if code != f.agent.View().Phone.Code || !strings.Contains(left, "3:5") && !strings.Contains(left, "4:00") {
		t.Errorf("code %q, %q", code, left)
	}
	f.do(chromedp.Reload())
	f.sees("scan-code")
	f.presses("abort")
	f.sees("cancelling")
	p, err := f.agent.Payment(f.ctx, f.agent.View().Payment.Key)
	if err != nil {
		t.Fatal(err)
	}
	v := fake.WaitingForPhone(p.Order)
	v.State, v.Phone, v.Payment.Status = agent.Declined, nil, pay.Declined
	v.Payment.Decline = &pay.Decline{Code: "expired", Advice: pay.TryAgain}
	f.agent.Show(v)
	f.sees("declined")
	f.tap("retry")
	f.sees("scan-code")
	again := f.intents("phone")
	if len(again) != 2 || again[1] != again[0] {
		t.Errorf("tried again as %q", again)
	}
}

// TestBrowserByPhoneWithoutPad: a missing pad keeps nobody from paying by phone, and
// with neither the kiosk says so.
func TestBrowserByPhoneWithoutPad(t *testing.T) {
	t.Parallel()
	f := withPhones(t, false)
	f.tap("start", "item-americano", "review", "pay")
	f.sees("method")
	var cards int
	f.do(chromedp.Evaluate(`document.querySelectorAll('[data-testid="choice-card"]').length`, &cards))
	if cards != 0 {
		t.Error("the card is offered without a pad")
	}
	f.agent.Refuse(agent.FaultPhone)
	f.tap("choice-phone-points")
	f.do(chromedp.WaitVisible(named("notice")))
	f.agent.Refuse(nil)
	f.tap("choice-phone-points")
	f.sees("scan-code")
}

// TestBrowserPhoneCodes: a phone reads the code off the screen, in every mode and
// language and on every size.
func TestBrowserPhoneCodes(t *testing.T) {
	t.Parallel()
	f := browserFor(t, serve(t, ui.Options{Agent: fake.New()}), 30*time.Minute)
	f.opens()
	f.still()
	o := f.order()
	ways := keys(modes)
	for _, row := range rows(len(tongues), len(ways), len(sizes)) {
		s := standing{"scan-code", tongues[row[0]], ways[row[1]], sizes[row[2]]}
		f.do(chromedp.EmulateViewport(s.size[0], s.size[1]))
		f.agent.Show(fake.Idle())
		f.sees("idle")
		f.asks(s.language, s.mode)
		f.agent.Show(fake.WaitingForPhone(o))
		f.sees("scan-code")
		f.readsCode(s.String())
	}
}
