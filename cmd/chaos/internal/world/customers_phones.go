package world

import (
	"context"
	"fmt"
	"time"
)

// chooseWay takes one of the ways to pay that the screen offers.
func (c *customer) chooseWay(k *kiosk) {
	c.via = ""
	c.tries++
	if c.w.bank == nil {
		return
	}
	ways := k.agent.View().Ways
	if n := c.r.IntN(3 * 4); n%3 != 0 && len(ways) > 0 {
		c.via = ways[n/3%len(ways)].ID
	}
}

func (c *customer) byWhat() string {
	if c.via == "" {
		return ""
	}
	return " by " + c.via
}

// takePhone has the customer's phone read the code, if there is going to be one, and
// go on by itself.
func (c *customer) takePhone(k *kiosk) {
	if c.via == "" {
		return
	}
	name := fmt.Sprintf("phone of %s, try %d", c.name, c.tries)
	h, via := handset{c.w, c.w.dice(name), name}, c.via
	c.w.bank.inUse.Add(1)
	c.w.loose.Go(func() {
		defer c.w.bank.inUse.Add(-1)
		if code := c.code(k); code != "" {
			h.use(code, via)
		}
	})
}

// code waits for the code on the screen, or for the customer's turn to be over.
func (c *customer) code(k *kiosk) string {
	waiting, cancel := context.WithTimeout(k.ctx, 20*time.Second)
	defer cancel()
	for {
		v := k.settledView()
		if v.Payment != nil && v.Payment.Key == c.key && v.Phone != nil && v.Phone.Code != "" {
			return v.Phone.Code
		}
		if _, err := k.agent.Wait(waiting, v.Seq); err != nil {
			return ""
		}
	}
}
