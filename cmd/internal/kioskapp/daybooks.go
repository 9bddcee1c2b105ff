package kioskapp

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/books"
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// DayAsk asks for the books of a day.
type DayAsk struct {
	Day       string      `json:"day"` // as in 2026-01-05; today's without
	Statement []books.Row `json:"statement,omitempty"`
}

// DayBooks implements [Bookkeeper] with the journal alone.
func (b *Books) DayBooks(_ context.Context, ask DayAsk) (books.Report, error) {
	r, err := b.countDay(ask)
	r.HQ.Why, r.Pad.Why = "no agent is running that could ask HQ", "no agent is running that could ask the pad"
	return r, err
}

// countDay adds up a day and compares it with a statement, if there is one.
func (b *Books) countDay(ask DayAsk) (books.Report, error) {
	day, err := books.Read(b.queue, cmp.Or(ask.Day, time.Now().Format(time.DateOnly)), time.Local)
	if err != nil {
		return books.Report{}, err
	}
	r := books.NewReport(day)
	r.Currency = cmp.Or(r.Currency, b.o.Config.Catalogue.Currency)
	r.Statement.Why = "no statement was given: kioskd books --statement FILE"
	if len(ask.Statement) > 0 {
		err = r.MeetStatement(ask.Statement, b.findNumber)
	}
	return r, err
}

// findNumber returns the newest payment with an approval number, or "".
func (b *Books) findNumber(number string) (key pay.Key, err error) {
	facts, err := b.queue.Find(agent.NumberName(number))
	for _, f := range facts {
		key = pay.Key(f.Key)
	}
	return key, err
}

// DayBooks implements [Bookkeeper].
func (a *App) DayBooks(ctx context.Context, ask DayAsk) (books.Report, error) {
	r, err := a.countDay(ask)
	if err != nil {
		return r, err
	}
	if err := a.meetHQ(ctx, &r); err != nil {
		return r, err
	}
	return r, a.meetPad(ctx, &r)
}

// meetHQ compares with HQ's ledger, if HQ can be asked.
func (a *App) meetHQ(ctx context.Context, r *books.Report) error {
	if a.uplink == nil {
		r.HQ.Why = "no HQ is set"
		return nil
	}
	acked := a.AtHQ() // before the question: what comes meanwhile is not held against HQ
	ledger, err := a.askLedger(ctx, r.Date)
	if err != nil {
		r.HQ.Why = err.Error()
		return nil
	}
	return r.MeetHQ(ledger, acked, func(key string) (bool, error) {
		facts, err := a.queue.Find(key)
		return len(facts) > 0, err
	})
}

// askLedger asks HQ for the payments of a day, and of one more on both sides: a
// payment may have begun on another day than that on which the pad counted it.
func (a *App) askLedger(ctx context.Context, date string) (all []wire.Settled, err error) {
	day, err := time.ParseInLocation(time.DateOnly, date, time.Local)
	if err != nil {
		return nil, err
	}
	ask := wire.SettledAsk{From: day.AddDate(0, 0, -1), Until: day.AddDate(0, 0, 2)}
	for {
		text, err := a.uplink.Ask(ctx, wire.AskSettled, ask)
		if err != nil {
			return nil, err
		}
		var answer wire.SettledAnswer
		if err := json.Unmarshal(text, &answer); err != nil {
			return nil, fmt.Errorf("HQ answered nonsense: %w", err)
		}
		all = append(all, answer.Payments...)
		if !answer.More {
			return all, nil
		}
		until := all[len(all)-1].Began.Add(time.Millisecond) // others may have begun in the same
		if !until.Before(ask.Until) {
			return nil, fmt.Errorf("HQ does not tell what began before %s", ask.Until)
		}
		ask.Until = until
	}
}

// meetPad compares with the pad's own totals, if it keeps any and is free.
func (a *App) meetPad(ctx context.Context, r *books.Report) error {
	since, err := books.Count(a.queue, true)
	if err != nil {
		return err
	}
	totals, err := a.pad.totals(ctx)
	if err != nil {
		r.Pad.Why = err.Error()
		return nil
	}
	r.MeetPad(since, totals)
	return nil
}
