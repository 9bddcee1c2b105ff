package storetest

import (
	"log/slog"
	"sync"
	"testing"
	"time"

	"kioskd/sync/hq"
)

// testAlarms: trouble that is seen by many at once is one alarm, which counts it all.
func testAlarms(t *testing.T, s hq.Store) {
	h, err := hq.New(hq.Options{Store: s, Token: func(string) (string, bool) { return "", false }, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	ctx := t.Context()
	two := hq.Trouble{Kiosk: "k1", Reason: hq.AlarmTwo, Detail: "two machines"}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { must(t, h.Raise(ctx, two)) })
		all.Go(func() {
			must(t, h.Raise(ctx, hq.Trouble{Reason: hq.AlarmBooks, About: "2026-11-21", Detail: "김 \x00 \xff", Mark: "same"}))
		})
	}
	all.Wait()
	must(t, h.Calm(ctx, two, "one of them is gone"))
	must(t, h.Calm(ctx, hq.Trouble{Kiosk: "k2", Reason: hq.AlarmTwo}, "there never was one"))
	got, err := h.Alarms(ctx)
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if a := got[0]; a.State != hq.AlarmOpen || a.Reason != hq.AlarmBooks || a.Count != 1 {
		t.Errorf("the same trouble seen four times: %+v", a)
	}
	if a := got[1]; a.State != hq.AlarmSettled || a.Count != 4 || a.Opened != 1 || a.End.By != hq.Itself {
		t.Errorf("four troubles, settled: %+v", a)
	}
	must(t, h.Raise(ctx, two))
	if a, err := h.Alarm(ctx, two.AlarmID()); err != nil || a.State != hq.AlarmOpen || a.Count != 1 || a.Opened != 2 {
		t.Errorf("opened again: %+v, %v", a, err)
	}
	must(t, h.Calm(ctx, two, "gone again"))
	must(t, h.ForgetAlarms(ctx, time.Now().Add(time.Minute)))
	if got, err := h.Alarms(ctx); err != nil || len(got) != 1 || got[0].Reason != hq.AlarmBooks {
		t.Errorf("what is settled was to be forgotten: %+v, %v", got, err)
	}
}
