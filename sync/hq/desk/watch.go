package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

// How roll-outs are watched.
const (
	watchEvery = 5 * time.Second
	sickFor    = time.Minute      // before fewer kiosks that are well stop a roll-out
	doneAfter  = 24 * time.Hour   // with all kiosks
	lately     = 90 * time.Second // a kiosk says every half minute how it is
)

// Watcher is who stops a roll-out by itself, in the audit.
const Watcher = "roll-out watch"

// Run watches roll-outs, kiosks and uploads, and tells others what happens, until the context
// ends. What goes wrong is logged and tried again: a roll-out that is not watched does
// no harm that a person cannot see.
func (d *Desk) Run(ctx context.Context) error {
	var group errgroup.Group
	group.Go(func() error { return d.watchAll(ctx) })
	group.Go(func() error { return d.Bills.Run(ctx) })
	group.Go(func() error { return d.Webhooks.Run(ctx, d.HQ.Raise, d.HQ.Ring) })
	return group.Wait()
}

func (d *Desk) watchAll(ctx context.Context) error {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	sick := map[uint64]time.Time{} // since when too few kiosks are well
	guard := guard{d: d, began: time.Now()}
	for {
		changed := d.HQ.Changed()
		if err := d.watch(ctx, sick); err != nil && ctx.Err() == nil {
			d.Log.Error("hq: roll-outs are not watched", "err", err)
		}
		if err := guard.look(ctx); err != nil && ctx.Err() == nil {
			d.Log.Error("hq: kiosks are not watched", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-changed:
			if !sleep(ctx, watchEvery/10) { // changes come in swarms
				return nil
			}
		}
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (d *Desk) watch(ctx context.Context, sick map[uint64]time.Time) error {
	all, err := d.Rollouts(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.State == RolloutRunning {
			err = errors.Join(err, d.watchOne(ctx, r, sick))
		}
	}
	return err
}

func (d *Desk) watchOne(ctx context.Context, r Rollout, sick map[uint64]time.Time) error {
	p, err := d.Progress(ctx, r)
	if err != nil {
		return err
	}
	why := p.Failing()
	if why == "" {
		why = tooFewFor(r.Version, p.TooFew(), sick)
	}
	switch {
	case why != "":
		who := people.Who{Name: Watcher, Role: people.Operator, Scopes: []people.Scope{people.Settings}}
		d.Log.Warn("hq: a roll-out is stopped", "version", r.Version, "why", why)
		if err := d.Stop(ctx, who, r.Version, why); err != nil {
			return unlessInput(err) // another process was quicker
		}
		err := d.HQ.Raise(ctx, hq.Trouble{Reason: hq.AlarmRollout, About: versionText(r.Version), Detail: why})
		return errors.Join(err, d.backByItself(ctx, who, r))
	case r.Percent == 100 && time.Since(r.Since) > doneAfter:
		_, err = d.rollouts.Change(ctx, rolloutName(r.Version), func(r *Rollout) error { r.State = RolloutDone; return nil })
	}
	return err
}

func unlessInput(err error) error {
	if errors.Is(err, people.ErrInput) {
		return nil
	}
	return err
}

// tooFewFor lets kiosks be away for a moment: they restart.
func tooFewFor(version uint64, why string, sick map[uint64]time.Time) string {
	since, was := sick[version]
	switch {
	case why == "":
		delete(sick, version)
	case !was:
		sick[version] = time.Now()
	case time.Since(since) >= sickFor:
		return why
	}
	return ""
}

// Progress is how far a roll-out has come.
type Progress struct {
	Rollout Rollout    `json:"rollout"`
	Kiosks  []AtKiosk  `json:"kiosks"` // that were offered it and that HQ knows
	Counts  StateCount `json:"counts"`
	WellNow int        `json:"well_now"`
}

// AtKiosk is what became of a document at one kiosk.
type AtKiosk struct {
	Kiosk  string    `json:"kiosk"`
	State  string    `json:"state"` // empty until it has said something
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Well   bool      `json:"well"`
}

// StateCount counts kiosks by what became of a document there.
type StateCount struct {
	Open       int `json:"open"` // has not heard of it
	Waiting    int `json:"waiting"`
	Applied    int `json:"applied"`
	Healthy    int `json:"healthy"`
	Refused    int `json:"refused"`
	RolledBack int `json:"rolled_back"`
}

func (c *StateCount) add(state string) {
	switch state {
	case wire.SettingsWaiting:
		c.Waiting++
	case wire.SettingsApplied:
		c.Applied++
	case wire.SettingsHealthy:
		c.Healthy++
	case wire.SettingsRefused:
		c.Refused++
	case wire.SettingsRolledBack:
		c.RolledBack++
	default:
		c.Open++
	}
}

// Progress looks how far a roll-out has come.
func (d *Desk) Progress(ctx context.Context, r Rollout) (Progress, error) {
	fleet, err := d.HQ.Kiosks(ctx)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Rollout: r}
	well := wellOf(fleet, r.Offered)
	for _, id := range candidates(r.Offered, fleet) {
		notes, err := d.HQ.Store.SettingsAt(ctx, id)
		if err != nil {
			return p, err
		}
		at := AtKiosk{Kiosk: id, Well: slices.Contains(well, id)}
		for _, n := range notes {
			if n.Version == r.Version {
				at.State, at.Reason, at.At = n.State, n.Reason, n.At
			}
		}
		p.Kiosks = append(p.Kiosks, at)
		p.Counts.add(at.State)
	}
	p.WellNow = len(well)
	return p, nil
}

// Failing says which kiosk could not keep the document, if one could not.
func (p Progress) Failing() string {
	for _, k := range p.Kiosks {
		switch k.State {
		case wire.SettingsRefused:
			return fmt.Sprintf("%s refused it: %s", k.Kiosk, k.Reason)
		case wire.SettingsRolledBack:
			return fmt.Sprintf("%s went back to what it had: %s", k.Kiosk, k.Reason)
		}
	}
	return ""
}

// TooFew says that fewer kiosks are well than when this stage began: more than one
// in ten fewer, and more than one.
func (p Progress) TooFew() string {
	lost := p.Rollout.Well - p.WellNow
	if lost <= 1 || lost*10 <= p.Rollout.Well {
		return ""
	}
	return fmt.Sprintf("%d of %d kiosks that were well before are not now", lost, p.Rollout.Well)
}

// wellOf returns the kiosks that are there with their pad.
func wellOf(fleet []hq.Kiosk, offered []string) (ids []string) {
	for _, k := range fleet {
		here := k.Connected || time.Since(k.LastSeen) < lately
		if here && k.Status != nil && k.Status.Pad.Up && (hq.Settings{For: offered}).IsFor(k.ID) {
			ids = append(ids, k.ID)
		}
	}
	return ids
}
