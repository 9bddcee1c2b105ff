package kioskapp

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/padapp"
	"kioskd/sync/wire"
)

// TestDue: which day has begun and which is over, told by what the clock shows.
func TestDue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ opens, closes, now, begun, over string }{
		{"07:00", "23:30", "2026-01-05 06:59", "2026-01-04", "2026-01-04"},
		{"07:00", "23:30", "2026-01-05 07:00", "2026-01-05", "2026-01-04"},
		{"07:00", "23:30", "2026-01-05 23:30", "2026-01-05", "2026-01-05"},
		{"07:00", "02:00", "2026-01-05 01:59", "2026-01-04", "2026-01-03"},
		{"07:00", "02:00", "2026-01-05 02:00", "2026-01-04", "2026-01-04"},
		{"", "", "2026-01-05 12:00", "", ""},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", c.now, time.Local)
		if err != nil {
			t.Fatal(err)
		}
		if begun, over := openingDue(c.opens, now), closingDue(c.closes, now); begun != c.begun || over != c.over {
			t.Errorf("at %s with %s to %s: %q has begun and %q is over, want %q and %q", c.now, c.opens, c.closes, begun, over, c.begun, c.over)
		}
	}
}

// zvtKiosk runs an agent at a simulated ZVT pad, until the test ends.
func zvtKiosk(t *testing.T, script string) (*App, context.Context) {
	t.Helper()
	pad, err := padapp.New(padapp.Config{Driver: "zvt", Listen: "tcp://127.0.0.1:0", Script: script, Pace: 0.01})
	if err == nil {
		err = pad.Listen()
	}
	if err != nil {
		t.Fatal(err)
	}
	c := config.Default()
	c.Data, c.TestMode, c.Catalogue.Currency, c.Pad.Driver, c.Pad.Port = t.TempDir(), true, pay.EUR, "zvt", pad.Address()
	c.Day = config.Day{Opens: "07:00", Closes: "23:30", PadEndOfDay: true, RestartPad: true}
	a, err := Open(Options{Config: c, Log: slog.New(slog.DiscardHandler), Offline: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	var all sync.WaitGroup
	for _, run := range []func(context.Context) error{pad.Run, a.Run} {
		all.Go(func() {
			if err := run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(func() { stop(); all.Wait() })
	if err := a.AwaitPad(ctx); err != nil {
		t.Fatal(err)
	}
	return a, ctx
}

// awaitAnswer returns when the pad answers a question, and the agent knows.
func (a *App) awaitAnswer(ctx context.Context, t *testing.T) {
	t.Helper()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		_, err := a.PadLast(ctx)
		if err == nil && a.agent.View().Pad.Up {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatal(err)
		}
	}
}

// dayFacts returns the openings, ends of days and alarms in the journal.
func (a *App) dayFacts(t *testing.T) (days []wire.Day, alarms []int) {
	t.Helper()
	entries, err := a.QueueList(t.Context(), 1, MaxEntries)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		var b wire.Body
		if err := json.Unmarshal(e.Body, &b); err != nil {
			t.Fatal(err)
		}
		switch e.Kind {
		case wire.KindDayOpened, wire.KindDayClosed:
			days = append(days, *b.Day)
		case wire.KindAlarm:
			alarms = append(alarms, b.Fault)
		}
	}
	return days, alarms
}

// TestBusinessDay: a day is closed with the pad's totals beside ours and compared
// with them, the next one is opened, and both happen once.
func TestBusinessDay(t *testing.T) {
	t.Parallel()
	a, ctx := zvtKiosk(t, "")
	night := time.Date(2026, 1, 5, 23, 40, 0, 0, time.Local)
	for day := range 2 {
		a.awaitAnswer(ctx, t)
		if err := payOnce(ctx, a.agent); err != nil {
			t.Fatal(err)
		}
		if err := awaitState(ctx, a.agent, agent.Idle); err != nil {
			t.Fatal(err)
		}
		for _, hour := range []time.Duration{0, time.Hour, 8 * time.Hour, 9 * time.Hour} {
			a.awaitAnswer(ctx, t) // the pad's driver is started anew every night
			if err := a.tendDay(ctx, night.AddDate(0, 0, day).Add(hour)); err != nil {
				t.Error(err)
			}
		}
	}
	days, alarms := a.dayFacts(t)
	for i := range days {
		for _, c := range days[i].Checks {
			if !c.OK {
				t.Errorf("opening of %s: %+v", days[i].Date, c)
			}
		}
		days[i].Checks = nil
	}
	ours := &wire.DayTotals{Currency: "EUR", Count: 1, Sales: 1000, Net: 1000}
	pads := &wire.DayTotals{Currency: "EUR", Count: 1, Net: 1000}
	want := []wire.Day{
		{Date: "2026-01-05", Totals: ours, Pad: pads}, {Date: "2026-01-05"}, {Date: "2026-01-06"},
		{Date: "2026-01-06", Totals: ours, Pad: pads}, {Date: "2026-01-07"},
	}
	if diff := cmp.Diff(want, days); diff != "" || len(alarms) > 0 {
		t.Errorf("alarms %v, days (-want +got):\n%s", alarms, diff)
	}
}
