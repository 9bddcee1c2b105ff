package kioskapp

import (
	"context"
	"fmt"
	"time"

	"kioskd/sync/wire"
)

// openDay looks at everything that a day needs, and writes down what it found.
// Nothing is refused for it: what is wrong says so on its own as well.
func (a *App) openDay(ctx context.Context, day string) error {
	checks, err := a.openingChecks(ctx)
	if err != nil {
		return err
	}
	for _, c := range checks {
		if !c.OK {
			a.o.Log.Warn("the business day begins with something wrong", "day", day, "what", c.Name, "says", c.Says)
		}
	}
	if err := a.agent.NoteOpening(ctx, day, checks); err != nil {
		return fmt.Errorf("open %s: %w", day, err)
	}
	a.days.opened = day
	return nil
}

func (a *App) openingChecks(ctx context.Context) ([]wire.DayCheck, error) {
	s, err := a.Status(ctx)
	if err != nil {
		return nil, err
	}
	cases, err := a.StaffList(ctx)
	if err != nil {
		return nil, err
	}
	clock := a.clock.State(time.Now())
	checks := []wire.DayCheck{
		a.padCheck(ctx, s),
		{Name: "clock", OK: !clock.Bad, Says: "latest trusted time " + clock.Floor.UTC().Format("2006-01-02T15:04:05Z")},
		{Name: "journal", OK: s.Queue.Error == "", Says: s.Queue.Error},
		{Name: "staff list", OK: len(cases) == 0, Says: fmt.Sprintf("%d cases", len(cases))},
	}
	if s.HQ != nil {
		checks = append(checks, wire.DayCheck{Name: "HQ", OK: s.HQ.Connected, Says: s.HQ.Error})
	}
	if p := s.Printer; p != nil {
		checks = append(checks, wire.DayCheck{Name: "receipt printer", OK: p.Prints(), Says: string(p.State)})
	}
	return checks, nil
}

// padCheck asks the pad for its memory: that it is connected does not mean that it
// answers.
func (a *App) padCheck(ctx context.Context, s Status) wire.DayCheck {
	if !s.Pad.Up {
		return wire.DayCheck{Name: "card pad", Says: s.Pad.Reason}
	}
	if _, err := a.PadLast(ctx); err != nil {
		return wire.DayCheck{Name: "card pad", Says: err.Error()}
	}
	return wire.DayCheck{Name: "card pad", OK: true, Says: s.Pad.Pad}
}
