package drivertest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kioskd/agent/pay"
)

// refused lists requests that no driver may send.
func refused(s Subject) (list []scenario) {
	add := func(name string, act func(*stage)) {
		list = append(list, scenario{kind: "refused before sending", name: name, act: act})
	}
	good := pay.Charge{Key: "order-x", Attempt: 1, Currency: s.Currency, Amount: 11000, VAT: 1000}
	for name, spoil := range map[string]func(*pay.Charge){
		"no amount":                func(c *pay.Charge) { c.Amount, c.VAT = 0, 0 },
		"a negative amount":        func(c *pay.Charge) { c.Amount, c.VAT = -1, 0 },
		"one more than there fits": func(c *pay.Charge) { c.Amount = s.Widest + 1 },
		"the largest number":       func(c *pay.Charge) { c.Amount = 1<<63 - 1 },
		"another currency":         func(c *pay.Charge) { c.Currency = "XTS" },
		"no currency":              func(c *pay.Charge) { c.Currency = "" },
	} {
		c := good
		spoil(&c)
		add(name, refusesCharge(c))
	}
	add("a void of another driver's approval", refusesVoid(func(v *pay.Void) { v.Approval.Driver = nil }))
	add("a void of nothing", refusesVoid(func(v *pay.Void) { v.Amount = 0 }))
	add("a void of more than there was", refusesVoid(func(v *pay.Void) { v.Amount++ }))
	add("a void of less than nothing", refusesVoid(func(v *pay.Void) { v.Amount = -1 }))
	return list
}

// refusesCharge is a charge that must fail before a byte has left.
func refusesCharge(bad pay.Charge) func(*stage) {
	return func(g *stage) {
		bad.SentAt = time.Now()
		g.unspoken(func(ctx context.Context) error {
			_, err := g.clerk.driver.Authorize(ctx, bad, func(context.Context, pay.Offer) error { return nil })
			if err == nil || pay.FateOf(err) != pay.NotSent {
				g.diary.fault("the charge %+v ended in %v", bad, err)
			}
			return err
		})
		g.clerk.pay(g.book.next())
	}
}

// refusesVoid is a void that must fail, or be declined, before a byte has left.
func refusesVoid(spoil func(*pay.Void)) func(*stage) {
	return func(g *stage) {
		p := g.clerk.pay(g.book.next())
		v := pay.Void{Key: p.Key, Approval: *p.Approval, Amount: p.Approval.Amount, SentAt: time.Now()}
		spoil(&v)
		g.unspoken(func(ctx context.Context) error {
			a, err := g.clerk.driver.Void(ctx, v, func(context.Context, pay.Offer) error { return nil })
			g.mustBeRefused(a, err)
			return err
		})
	}
}

// unspoken makes a call that must not send anything.
func (g *stage) unspoken(do func(context.Context) error) {
	g.cable.watch()
	err := g.clerk.call("a bad call", false, do)
	if passed, _ := g.cable.count(); passed[toPad] > 0 {
		g.diary.fault("%d bytes were sent: %v", passed[toPad], err)
	}
}

// crowds lists callers who come at the wrong time.
func crowds(s Subject) (list []scenario) {
	for _, script := range []string{"approve", "lose-response", "decline " + s.Decline, "approve card-wait=10s"} {
		for _, patience := range []time.Duration{0, time.Second, 10 * time.Minute} {
			list = append(list, scenario{
				kind: "callers at once", name: fmt.Sprintf("%q, the other waits %v", script, patience), script: script,
				act: crowd(patience),
			})
		}
	}
	return list
}

// crowd is a second caller beside a payment. It is served after that, or leaves
// with nothing sent.
func crowd(patience time.Duration) func(*stage) {
	return func(g *stage) {
		var other sync.WaitGroup
		c := g.clerk
		other.Go(func() {
			time.Sleep(500 * time.Millisecond)
			ctx, cancel := context.WithTimeout(c.ctx, patience)
			defer cancel()
			_, err := c.driver.Mark(ctx)
			if err != nil && pay.FateOf(err) != pay.NotSent {
				g.diary.fault("the other caller hears %v", err)
			}
		})
		pays(g)
		other.Wait()
	}
}
