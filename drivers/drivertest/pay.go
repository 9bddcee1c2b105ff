package drivertest

import (
	"context"
	"time"

	"kioskd/agent/pay"
)

// pay serves one customer: the mark, "started" on disk, the charge. What has no
// ending then is for settle.
func (c *clerk) pay(p *payment) *payment {
	mark, ok := c.mark()
	if !ok || c.gone() {
		return p
	}
	charge := pay.ChargeFor(p.Order, p.Attempt+1, time.Now())
	err := c.stage.book.write(c, "started", func() {
		p.Status, p.Charge, p.Mark, p.Attempt = pay.Started, &charge, mark, charge.Attempt
	})
	if err != nil {
		return p
	}
	var a pay.Answer
	err = c.call("authorize", true, func(ctx context.Context) (err error) {
		a, err = c.authorize(ctx, charge, c.accept(p, false))
		return err
	})
	if !c.gone() {
		c.answered(p, a, err)
	}
	return p
}

// authorize sends the charge, with a buyer where one is wanted.
func (c *clerk) authorize(ctx context.Context, charge pay.Charge, accept pay.Accept) (pay.Answer, error) {
	if !c.buyer {
		return c.driver.Authorize(ctx, charge, accept)
	}
	b := pay.Buyer{Name: "Buyer", Phone: "010" + Secret, Product: "Product"}
	return able[pay.BuyerCharger](c.driver).AuthorizeBuyer(ctx, charge, b, accept)
}

// mark asks for the pad's memory. An approval there that the book does not know
// goes on the list for the staff.
func (c *clerk) mark() (m pay.Mark, ok bool) {
	err := c.ask("mark", func(ctx context.Context) (err error) {
		m, err = c.driver.Mark(ctx)
		return err
	})
	if err != nil {
		return m, false
	}
	if m.IsZero() || m.Empty == (m.Ref != "") {
		c.stage.diary.fault("a mark that says nothing, or two things: %+v", m)
	}
	b := c.stage.book
	if !m.Empty && b.whose(m.Ref) == nil && b.numbered(m.Number) == nil {
		c.stage.diary.note("an orphan in the pad's memory: %s", m.Ref)
		b.mu.Lock()
		b.orphans = append(b.orphans, m)
		b.mu.Unlock()
	}
	return m, true
}

// answered writes the outcome of a charge down.
func (c *clerk) answered(p *payment, a pay.Answer, err error) {
	if said := a.Approval != nil || a.Decline != nil; said == (err != nil) || a.Approval != nil && a.Decline != nil {
		c.stage.diary.fault("an answer %+v with the error %v", a, err)
		return
	}
	switch {
	case a.Approval != nil:
		c.approved(p, *a.Approval, false)
	case a.Decline != nil:
		c.declined(p, *a.Decline)
	case pay.FateOf(err) == pay.NotSent:
		c.notCharged(p, "not sent", true)
	default:
		c.lost(p)
	}
}

// lost is the outcome that nobody knows, unless the pad has announced an approval
// that stands.
func (c *clerk) lost(p *payment) {
	if c.adopt(p) {
		return
	}
	c.end(p, "unknown", func() { p.Status = pay.Uncertain })
}

// adopt ends a payment with an offer that stands even if it was not confirmed.
func (c *clerk) adopt(p *payment) bool {
	now := c.stage.book.read(p)
	if now.Offer == nil || !now.Offer.Final {
		return false
	}
	c.approved(p, now.Offer.Approval, true)
	return true
}

// approved ends a payment as paid; if it is not what was asked, the staff hear of
// it.
func (c *clerk) approved(p *payment, a pay.Approval, recovered bool) {
	now := c.stage.book.read(p)
	if !recovered && (now.Offer == nil || now.Offer.Approval.Ref != a.Ref) {
		c.stage.diary.fault("the approval %s was never offered", a.Ref)
	}
	status := pay.Approved
	if !a.Answers(*now.Charge) {
		status = pay.Mismatched
	}
	c.stage.mustStand(a)
	c.end(p, string(status), func() { p.Status, p.Approval, p.Recovered = status, &a, recovered })
}

func (c *clerk) declined(p *payment, d pay.Decline) {
	if d.Advice == "" {
		c.stage.diary.fault("the decline %q gives no advice", d.Code)
	}
	c.stage.mustNotStand(p)
	c.end(p, "declined", func() { p.Status, p.Decline, p.refused = pay.Declined, &d, true })
}

func (c *clerk) notCharged(p *payment, why string, refused bool) {
	c.stage.mustNotStand(p)
	c.end(p, why, func() { p.Status, p.refused = pay.NotCharged, refused })
}

// end writes an outcome down. If that fails this run is over, and the next one
// begins from what is on disk.
func (c *clerk) end(p *payment, what string, change func()) {
	if err := c.stage.book.write(c, what+" "+string(p.Key), change); err != nil {
		c.stage.diary.note("%s: %v", p.Key, err)
	}
}
