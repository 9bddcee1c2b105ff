package rest

import (
	"errors"
	"time"

	"kioskd/sync/hq"
)

// payout is what a provider paid out on a day, as it was compared last.
func payout(c *call) (any, error) {
	provider, day := c.r.PathValue("provider"), c.r.PathValue("day")
	p, err := c.Desk.Payout(c, day, provider)
	if errors.Is(err, hq.ErrNotFound) {
		return nil, missing("compared pay-out of "+provider+" on", day)
	}
	return p, err
}

// comparePayout asks a provider what it pays out on a day. Sales are of the days of the
// zone in which HQ runs, as on its pages.
func comparePayout(c *call) (any, error) {
	return c.ComparePayout(c, c.who, c.r.PathValue("provider"), c.r.PathValue("day"), time.Local)
}
