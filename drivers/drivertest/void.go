package drivertest

import (
	"context"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
)

// void takes a payment back. The intention is on disk before it is sent; what has
// no ending then is for settle.
func (c *clerk) void(p *payment) {
	now := c.stage.book.read(p)
	if now.Status != pay.Approved || c.gone() {
		return
	}
	a := *now.Approval
	v := pay.Void{
		Key: p.Key, Approval: a, Amount: a.Amount, VAT: a.VAT, Service: a.Service,
		Reason: "drivertest", SentAt: time.Now(), Unattended: !c.attended && cardless(c.driver, a),
	}
	err := c.stage.book.write(c, "voiding", func() { p.Status, p.Void = pay.Voiding, &v })
	if err == nil {
		c.tryToVoid(p)
	}
}

// cardless reports whether nobody has to stand at the pad.
func cardless(d drivers.Pad, a pay.Approval) bool {
	v, ok := pay.As[pay.CardlessVoider](d)
	return ok && v.VoidsCardless(a) == nil
}

// tryToVoid sends a void, for the first time or again: it names the payment.
func (c *clerk) tryToVoid(p *payment) {
	now := c.stage.book.read(p)
	if now.Undo != nil && now.Undo.Final {
		c.voided(p, now.Undo.Approval)
		return
	}
	var a pay.Answer
	err := c.call("void", true, func(ctx context.Context) (err error) {
		a, err = c.driver.Void(ctx, *now.Void, c.accept(p, true))
		return err
	})
	switch {
	case c.gone():
	case err != nil: // settle tries again
	case a.Approval != nil:
		c.voided(p, *a.Approval)
	case a.Decline != nil:
		c.voidDeclined(p, *a.Decline)
	default:
		c.stage.diary.fault("void: neither an answer nor an error")
	}
}

func (c *clerk) voided(p *payment, a pay.Approval) {
	now := c.stage.book.read(p)
	if a.Amount != now.Void.Amount || a.Ref == now.Approval.Ref {
		c.stage.diary.fault("the void %+v of the sale %+v", a, now.Approval)
	}
	c.stage.mustBeGone(*now.Approval)
	c.end(p, "voided", func() { p.Status = pay.Voided })
}

// voidDeclined: the money stays taken, and the staff have to see to it.
func (c *clerk) voidDeclined(p *payment, d pay.Decline) {
	if now := c.stage.book.read(p); !now.doubt {
		c.stage.mustStand(*now.Approval)
	}
	c.end(p, "void declined "+d.Code, func() { p.Status = pay.Unresolved })
}
