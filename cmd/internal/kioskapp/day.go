package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/books"
	"kioskd/cmd/internal/config"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// How often is looked what is due, how long a pad is left alone that did not take
// its end of day, and how often it is asked.
const (
	lookAtDay   = 20 * time.Second
	dayAgain    = 10 * time.Minute
	mostDayEnds = 3
)

// days is where the business day stands; of the goroutine that tends it.
type days struct {
	opened, closed string // the last day that was, as in 2026-01-05
	tries          int    // at the end of the day that is due
	next           time.Time
}

// tendDays opens and closes business days when they are due and nobody is there,
// until ctx ends.
func (a *App) tendDays(ctx context.Context) error {
	if a.o.Offline || a.o.Config.Day.Opens == "" && a.o.Config.Day.Closes == "" {
		return nil
	}
	if err := a.readDays(); err != nil {
		return err
	}
	tick := time.NewTicker(lookAtDay)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			if err := a.tendDay(ctx, now); err != nil {
				a.o.Log.Warn("the business day", "cause", err)
			}
		}
	}
}

// readDays finds the last days in the journal.
func (a *App) readDays() error {
	for name, day := range map[string]*string{agent.DayOpenedName: &a.days.opened, agent.DayClosedName: &a.days.closed} {
		facts, err := a.queue.Find(name)
		if err != nil {
			return fmt.Errorf("find the last business day: %w", err)
		}
		for _, f := range facts {
			var b wire.Body
			if err := json.Unmarshal(f.Body, &b); err != nil || b.Day == nil {
				return fmt.Errorf("fact %d is of no business day: %w", f.Seq, err)
			}
			*day = b.Day.Date
		}
	}
	return nil
}

// tendDay does what is due, the closing first: a kiosk that was switched off
// overnight closes the day before.
func (a *App) tendDay(ctx context.Context, now time.Time) error {
	if a.agent.View().State != agent.Idle || now.Before(a.days.next) {
		return nil
	}
	if day := closingDue(a.o.Config.Day.Closes, now); day > a.days.closed {
		return a.closeDay(ctx, day, now)
	}
	if day := openingDue(a.o.Config.Day.Opens, now); day > a.days.opened {
		return a.openDay(ctx, day)
	}
	return nil
}

// openingDue returns the last day that has begun, or "".
func openingDue(opens string, now time.Time) string {
	c, err := config.ReadClock(opens)
	if err != nil {
		return ""
	}
	return c.Last(now).Format(time.DateOnly)
}

// closingDue returns the last day that is over, or "". A shop that closes before
// noon closes the day before.
func closingDue(closes string, now time.Time) string {
	c, err := config.ReadClock(closes)
	if err != nil {
		return ""
	}
	at := c.Last(now)
	if c.Hour < 12 {
		at = at.AddDate(0, 0, -1)
	}
	return at.Format(time.DateOnly)
}

// count adds up what has moved, for the agent.
func (a *App) count(sincePad bool) (agent.Count, error) {
	s, err := books.Count(a.queue, sincePad)
	return agent.Count{Whole: s.Whole, Totals: wire.DayTotals{
		Currency: string(a.o.Config.Catalogue.Currency), Count: s.Sales + s.Refunds,
		Sales: int64(s.Taken), Refunds: int64(s.Back), Net: int64(s.Net),
	}}, err
}

// closeDay ends a day, and waits for the pad's part of it.
func (a *App) closeDay(ctx context.Context, day string, now time.Time) error {
	last, _ := a.queue.Last()
	if last == 0 {
		a.days.closed = day // nothing has ever happened
		return nil
	}
	a.days.next = now.Add(dayAgain)
	if err := a.agent.EndDay(ctx, day, a.o.Config.Day.PadEndOfDay); err != nil {
		a.days.next = now // somebody was quicker: as soon as they have left
		return fmt.Errorf("close %s: %w", day, err)
	}
	if err := a.awaitClosed(ctx); err != nil {
		return err
	}
	return a.closedDay(ctx, day, now)
}

// awaitClosed returns when no end of day is under way.
func (a *App) awaitClosed(ctx context.Context) error {
	for v := a.agent.View(); v.State == agent.Closing; {
		next, err := a.agent.Wait(ctx, v.Seq)
		if err != nil {
			return err
		}
		v = next
	}
	return nil
}

// closedDay looks what came of it. A pad that failed is asked again later.
func (a *App) closedDay(ctx context.Context, day string, now time.Time) error {
	failed, err := a.handInFailed(day)
	if err != nil {
		return err
	}
	if a.days.tries++; failed && a.days.tries < mostDayEnds {
		return nil
	}
	a.days.closed, a.days.tries, a.days.next = day, 0, now
	a.o.Log.Info("the business day is over", "day", day, "pad_failed", failed)
	return a.restartAfterDay(ctx)
}

// errNoDayEnd is the cause when a day's end is not where it was written.
var errNoDayEnd = errors.New("it is not in the journal")

// handInFailed reports whether the end of a day is followed by an alarm that the
// pad did not take it.
func (a *App) handInFailed(day string) (bool, error) {
	facts, err := a.queue.Find(agent.DayClosedName)
	if err == nil && len(facts) == 0 {
		err = errNoDayEnd
	}
	if err != nil {
		return false, fmt.Errorf("find the end of %s: %w", day, err)
	}
	after, err := a.queue.From(facts[len(facts)-1].Seq, queue.Limit{Facts: 2, Bytes: maxAnswerLines})
	if err != nil {
		return false, err
	}
	var closed, next wire.Body
	err = json.Unmarshal(after[0].Body, &closed)
	if err == nil && (closed.Day == nil || closed.Day.Date != day) {
		err = errNoDayEnd
	}
	if err != nil {
		return false, fmt.Errorf("find the end of %s: %w", day, err)
	}
	if len(after) > 1 {
		err = json.Unmarshal(after[1].Body, &next)
	}
	return next.Fault == agent.FaultDayEnd.Number, err
}

// restartAfterDay starts anew what is to be started anew every night.
func (a *App) restartAfterDay(ctx context.Context) error {
	if a.o.Config.Day.RestartScreen {
		a.agent.ReloadPages()
	}
	if !a.o.Config.Day.RestartPad {
		return nil
	}
	c := a.o.Config
	c.Pad = a.pad.now().config // settings may have changed it
	next, err := a.fit(c)
	if err == nil {
		err = a.agent.Between(ctx, func(ctx context.Context) error { return a.pad.replace(ctx, next) })
	}
	if err != nil {
		return fmt.Errorf("start the pad's driver anew: %w", err)
	}
	return nil
}
