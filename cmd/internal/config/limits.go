package config

import (
	"fmt"
	"time"

	"kioskd/drivers"
)

// apart is how far the limits are from one another at the least: a pad's last
// answer has to be recorded and told.
const apart = 10 * time.Second

// Limits are those of the pad.
func (p Pad) Limits() drivers.Limits {
	return drivers.Limits{Card: p.CardWait.Time(), VAN: p.VANTime.Time()}
}

// checkLimits holds the limits of a payment to their order.
func (c Config) checkLimits() error {
	for _, set := range []struct {
		name string
		Duration
	}{
		{"pad.card_wait", c.Pad.CardWait}, {"pad.van_time", c.Pad.VANTime},
		{"payments.agent_limit", c.Payments.AgentLimit}, {"payments.page_limit", c.Payments.PageLimit},
	} {
		if _, err := set.parse(); err != nil {
			return fmt.Errorf("%s: %w", set.name, err)
		}
	}
	if err := c.Pad.Limits().Check(); err != nil {
		return fmt.Errorf("pad.card_wait, pad.van_time: %w", err)
	}
	return c.inOrder()
}

func (c Config) inOrder() error {
	pad, agent, page := c.Pad.Limits().Charge(), c.Payments.AgentLimit.Time(), c.Payments.PageLimit.Time()
	if agent < pad+apart {
		return fmt.Errorf("payments.agent_limit: %s is too short: the pad may take pad.card_wait and pad.van_time together, %s; set at least %s", agent, pad, pad+apart)
	}
	if page < agent+apart {
		return fmt.Errorf("payments.page_limit: %s is too short: the agent may take payments.agent_limit, %s; set at least %s", page, agent, agent+apart)
	}
	return nil
}
