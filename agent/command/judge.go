package command

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// judge decides whether a command may begin, and notes on disk that it has. An
// error comes with the state that HQ is told: nothing has been done then.
func (d *Desk) judge(ctx context.Context, c wire.Command) (cost pay.Amount, state string, err error) {
	if now := d.o.Now(); !now.Before(c.Expires) {
		return 0, wire.CommandExpired, fmt.Errorf("it expired at %s, here it is %s", c.Expires.UTC().Format("15:04:05 on 2 January 2006"), now.UTC().Format("15:04:05 on 2 January 2006"))
	}
	h, ok := d.o.Handlers[c.Name]
	if !ok {
		return 0, wire.CommandRefused, fmt.Errorf("this kiosk knows no command %s: it knows %s", c.Name, strings.Join(slices.Sorted(maps.Keys(d.o.Handlers)), ", "))
	}
	if h.Signed || h.Cost != nil {
		if err := d.verify(c); err != nil {
			return 0, wire.CommandRefused, err
		}
	}
	if h.Cost != nil {
		if cost, err = h.Cost(ctx, c.Args); err == nil {
			err = d.afford(c.Name, cost)
		}
		if err != nil {
			return 0, wire.CommandRefused, err
		}
	}
	return cost, wire.CommandRefused, d.begin(c, cost)
}

// verify wants the signature of an operator whom the settings know.
func (d *Desk) verify(c wire.Command) error {
	if c.Signature == "" {
		return fmt.Errorf("%s needs an operator's signature", c.Name)
	}
	key, ok := d.o.Operators()[c.Key]
	if !ok {
		return fmt.Errorf("%w: the settings know no operator with key %s", wire.ErrSignature, c.Key)
	}
	return wire.Verify(key, wire.PurposeCommand, c.SignedBytes(d.o.Kiosk), c.Signature)
}

// afford compares a cost with what the settings allow for one command, and for
// all of today. What was begun counts, however it ended.
func (d *Desk) afford(name string, cost pay.Amount) error {
	limit := d.o.Limit(name)
	if err := cost.Check(); err != nil {
		return err
	}
	if cost > limit.Each {
		return fmt.Errorf("%d is above the limit of %d for one %s", int64(cost), int64(limit.Each), name)
	}
	if spent := d.kept.spent(name, d.today()); cost > limit.PerDay-spent {
		return fmt.Errorf("%d would be above the limit of %d a day for %s: %d went today", int64(cost), int64(limit.PerDay), name, int64(spent))
	}
	return nil
}

// begin notes that a command is begun, with the result that it has if it is
// never ended.
func (d *Desk) begin(c wire.Command, cost pay.Amount) error {
	if d.kept.full(d.o.Now()) {
		return errors.New("too many commands have not expired yet")
	}
	return d.keep(func(k *kept) {
		k.forget(d.o.Now(), d.today())
		k.set(entry{Name: c.Name, Expires: c.Expires, Day: d.today(), Cost: cost,
			Result: wire.CommandResult{ID: c.ID, State: wire.CommandFailed, Reason: "the kiosk stopped in the middle of it: it may have been done"}})
	})
}

// today is the day that limits count by.
func (d *Desk) today() string { return d.o.Now().In(d.o.Zone).Format("2006-01-02") }
