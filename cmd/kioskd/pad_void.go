package main

import (
	"errors"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type padVoidCmd struct {
	Key    string `arg:"" help:"Key of the payment, as kioskd pad pay and kioskd queue list print it."`
	Amount int64  `help:"Part to take back, in whole minor units, where the pad can; all that is left without it."`
	Reason string `help:"Why, for the books." default:"kioskd pad void"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

// Help says what is taken back, and how sure that is.
func (padVoidCmd) Help() string {
	return `The payment is taken back at the pad, by its approval number and without a card. The intention is on disk before it is sent, so that a void that was interrupted is carried on with when the agent starts. Where the pad refuses, the payment is on the staff list, and its money has to be given back by hand.`
}

// Run takes a payment back, as a refund at the staff's page does.
func (p padVoidCmd) Run(t *terminal) error {
	return t.withPad(func(c config.Config, e kioskapp.Engineer) error { return p.void(t, c, e) })
}

func (p padVoidCmd) void(t *terminal, c config.Config, e kioskapp.Engineer) error {
	key := pay.Key(p.Key)
	err := e.Refund(t.ctx, agent.Refund{Key: key, Amount: amount(p.Amount), Reason: p.Reason})
	if err == nil {
		var end pay.Payment
		if end, err = t.voided(e, key); err == nil {
			return staffRefundCmd{JSON: p.JSON}.tell(t, c, end)
		}
	}
	var fault *agent.Fault
	switch {
	case errors.As(err, &fault) && fault.Number == agent.FaultKey.Number:
		err = fmt.Errorf("no payment has the key %s: kioskd queue list shows the keys", key)
	case errors.Is(err, kioskapp.ErrGone):
		err = fmt.Errorf("payment %s may have been taken back: see kioskd queue list; the agent settles it at its next start: %w", key, err)
	}
	return err
}

// voided waits until a void is no longer under way.
func (t *terminal) voided(e kioskapp.Engineer, key pay.Key) (pay.Payment, error) {
	for tick := time.NewTicker(200 * time.Millisecond); ; {
		p, err := e.Payment(t.ctx, key)
		if err != nil || p.Status != pay.Voiding {
			return p, err
		}
		select {
		case <-tick.C:
		case <-t.ctx.Done():
			return p, fmt.Errorf("payment %s is being taken back; the agent carries on with it: %w", key, t.ctx.Err())
		}
	}
}
