package agent

import (
	"context"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Names under which the journal finds the openings and the ends of its days.
const (
	DayOpenedName = "day-opened"
	DayClosedName = "day-closed"
)

// Count is what has moved since an end of day.
type Count struct {
	Totals wire.DayTotals
	Whole  bool // the pad counts from the same end of day
}

// dayEndAsked: the business day is over. It ends when nothing else goes on, and
// while the pad hands in, nothing else begins.
func (s *step) dayEndAsked(e DayEndAsked) {
	if f := s.refuseDayEnd(e); f != nil {
		s.reply(f)
		return
	}
	s.reply(nil)
	if !e.Hands {
		s.dayClosed(e, nil)
		return
	}
	s.closing, s.calling = e, true
	s.enter(Closing)
	s.do(EndDay{})
}

// refuseDayEnd: a payment that is still looked for keeps the pad's day open, since
// an end of day may cost the pad its memory.
func (s *step) refuseDayEnd(e DayEndAsked) *Fault {
	switch {
	case s.broken:
		return FaultMemory
	case s.stopped:
		return FaultStopping
	case s.state != Idle || len(s.backlog) > 0 || s.inside(s.at):
		return FaultBusy
	case len(s.watch) > 0:
		return FaultResolving
	case e.Hands && !s.pad.Up:
		return FaultPad
	}
	return nil
}

// dayEnded: the pad has handed in. Its totals and ours are of the same sales,
// unless its day began before our books.
func (s *step) dayEnded(e DayEnded) {
	if s.state != Closing {
		s.impossible(e)
		return
	}
	s.calling = false
	t := e.Totals
	pad := &wire.DayTotals{Currency: string(t.Currency), Count: t.Count, Net: int64(t.Amount)}
	if s.closing.Count.Whole && pad.Net != s.closing.Count.Totals.Net {
		s.dayClosed(s.closing, pad, alarm(FaultTotals))
	} else {
		s.dayClosed(s.closing, pad)
	}
	s.next()
}

// dayEndFailed: our day is over all the same; the pad's goes on.
func (s *step) dayEndFailed(reason string) {
	s.dayClosed(s.closing, nil, alarm(FaultDayEnd), why(reason))
	s.next()
}

// dayClosed writes down the end of a day, and tells people of what is odd.
func (s *step) dayClosed(e DayEndAsked, pad *wire.DayTotals, odd ...func(*wire.Body)) {
	totals := e.Count.Totals
	day := func(b *wire.Body) { b.Day = &wire.Day{Date: e.Date, Totals: &totals, Pad: pad} }
	facts := []Fact{{Kind: wire.KindDayClosed, Ref: DayClosedName, Body: s.body(day)}}
	if len(odd) > 0 {
		facts = append(facts, Fact{Kind: wire.KindAlarm, Body: s.body(append(odd, day)...)})
	}
	s.record(facts...)
}

// completeDayEnd adds what the journal has counted at this very moment, and
// whether this pad has an end of day at all.
func (o *owner) completeDayEnd(e DayEndAsked) (Event, error) {
	_, hands := pay.As[pay.DayEnder](o.terminal)
	e.Hands = e.Hands && hands
	if o.o.Count == nil {
		return e, nil
	}
	var err error
	if e.Count, err = o.o.Count(e.Hands); err != nil {
		return e, FaultMemory.because(err)
	}
	return e, nil
}

// endDay has the pad hand in.
func (o *owner) endDay(ctx context.Context) Event {
	pad, ok := pay.As[pay.DayEnder](o.terminal)
	if !ok {
		return CallFailed{Fate: pay.NotSent, Reason: "this pad has no end of day"}
	}
	t, err := pad.EndDay(ctx)
	return orFailed(DayEnded{Totals: t}, err)
}

// EndDay ends a business day, as in 2026-01-05, if nothing else goes on: totals
// are written down and, if it hands in, so are those of a pad that has an end of
// day. EndDay returns as soon as that is under way and the view shows [Closing], or
// what came of it.
func (a *Agent) EndDay(ctx context.Context, date string, handIn bool) error {
	if err := a.ask(ctx, DayEndAsked{Date: date, Hands: handIn}); err != nil {
		return err
	}
	return a.shown(ctx)
}

// NoteOpening writes down what a look at everything found in the morning.
func (a *Agent) NoteOpening(ctx context.Context, date string, checks []wire.DayCheck) error {
	now := time.Now()
	fact, err := a.encode(now, Fact{Kind: wire.KindDayOpened, Ref: DayOpenedName, Body: wire.Body{
		Version: wire.BodyVersion, Test: a.o.Test, Day: &wire.Day{Date: date, Checks: checks},
	}})
	if err != nil {
		return err
	}
	if _, err := a.o.Journal.Append(ctx, fact); err != nil {
		return FaultMemory.because(err)
	}
	return nil
}
