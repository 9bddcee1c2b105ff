package desk

import (
	"context"
	"fmt"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/people"
)

// TakeAlarm makes somebody the owner of an alarm.
func (d *Desk) TakeAlarm(ctx context.Context, who people.Who, id string) error {
	a, err := d.HQ.Alarm(ctx, id)
	if err != nil {
		return err
	}
	return d.do(ctx, who, people.Cases, act{"alarm-taken", onAlarm(a), ""}, func() error {
		_, err := d.HQ.ChangeAlarm(ctx, id, func(a *hq.Alarm) error {
			if !a.Waits() {
				return bad("this alarm is settled already")
			}
			a.State, a.Owner = hq.AlarmTaken, who.Name
			return nil
		})
		return err
	})
}

// SettleAlarm ends an alarm with what a person found out. The count is what that
// person saw: with more, there is something new to see.
func (d *Desk) SettleAlarm(ctx context.Context, who people.Who, id, note string, count int) error {
	if err := wants(bad("say what you found out, in the note"), note); err != nil {
		return err
	}
	a, err := d.HQ.Alarm(ctx, id)
	if err != nil {
		return err
	}
	if err := settles(a, count); err != nil {
		return err
	}
	return d.do(ctx, who, people.Cases, act{"alarm-settled", onAlarm(a), note}, func() error {
		_, err := d.HQ.ChangeAlarm(ctx, id, func(a *hq.Alarm) error {
			if err := settles(*a, count); err != nil {
				return err
			}
			a.Settle(who.Name, note, time.Now())
			return nil
		})
		return err
	})
}

// settles says why an alarm cannot be settled by who saw it so often.
func settles(a hq.Alarm, count int) error {
	switch {
	case !a.Waits():
		return bad("this alarm is settled already")
	case a.Count != count:
		return bad("it has happened again since you looked; look again")
	}
	return nil
}

// onAlarm names an alarm in the audit.
func onAlarm(a hq.Alarm) string {
	text := a.Reason
	for _, more := range []string{a.Kiosk, a.About} {
		if more != "" {
			text += " " + more
		}
	}
	return text
}

// alarmBooks raises an alarm for a day on which the books do not meet, and settles it
// once they do.
func (d *Desk) alarmBooks(ctx context.Context, r books.Report) error {
	t := hq.Trouble{Reason: hq.AlarmBooks, About: r.Day}
	n := len(r.Differences) + r.More
	if n == 0 {
		return d.HQ.Calm(ctx, t, fmt.Sprintf("%d lines of the VAN's statement meet the books", r.Lines))
	}
	t.Detail = fmt.Sprintf("differences between the books of %s and the VAN's statement: %d", r.Day, n)
	return d.HQ.Raise(ctx, t)
}
