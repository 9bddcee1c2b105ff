package wire_test

import (
	"strings"
	"testing"

	"kioskd/sync/wire"
)

func TestOnlineAsk(t *testing.T) {
	t.Parallel()
	order := func(key string, total int64) *wire.Order { return &wire.Order{Key: key, Total: total} }
	for _, c := range []struct {
		ask  wire.OnlineAsk
		good bool
	}{
		{wire.OnlineAsk{Do: "methods"}, true},
		{wire.OnlineAsk{Do: "prepare", Key: "k", Attempt: 1, Method: "points", Order: order("k", 1)}, true},
		{wire.OnlineAsk{Do: "prepare", Key: "k", Attempt: 1, Method: "points", Order: order("l", 1)}, false},
		{wire.OnlineAsk{Do: "prepare", Key: "k", Attempt: 1, Method: "points", Order: order("k", 0)}, false},
		{wire.OnlineAsk{Do: "prepare", Key: "k", Attempt: 1, Method: "points"}, false},
		{wire.OnlineAsk{Do: "prepare", Key: "k", Attempt: 1, Order: order("k", 1)}, false},
		{wire.OnlineAsk{Do: "look", Key: "k", Attempt: 1}, true},
		{wire.OnlineAsk{Do: "look", Key: "k"}, false},
		{wire.OnlineAsk{Do: "look", Attempt: 1}, false},
		{wire.OnlineAsk{Do: "close", Key: "k", Attempt: 1001}, false},
		{wire.OnlineAsk{Do: "cancel", Key: "k", Attempt: 1, Refund: "r"}, true},
		{wire.OnlineAsk{Do: "cancel", Key: "k", Attempt: 1}, false},
		{wire.OnlineAsk{Do: "cancel", Key: "k", Attempt: 1, Refund: "r", Amount: -1}, false},
		{wire.OnlineAsk{Do: "cancel", Key: "k", Attempt: 1, Refund: "r", Reason: strings.Repeat("x", 201)}, false},
		{wire.OnlineAsk{Do: "steal", Key: "k", Attempt: 1}, false},
	} {
		if err := c.ask.Check(); (err == nil) != c.good {
			t.Errorf("%+v: %v", c.ask, err)
		}
	}
}
