package rest

import (
	"kioskd/agent/pay"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/pg"
)

// PhoneAttempts is a page of the attempts at paying by phone, of kiosks and of
// programs, the newest first.
type PhoneAttempts struct {
	Attempts []desk.PhoneView `json:"attempts"`
	Next     string           `json:"next"` // for after; empty on the last page
}

func phoneAttempts(c *call) (any, error) {
	f, err := pg.ParseFilter(c.r.URL.Query())
	if err != nil {
		return nil, input(err)
	}
	all, err := c.Desk.PhoneAttempts(c, f)
	page := PhoneAttempts{Attempts: []desk.PhoneView{}, Next: f.Next(all)}
	for _, a := range all {
		page.Attempts = append(page.Attempts, desk.ViewPhone(a))
	}
	return page, err
}

func phoneAttempt(c *call) (any, error) {
	a, err := c.Desk.PhoneAttempt(c, c.r.PathValue("id"))
	return desk.ViewPhone(a), err
}

func lookPhone(c *call) (any, error) {
	a, err := c.LookPhone(c, c.who, c.r.PathValue("id"))
	return desk.ViewPhone(a), err
}

// PhoneSaying is what the provider's own pages show of an attempt that HQ cannot find
// out.
type PhoneSaying struct {
	Paid       bool   `json:"paid"`
	PaymentKey string `json:"payment_key"` // as its page shows it, where it is paid
	Amount     int64  `json:"amount"`      // that its page shows, in minor units
	Reason     string `json:"reason"`
}

func sayPhone(c *call) (any, error) {
	var s PhoneSaying
	if err := c.take(&s); err != nil {
		return nil, err
	}
	a, err := c.SayPhone(c, c.who, c.r.PathValue("id"), pg.Word{Paid: s.Paid, Ref: s.PaymentKey, Amount: pay.Amount(s.Amount), Reason: s.Reason})
	return desk.ViewPhone(a), err
}
