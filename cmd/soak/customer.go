//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
)

// stuckAfter is how long a payment, or a kiosk that cannot sell, may take before
// the run has failed. Resolving tries at 5, 15, 30 and 60 seconds, and then every
// five minutes.
const stuckAfter = 12 * time.Minute

// hesitation is how long a customer waits for a card to be asked for, before the
// cancel button is pressed after all.
const hesitation = 12 * time.Second

// customer pays once, through the kiosk's local API.
type customer struct {
	*shop
	*screen
	*prompter
	dice  *rand.Rand
	story story
	key   pay.Key
	begun time.Time
	asked map[string]time.Time // what was asked for, and when it was last
}

// outcome is how a payment ended, as the customer's screen and the books say.
type outcome struct {
	Key     pay.Key    `json:"key"`
	Story   string     `json:"story"`
	Status  pay.Status `json:"status"`
	Number  string     `json:"number,omitempty"` // of the approval
	Total   pay.Amount `json:"total"`
	Took    float64    `json:"took_s"`
	Unknown bool       `json:"unknown,omitempty"` // the screen said so for a while
}

// prepare has the pad know what is to come.
func (c *customer) prepare(ctx context.Context) (err error) {
	c.asked = map[string]time.Time{}
	if c.story, err = c.next(); err != nil {
		return err
	}
	if c.story.pulled {
		if err := c.pull(ctx); err != nil {
			return err
		}
	}
	return c.prompt(c.story.pulled)
}

// pay plays the story to its end.
func (c *customer) pay(ctx context.Context) (o outcome, err error) {
	if err := c.await(ctx, stuckAfter, sells); err != nil {
		return o, fmt.Errorf("the kiosk does not sell: %w", err)
	}
	c.begun = time.Now()
	order, err := c.choose(ctx)
	if err != nil {
		return o, err
	}
	c.key = order.Key
	return c.toTheEnd(ctx, order)
}

// sells reports whether a customer can begin.
func sells(v agent.View) bool { return v.State == agent.Idle && v.Pad.Up && v.Closed == nil }

// pull unplugs the pad for a moment, while nobody pays.
func (c *customer) pull(ctx context.Context) error {
	if err := c.shop.pad.end(false); err != nil {
		return err
	}
	pause(ctx, time.Duration(1+c.dice.IntN(4))*time.Second)
	return c.startPad()
}

// choose stores an order. A kiosk that is started again in this moment has it or
// has not; nothing is charged for it unless somebody pays, so another try is harmless.
func (c *customer) choose(ctx context.Context) (o pay.Order, err error) {
	item, n := items[c.dice.IntN(len(items))], 1+c.dice.IntN(3)
	for try := time.Now(); time.Since(try) < patience && ctx.Err() == nil; pause(ctx, 200*time.Millisecond) {
		if o, err = c.order(ctx, item, n); err == nil {
			return o, nil
		}
	}
	return o, fmt.Errorf("store an order: %w", errors.Join(err, ctx.Err()))
}

// toTheEnd does what the story says until the payment has an end that stands.
func (c *customer) toTheEnd(ctx context.Context, order pay.Order) (o outcome, err error) {
	o = outcome{Key: c.key, Story: c.story.name, Total: order.Total}
	for time.Since(c.begun) < stuckAfter && ctx.Err() == nil {
		v, changed := c.now()
		o.Unknown = o.Unknown || v.State == agent.Uncertain
		p, done := c.look(ctx, v, order)
		if done {
			o.Status, o.Took = p.Status, time.Since(c.begun).Seconds()
			if p.Approval != nil {
				o.Number = p.Approval.Number
			}
			return o, nil
		}
		waitFor(ctx, changed, 250*time.Millisecond)
	}
	v, _ := c.now()
	return o, errors.Join(fmt.Errorf("payment %s (%s) has no end after %s; the screen shows %q", c.key, c.story.name, stuckAfter, v.State), ctx.Err())
}

func waitFor(ctx context.Context, changed <-chan struct{}, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	select {
	case <-changed:
	case <-ctx.Done():
	}
}

// look acts on what the screen shows, and reports the payment's end. Errors are
// those of a kiosk that is just being started again, or of a state that has just
// changed: the next look will see.
func (c *customer) look(ctx context.Context, v agent.View, order pay.Order) (p ui.Payment, done bool) {
	if v.Payment != nil && v.Payment.Key == c.key {
		c.act(ctx, v)
		return p, false
	}
	if v.State != agent.Idle {
		return p, false
	}
	p, err := c.payment(ctx, c.key)
	if err != nil || p.Status.Open() {
		return p, false
	}
	if p.Status != pay.Ordered {
		return p, true
	}
	c.once("pay", func() error {
		return c.call(ctx, "POST", "payments", map[string]any{"key": c.key, "amount": order.Total}, nil)
	})
	return p, false
}

// once asks for something, and again only when nothing has come of it for a while.
func (c *customer) once(what string, ask func() error) {
	if time.Since(c.asked[what]) < 2*time.Second {
		return
	}
	c.asked[what] = time.Now()
	_ = ask() // refused or not heard: the state has changed, or the next look asks again
}

// act is what the customer does at a screen about this payment.
func (c *customer) act(ctx context.Context, v agent.View) {
	switch v.State {
	case agent.Authorizing:
		if c.cancels(v) {
			c.once("abort", func() error { return c.wish(ctx, c.key, "abort") })
		}
	case agent.Approved:
		if c.story.refund {
			c.once("refund", func() error { return c.giveBack(ctx) })
			return
		}
		c.leave(ctx)
	case agent.Held:
		if c.story.keep {
			c.once("keep", func() error { return c.wish(ctx, c.key, "keep") })
			return
		}
		c.leave(ctx)
	case agent.Declined, agent.NotCharged, agent.Voided, agent.Failed:
		c.leave(ctx)
	}
}

func (c *customer) leave(ctx context.Context) {
	c.once("dismiss", func() error { return c.wish(ctx, c.key, "dismiss") })
}

// cancels reports whether the customer presses cancel now. One whose story is to
// cancel too late waits until the card was shown.
func (c *customer) cancels(v agent.View) bool {
	waited := time.Since(c.begun)
	late := c.story.pad != "approve card-wait=never"
	switch {
	case !c.story.cancel:
		return v.Progress == pay.WaitingForCard && waited > hesitation
	case late:
		return v.Progress == pay.CardShown
	}
	return v.Progress == pay.WaitingForCard
}

func (c *customer) giveBack(ctx context.Context) error {
	p, err := c.payment(ctx, c.key)
	if err != nil || p.Approval == nil {
		return err
	}
	return c.refund(ctx, p)
}
