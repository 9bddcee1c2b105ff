package world

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// customers come one after the other, and sometimes two at once.
func (w *World) customers(ctx context.Context) {
	r := w.dice("customers")
	rush := oneOf(r, 15*time.Second, time.Minute)
	var inside sync.WaitGroup
	for n := 1; ctx.Err() == nil; n++ {
		sleep(ctx, between(r, time.Second, 2*rush))
		if ctx.Err() != nil {
			break
		}
		c := &customer{w: w, r: w.dice(fmt.Sprintf("customer %d", n)), name: fmt.Sprintf("guest %d", n)}
		inside.Go(func() { c.visit(ctx) })
	}
	inside.Wait()
}

// customer is one visit to the kiosk.
type customer struct {
	w     *World
	r     *rand.Rand
	name  string
	key   pay.Key
	sum   pay.Amount
	via   string // way to pay by phone of this try, "" for the pad
	tries int
}

// visit chooses, pays, and waits for an ending as long as patience lasts.
func (c *customer) visit(ctx context.Context) {
	k := c.w.shop.running()
	if k == nil {
		c.w.note(c.name, "finds the kiosk off")
		return
	}
	if k.agent.View().State != agent.Idle && chance(c.r, 0.8) {
		c.w.note(c.name, "finds it busy")
		return
	}
	if !c.order(k) {
		return
	}
	c.think(ctx, 300*time.Millisecond, 4*time.Second)
	for attempt := range 3 {
		if attempt > 0 && !chance(c.r, 0.5) {
			return
		}
		if !c.pay(ctx) || ctx.Err() != nil {
			return
		}
		c.think(ctx, time.Second, 8*time.Second)
	}
}

func (c *customer) think(ctx context.Context, low, high time.Duration) {
	sleep(ctx, between(c.r, low, high))
}

// call asks something of a kiosk, and waits for the answer.
func (c *customer) call(k *kiosk, what string, ask func(context.Context) error) error {
	end := c.w.waits.begin(fmt.Sprintf("%s, asked by %s at %v", what, c.name, time.Since(c.w.start)))
	defer end()
	err := ask(k.ctx)
	if !k.dead.Load() {
		c.w.note(c.name, "%s %s: %s", what, short(c.key), answerOf(err))
	}
	return err
}

func answerOf(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}

func (c *customer) order(k *kiosk) bool {
	picks := []agent.Pick{{Item: oneOf(c.r, "coffee", "tea", "apple"), Quantity: 1 + c.r.IntN(2)}}
	err := c.call(k, "order", func(ctx context.Context) error {
		o, err := k.agent.Order(ctx, picks, "en")
		c.key, c.sum = o.Key, o.Total
		return err
	})
	return err == nil
}

// pay taps, and reports whether the same key may be tried again.
func (c *customer) pay(ctx context.Context) bool {
	k := c.w.shop.running()
	if k == nil {
		c.think(ctx, 5*time.Second, 60*time.Second)
		return true
	}
	c.chooseWay(k)
	if chance(c.r, 0.2) {
		again := between(c.r, 0, 300*time.Millisecond)
		c.w.loose.Go(func() { _ = c.tap(k, again) }) // noted
	}
	if err := c.tap(k, 0); err != nil {
		return true
	}
	c.takePhone(k)
	if chance(c.r, 0.25) {
		after := between(c.r, 0, 15*time.Second)
		c.w.loose.Go(func() { c.regret(ctx, k, after) })
	}
	if chance(c.r, 0.15) {
		c.w.note(c.name, "walks away")
		return false
	}
	return c.await(ctx, k)
}

func (c *customer) tap(k *kiosk, after time.Duration) error {
	sleep(k.ctx, after)
	return c.call(k, "pay"+c.byWhat(), func(ctx context.Context) (err error) {
		if c.via != "" {
			c.w.bank.wanted(c.key)
			_, err = k.agent.PayByPhone(ctx, c.key, c.sum, c.via, "en")
		} else {
			_, err = k.agent.Pay(ctx, c.key, c.sum)
		}
		return err
	})
}

// regret is a finger on cancel.
func (c *customer) regret(ctx context.Context, k *kiosk, after time.Duration) {
	sleep(ctx, after)
	_ = c.call(k, "abort", func(ctx context.Context) error { return k.agent.Abort(ctx, c.key) }) // noted
}

// await looks at the screen until the payment has ended, and reports whether it
// may be tried again.
func (c *customer) await(ctx context.Context, k *kiosk) bool {
	waiting, cancel := context.WithTimeout(joined(ctx, k.ctx), between(c.r, time.Minute, 4*time.Minute))
	defer cancel()
	for {
		v := k.settledView()
		if waiting.Err() != nil {
			return true
		}
		if v.Payment == nil || v.Payment.Key != c.key {
			return false
		}
		switch v.State {
		case agent.Approved:
			c.served(ctx, k)
			return false
		case agent.Declined, agent.NotCharged, agent.Failed:
			return true
		case agent.Voided, agent.Unresolved:
			return false
		}
		_, _ = k.agent.Wait(waiting, v.Seq) // whatever ended the wait is looked at above
	}
}

// served takes the goods, or brings them back, and leaves the result or not.
func (c *customer) served(ctx context.Context, k *kiosk) {
	c.think(ctx, time.Second, 20*time.Second)
	switch {
	case chance(c.r, 0.2):
		_ = c.call(k, "refund", func(ctx context.Context) error { return k.agent.Void(ctx, c.key, "brought back") }) // noted
	case chance(c.r, 0.5):
		_ = c.call(k, "dismiss", func(ctx context.Context) error { return k.agent.Dismiss(ctx, c.key) }) // noted
	}
}

// joined ends when either of two contexts does.
func joined(a, b context.Context) context.Context {
	ctx, cancel := context.WithCancel(a)
	context.AfterFunc(b, cancel)
	return ctx
}
