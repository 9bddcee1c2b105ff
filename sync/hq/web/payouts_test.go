package web_test

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/web/webtest"
)

// payer is a provider that says what it pays out: a payment of a web page of the shop's.
type payer struct{ mute }

func (payer) PaysWithin() int { return 14 }
func (payer) Settlements(_ context.Context, _, until string) ([]pg.Settlement, error) {
	return []pg.Settlement{
		{Ref: "tp-of-a-web-page", PaidOut: until, Currency: "KRW", Amount: 34000, Fees: 860, VAT: 78, Out: 33140},
		{Ref: "tp-of-a-web-page", PaidOut: until, Currency: "KRW", Amount: -4000, Fees: -101, VAT: -9, Out: -3899},
	}, nil
}

// asksPayouts has a person find out what the providers paid out, where one of them does
// not say it.
func (p person) asksPayouts() {
	day := time.Now().Format(time.DateOnly)
	p.Goes("/books?day=" + day)
	p.Sees("HQ does not read what this provider pays out")
	p.Sees("Nobody has asked yet what was paid out on this day.")
	p.Presses(`form[action="/books/payouts"] button`)
	p.Sees("Differences: 1.")
	for _, text := range []string{"34,000 KRW", "−4,000 KRW", "−759 KRW (VAT in it: 69 KRW)", "29,241 KRW", "paid out, and not known at HQ", "Look the payment up on the provider's page"} {
		p.Sees(text)
	}
	p.Looks("paid out")
	p.Goes("/audit")
	p.Sees("asked a provider what it paid out")
	if webtest.Album() == "" {
		return
	}
	for name, width := range map[string]int64{"wide": 1920, "narrow": 390} {
		p.Do(emulation.SetDeviceMetricsOverride(width, 1080, 1, width < 500), chromedp.Navigate(p.o.server.URL+"/language?to=ko&back=/"), chromedp.Navigate(p.o.server.URL+"/books?day="+day))
		p.Picture("paid out " + name)
	}
	p.Do(emulation.ClearDeviceMetricsOverride(), chromedp.Navigate(p.o.server.URL+"/language?to=en&back=/"))
}
