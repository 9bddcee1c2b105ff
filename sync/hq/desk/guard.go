package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
)

// How kiosks are watched.
const (
	// SilentAfter is for how long nothing may be heard of a kiosk, if nobody says
	// otherwise.
	SilentAfter = 15 * time.Minute

	waitingFor = time.Hour           // a fact waits no longer at a kiosk that is connected
	lookEvery  = 15 * time.Second    // at the fleet
	keepAlarms = 90 * 24 * time.Hour // that are settled; the audit keeps who did what
)

// guard raises alarms about kiosks that say nothing, or cannot upload what they have,
// and settles them when they do. Every HQ process has one, which does no harm: the
// same thing seen twice is one.
type guard struct {
	d        *Desk
	began    time.Time // nobody was silent to us before
	last     time.Time // look at the fleet
	forgetAt time.Time
}

func (g *guard) look(ctx context.Context) error {
	now := time.Now()
	if now.Sub(g.last) < lookEvery {
		return nil
	}
	g.last = now
	fleet, err := g.d.HQ.Kiosks(ctx)
	if err != nil {
		return err
	}
	alarms, err := g.d.HQ.Alarms(ctx)
	if err != nil {
		return err
	}
	known := map[string]hq.Alarm{}
	for _, a := range alarms {
		known[a.ID] = a
	}
	for _, k := range fleet {
		err = errors.Join(err, g.silent(ctx, k, known), g.waiting(ctx, k, known))
	}
	if now.After(g.forgetAt) {
		g.forgetAt = now.Add(time.Hour)
		err = errors.Join(err, g.d.HQ.ForgetAlarms(ctx, now.Add(-keepAlarms)))
	}
	return err
}

// silent looks when a kiosk was heard last. While HQ itself was away, nobody was
// heard; that is no fault of the kiosks.
func (g *guard) silent(ctx context.Context, k hq.Kiosk, known map[string]hq.Alarm) error {
	t := hq.Trouble{Kiosk: k.ID, Reason: hq.AlarmSilent, Mark: k.LastSeen.UTC().Format(time.RFC3339Nano)}
	heard := k.LastSeen
	if heard.Before(g.began) {
		heard = g.began
	}
	switch {
	case k.Connected || time.Since(k.LastSeen) < lately:
		return g.calm(ctx, t, known, "the kiosk is heard again")
	case g.d.SilentAfter < 0 || time.Since(heard) <= g.d.SilentAfter:
		return nil
	}
	t.Detail = fmt.Sprintf("nothing was heard since %s: look whether it has power and a line", k.LastSeen.UTC().Format("2006-01-02 15:04 UTC"))
	return g.raise(ctx, t, known)
}

// waiting looks at what a kiosk that is connected cannot get rid of.
func (g *guard) waiting(ctx context.Context, k hq.Kiosk, known map[string]hq.Alarm) error {
	t := hq.Trouble{Kiosk: k.ID, Reason: hq.AlarmWaiting}
	if k.Status == nil {
		return nil
	}
	w := k.Status.Waiting
	switch {
	case w.Count == 0 || time.Since(w.Oldest) < waitingFor:
		return g.calm(ctx, t, known, "everything has been uploaded")
	case !k.Connected || w.Oldest.IsZero():
		return nil // silence has an alarm of its own
	}
	t.Mark = w.Oldest.UTC().Format(time.RFC3339Nano)
	t.Detail = fmt.Sprintf("%d facts wait at the kiosk although it is connected, the oldest since %s: look into its quarantine with kioskd queue list",
		w.Count, w.Oldest.UTC().Format("2006-01-02 15:04 UTC"))
	return g.raise(ctx, t, known)
}

// raise opens an alarm that is not open, unless a person has settled it over this very
// trouble.
func (g *guard) raise(ctx context.Context, t hq.Trouble, known map[string]hq.Alarm) error {
	if a, is := known[t.AlarmID()]; is && (a.Waits() || a.Mark == t.Mark) {
		return nil
	}
	return g.d.HQ.Raise(ctx, t)
}

// calm settles an alarm, if there is one that waits.
func (g *guard) calm(ctx context.Context, t hq.Trouble, known map[string]hq.Alarm, note string) error {
	if a, is := known[t.AlarmID()]; !is || !a.Waits() {
		return nil
	}
	return g.d.HQ.Calm(ctx, t, note)
}
