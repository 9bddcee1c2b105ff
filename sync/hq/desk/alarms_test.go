package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

// the returns the only alarm there is.
func (o *office) the() hq.Alarm {
	o.Helper()
	all, err := o.HQ.Alarms(o.Context())
	if err != nil || len(all) != 1 {
		o.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

// TestSilence opens an alarm, which ends when the kiosk is heard; a person who has
// settled it is not asked twice about the same silence.
func TestSilence(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		heard := func() { o.must(o.HQ.Store.Seen(ctx, hq.Kiosk{ID: "shop-1", Epoch: "e1", LastSeen: time.Now()})) }
		heard()
		go func() { _ = o.Desk.Run(ctx) }()
		time.Sleep(14 * time.Minute)
		if all, err := o.HQ.Alarms(ctx); len(all) != 0 || err != nil {
			o.Errorf("too soon: %+v, %v", all, err)
		}
		time.Sleep(2 * time.Minute)
		if a := o.the(); a.Reason != hq.AlarmSilent || a.Kiosk != "shop-1" || a.Count != 1 || a.State != hq.AlarmOpen {
			o.Errorf("%+v", a)
		}
		heard()
		time.Sleep(time.Minute)
		if a := o.the(); a.State != hq.AlarmSettled || a.End.By != hq.Itself || a.End.Note != "the kiosk is heard again" {
			o.Errorf("%+v", a)
		}
		time.Sleep(time.Hour)
		a := o.the()
		if a.State != hq.AlarmOpen || a.Opened != 2 {
			o.Errorf("%+v", a)
		}
		o.must(o.SettleAlarm(ctx, o.kim, a.ID, "The shop is closed for the season.", 1))
		time.Sleep(time.Hour)
		if a := o.the(); a.State != hq.AlarmSettled || a.End.By != "kim" {
			o.Errorf("asked again: %+v", a)
		}
	})
}

// TestStuckFacts: what waits at a kiosk that is connected is an alarm until it is gone.
func TestStuckFacts(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		oldest := time.Now()
		status := func(count int) {
			s := &wire.Status{State: "idle", Waiting: wire.Waiting{Count: count, Oldest: oldest}}
			o.must(o.HQ.Store.Seen(ctx, hq.Kiosk{ID: "shop-1", Epoch: "e1", LastSeen: time.Now(), Status: s}))
		}
		go func() { _ = o.Desk.Run(ctx) }()
		for range 13 {
			status(2)
			time.Sleep(5 * time.Minute)
		}
		if all, err := o.HQ.Alarms(ctx); len(all) != 0 || err != nil {
			o.Errorf("a kiosk that is not connected: %+v, %v", all, err)
		}
		o.must(o.HQ.Raise(ctx, hq.Trouble{Kiosk: "shop-1", Reason: hq.AlarmWaiting, Detail: "2 facts wait"}))
		status(0)
		time.Sleep(time.Minute)
		if a := o.the(); a.State != hq.AlarmSettled {
			o.Errorf("%+v", a)
		}
	})
}

// TestAlarmsAreTakenAndSettled by people with a reason, and stand in the audit.
func TestAlarmsAreTakenAndSettled(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		trouble := hq.Trouble{Kiosk: "shop-1", Reason: hq.AlarmFork, About: "e1", Detail: "two journals"}
		id := trouble.AlarmID()
		o.refused(o.TakeAlarm(ctx, o.kim, id), hq.ErrNotFound, "alarm")
		o.must(o.HQ.Raise(ctx, trouble))
		viewer := people.Who{Name: "v", Role: people.Viewer, Scopes: []people.Scope{people.Read}}
		o.refused(o.TakeAlarm(ctx, viewer, id), people.ErrForbidden, "viewer")
		o.must(o.TakeAlarm(ctx, o.kim, id))
		if a := o.the(); a.State != hq.AlarmTaken || a.Owner != "kim" {
			o.Errorf("%+v", a)
		}
		o.must(o.HQ.Raise(ctx, trouble))
		o.refused(o.SettleAlarm(ctx, o.kim, id, "", 2), people.ErrInput, "found out")
		o.refused(o.SettleAlarm(ctx, o.kim, id, "cloned", 1), people.ErrInput, "look again")
		o.must(o.SettleAlarm(ctx, o.kim, id, "It was cloned; the clone is gone.", 2))
		o.refused(o.SettleAlarm(ctx, o.lee, id, "me too", 2), people.ErrInput, "already")
		o.refused(o.TakeAlarm(ctx, o.lee, id), people.ErrInput, "already")
		lines, err := o.Book.Newest(ctx, 0, 10)
		var said []string
		for _, l := range lines {
			said = append(said, l.Who+" "+l.Did+" "+l.On)
		}
		if text := strings.Join(said, "\n"); err != nil || !strings.Contains(text, "kim alarm-settled fork shop-1 e1") || !strings.Contains(text, "kim alarm-taken fork shop-1 e1") {
			o.Errorf("%s, %v", text, err)
		}
	})
}

// TestBooksAlarm until the statement meets them.
func TestBooksAlarm(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		for text, want := range map[string]string{"30012345;12000\n9;5\n": hq.AlarmOpen} {
			_, err := o.Compare(ctx, o.kim, "2026-11-21", "van.csv", []byte("Approval;Amount\n"+text), books.Mapping{}, time.UTC)
			if a := o.the(); err != nil || a.State != want || a.About != "2026-11-21" || !strings.Contains(a.Detail, "statement: 1") {
				o.Errorf("%+v, %v", a, err)
			}
		}
		_, err := o.Compare(ctx, o.kim, "2026-11-21", "van.csv", []byte("Approval;Amount\n30012345;12000\n"), books.Mapping{}, time.UTC)
		if a := o.the(); err != nil || a.State != hq.AlarmSettled || a.End.By != hq.Itself {
			o.Errorf("%+v, %v", a, err)
		}
	})
}

// TestRolloutAlarm: a roll-out that HQ stops is an alarm until another takes its place.
func TestRolloutAlarm(t *testing.T) {
	story(t, func(o *office) {
		o.fleet(4)
		ctx := o.Context()
		r, err := o.Begin(ctx, o.kim, o.signed(1, ""), desk.Stage{Percent: 100})
		o.must(err)
		o.note("shop-01", 1, wire.SettingsRefused)
		go func() { _ = o.Desk.Run(ctx) }()
		time.Sleep(time.Minute)
		find := func() hq.Alarm {
			a, err := o.HQ.Alarm(ctx, hq.Trouble{Reason: hq.AlarmRollout, About: "version 1"}.AlarmID())
			if err != nil && !errors.Is(err, hq.ErrNotFound) {
				o.Fatal(err)
			}
			return a
		}
		if a := find(); a.State != hq.AlarmOpen || !strings.Contains(a.Detail, "shop-01 refused it") {
			o.Errorf("%v: %+v", r.Offered, a)
		}
		_, err = o.Begin(ctx, o.kim, o.signed(2, ""), desk.Stage{Percent: 100})
		o.must(err)
		if a := find(); a.State != hq.AlarmSettled || a.End.Note != "version 2 took its place" {
			o.Errorf("%+v", a)
		}
	})
}
