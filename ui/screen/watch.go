package screen

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// How the page is watched.
const (
	lookEvery = 250 * time.Millisecond

	// first is how long a browser may take to show the page. Small machines with
	// slow disks take ten seconds for a new profile.
	first = 30 * time.Second

	// hush is how long a page that has shown itself may be silent. The page beats
	// twice a second, so three beats are missing then.
	hush = 1500 * time.Millisecond

	// drowsy is how late a look may be before the machine counts as too busy to
	// judge a page by that time.
	drowsy = 250 * time.Millisecond

	// away is how long the screen may be somewhere that does not show itself: a
	// page of the browser's own about an error, or somebody else's.
	away = 5 * time.Minute
)

// Why a browser is started anew.
var (
	errHung  = errors.New("the page does not show itself any more")
	errNight = errors.New("it is time for the daily restart, and nobody is there")
)

// watch returns why a browser has to be started anew: it has ended, its page has
// fallen silent, or it is time. An agent that cannot be asked is no reason: the
// page says so by itself, and goes on when the agent is back.
func (k *Keeper) watch(ctx context.Context, b *browser) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	w := vigil{since: time.Now(), heard: time.Now()}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-b.ended:
			b.gone = true
			return fmt.Errorf("the browser has ended: %w", err)
		case <-tick.C:
		}
		p, err := k.agent.presence(ctx)
		if err := w.look(p, err, time.Now()); err != nil {
			return err
		}
		if p.Idle && err == nil && k.due(w.since, time.Now()) {
			return errNight
		}
	}
}

func (k *Keeper) due(since, now time.Time) bool {
	return k.o.Restart != nil && since.Before(k.o.Restart(now))
}

// vigil is what is remembered of a page that is watched.
type vigil struct {
	since time.Time // the browser was started
	last  time.Time // look
	heard time.Time // a beat, or an agent that could not be asked
	beats uint64
	alive bool // it has beaten since the browser was started
	begun bool // the count before is known
	away  bool
	mute  bool // a web app is shown that has not beaten; an agent that was started anew does not know that
}

// look takes what the agent says of the page, and returns why the browser has to
// be started anew, or nil.
func (v *vigil) look(p Presence, unasked error, now time.Time) error {
	late := v.slept(now)
	if unasked != nil {
		v.heard = now
		return nil
	}
	v.hear(p, now)
	if v.mute {
		v.heard = now // only the browser's own end can be seen
		return nil
	}
	if v.heard = v.heard.Add(late); v.heard.After(now) {
		v.heard = now
	}
	limit := hush
	switch {
	case !v.alive:
		limit = first
	case v.away:
		limit = away
	}
	if silent := now.Sub(v.heard); silent > limit {
		return fmt.Errorf("%w: for %s", errHung, silent.Round(100*time.Millisecond))
	}
	return nil
}

// hear takes a beat, or that there is none to be heard.
func (v *vigil) hear(p Presence, now time.Time) {
	if p.Beats != v.beats {
		v.alive = v.alive || v.begun
		v.heard, v.beats, v.away = now.Add(-time.Duration(p.Quiet)*time.Millisecond), p.Beats, p.Away
	}
	v.begun, v.mute = true, p.Mute || v.mute && p.Beats == 0
}

// slept returns for how long the machine was too busy for us, and so perhaps for
// the page.
func (v *vigil) slept(now time.Time) time.Duration {
	last := v.last
	v.last = now
	if late := now.Sub(last) - lookEvery; !last.IsZero() && late > drowsy {
		return late
	}
	return 0
}
