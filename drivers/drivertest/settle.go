package drivertest

import (
	"context"
	"time"

	"kioskd/agent/pay"
)

// retries are the waits before each further try; the last one repeats.
var retries = []time.Duration{time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute}

// recovery is how long settling a payment may take before it counts as given up.
const recovery = 2 * time.Hour

// settle brings everything that has no ending to one, as the agent does after a
// lost answer and at every start.
func (c *clerk) settle() {
	end := time.Now().Add(recovery)
	for try := 0; !c.gone(); try++ {
		p := c.stage.book.open()
		if p == nil {
			return
		}
		if time.Now().After(end) {
			c.giveUp(p)
			continue
		}
		c.waitForPad()
		if c.tryToSettle(p) {
			try = -1
			continue
		}
		c.stage.sleep(retries[min(try, len(retries)-1)])
	}
}

// tryToSettle reports whether the payment has come a step further.
func (c *clerk) tryToSettle(p *payment) bool {
	now := c.stage.book.read(p)
	if now.Status == pay.Voiding {
		c.stage.book.suspect(p)
		c.tryToVoid(p)
	} else if !c.adopt(p) {
		c.resolve(p)
	}
	return c.stage.book.read(p).Status != now.Status
}

// giveUp puts a payment on the list for the staff, which is right only where the
// pad cannot tell.
func (c *clerk) giveUp(p *payment) {
	if !c.stage.scenario.open {
		c.stage.diary.fault("%s is %s after %v", p.Key, c.stage.book.read(p).Status, recovery)
	}
	c.end(p, "given up", func() { p.Status = pay.Unresolved })
}

// resolve asks the pad's memory what became of a charge.
func (c *clerk) resolve(p *payment) {
	now := c.stage.book.read(p)
	var r pay.Resolution
	err := c.call("resolve", false, func(ctx context.Context) (err error) {
		r, err = c.driver.Resolve(ctx, *now.Charge, now.Mark)
		return err
	})
	if err != nil || c.gone() {
		return
	}
	c.stage.diary.note("resolve: last %+v, approval %v, settled %v", r.Last, r.Approval != nil, r.Settled)
	if !c.adopt(p) { // the lost answer may have come meanwhile
		c.resolved(p, r)
	}
}

// resolved judges what the memory shows, as the agent does.
func (c *clerk) resolved(p *payment, r pay.Resolution) {
	now, a := c.stage.book.read(p), r.Approval
	if a != nil && a.Ref != r.Last.Ref {
		c.stage.diary.fault("resolve shows the approval %s beside the mark %s", a.Ref, r.Last.Ref)
	}
	switch {
	case a != nil && c.ours(&now, *a):
		c.approved(p, *a, true)
	case a != nil && c.stage.book.whose(a.Ref) == nil && c.stage.book.numbered(a.Number) == nil:
		c.foreign(p, *a)
	case r.Settled && a == nil && !r.Last.Same(now.Mark):
		c.forgotten(p)
	case r.Settled:
		p.blind = c.stage.scenario.open && now.Mark.Empty
		c.notCharged(p, "not charged", !c.stage.scenario.unfair())
	}
}

// ours judges whether an approval in the memory can be that of a payment.
func (c *clerk) ours(p *payment, a pay.Approval) bool {
	if k := c.stage.book.whose(a.Ref); k != nil {
		return k.Key == p.Key
	}
	if k := c.stage.book.numbered(a.Number); k != nil && k.Key != p.Key {
		return false
	}
	return a.Answers(*p.Charge)
}

// foreign is an approval in the pad's memory that fits nothing.
func (c *clerk) foreign(p *payment, a pay.Approval) {
	if !c.stage.scenario.open {
		c.stage.diary.fault("the pad's memory shows %s over %d, which fits nothing", a.Ref, a.Amount)
	}
	c.end(p, "foreign approval", func() {
		p.Status = pay.Unresolved
		c.stage.book.strays = append(c.stage.book.strays, pay.Offer{Approval: a})
	})
}

// forgotten is a memory that proves nothing.
func (c *clerk) forgotten(p *payment) {
	if !c.stage.scenario.open {
		c.stage.diary.fault("the pad has forgotten its memory, says the driver")
	}
	c.end(p, "forgotten", func() { p.Status = pay.Unresolved })
}
