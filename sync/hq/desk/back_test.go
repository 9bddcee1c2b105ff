package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

// TestGoesBackByItself: HQ stops a roll-out and offers the way back, signed beforehand,
// to the kiosks that it had reached, and to no other.
func TestGoesBackByItself(t *testing.T) {
	story(t, func(o *office) {
		o.fleet(20)
		ctx := o.Context()
		back := o.signed(3, `,"store":{"name":"as before"}`)
		r, err := o.Begin(ctx, o.kim, o.signed(2, ""), desk.Stage{Percent: 10, Back: &back})
		o.must(err)
		o.note(r.Offered[0], 2, wire.SettingsRolledBack)
		go func() { _ = o.Desk.Run(ctx) }()
		time.Sleep(time.Minute)
		if was, err := o.Rollout(ctx, 2); was.State != desk.RolloutStopped || err != nil {
			o.Errorf("%+v, %v", was, err)
		}
		way, err := o.Rollout(ctx, 3)
		if err != nil || fmt.Sprint(way.Offered) != fmt.Sprint(r.Offered) || way.By != desk.Watcher || o.offered(3) != len(r.Offered) {
			o.Errorf("%+v, %v, want %v", way, err, r.Offered)
		}
		a, err := o.HQ.Alarm(ctx, hq.Trouble{Reason: hq.AlarmRollout, About: "version 2"}.AlarmID())
		if err != nil || a.State != hq.AlarmSettled || !strings.Contains(a.End.Note, "version 3 takes") {
			o.Errorf("%+v, %v", a, err)
		}
	})
}

// TestWayBack: what kiosks would not take is refused before it is needed; a person can
// go it, too.
func TestWayBack(t *testing.T) {
	story(t, func(o *office) {
		o.fleet(10)
		ctx := o.Context()
		older, forged := o.signed(1, ""), o.signed(3, "")
		forged.Document = []byte(strings.Replace(string(forged.Document), "3", "4", 1))
		forged.Version = 4
		_, err := o.Begin(ctx, o.kim, o.signed(2, ""), desk.Stage{Percent: 10, Back: &older})
		o.refused(err, people.ErrInput, "later ones only")
		_, err = o.Begin(ctx, o.kim, o.signed(2, ""), desk.Stage{Percent: 10, Back: &forged})
		o.refused(err, people.ErrInput, "signature")
		back := o.signed(3, "")
		_, err = o.Begin(ctx, o.kim, o.signed(2, ""), desk.Stage{Percent: 100, Back: &back})
		o.must(err)
		_, err = o.GoBack(ctx, o.kim, 2)
		o.refused(err, people.ErrInput, "running")
		o.must(o.Stop(ctx, o.kim, 2, "the tea is too cheap"))
		way, err := o.GoBack(ctx, o.kim, 2)
		if err != nil || way.Version != 3 || way.Percent != 100 {
			o.Errorf("%+v, %v", way, err)
		}
		o.must(o.Stop(ctx, o.kim, 3, "enough"))
		_, err = o.GoBack(ctx, o.kim, 3)
		o.refused(err, people.ErrInput, "without a way back")
	})
}
