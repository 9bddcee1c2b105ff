package kioskapp

import (
	"fmt"
	mathrand "math/rand/v2"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/cmd/internal/config"
	"kioskd/ui"
)

var _ ui.Agent = counter{}

// BenchmarkPushToPad is the time from a server's push, or a client's frame, to the
// first byte that the card pad hears of the payment: the first byte of the question
// for the pad's mark, which goes before every charge.
func BenchmarkPushToPad(b *testing.B) {
	for _, way := range []string{"websocket", "events", "poll", "serial"} {
		b.Run(way, func(b *testing.B) { benchmarkPush(b, way) })
	}
}

func benchmarkPush(b *testing.B, way string) {
	mode, orders := config.ModeTerminal, config.OrdersCatalogue
	if way == "serial" {
		mode, orders = config.ModeReader, config.OrdersServer
	}
	c := meet(b, "", mode, func(c *config.Config) {
		c.Payments.Orders, c.ThirdParty.Ways = orders, []string{way}
		if mode == config.ModeReader {
			c.ThirdParty.Ways = nil
		}
	})
	if way == "websocket" || way == "events" {
		c.subscribed()
	}
	var all []time.Duration
	for b.Loop() {
		key := fmt.Sprintf("bill-%06d", len(all))
		if way == "poll" { // bills are written at any time between two polls
			time.Sleep(mathrand.N(time.Second))
		}
		next := c.line.Next()
		begun := time.Now()
		c.announce(way, key)
		all = append(all, (<-next).Sub(begun))
		c.see(agent.Approved)
		c.leave()
	}
	report(b, all)
}

// announce has the payment of a key begin.
func (c *counterpart) announce(way, key string) {
	c.bill(key)
	switch way {
	case "websocket", "events":
		c.shop.Push(key)
	case "serial":
		if err := c.client.Start(c.ctx, key); err != nil {
			c.Fatal(err)
		}
	}
}
