package desk

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/said"
	"kioskd/sync/wire"
)

// Rollout is a settings document on its way to the kiosks that it is for.
type Rollout struct {
	Version uint64    `json:"version"`
	For     []string  `json:"for"` // as signed
	By      string    `json:"by"`
	Began   time.Time `json:"began"`

	Percent int       `json:"percent"`          // of the kiosks that it is for
	Kiosks  []string  `json:"kiosks,omitempty"` // a group instead, by ids
	Offered []string  `json:"offered"`          // to these; "*" is all of For
	Since   time.Time `json:"since"`            // of this stage
	Well    int       `json:"well"`             // how many of them were well then

	State string `json:"state"`
	Why   string `json:"why,omitempty"` // it stopped

	// Back is a later document, signed beforehand, that takes kiosks back: HQ cannot
	// sign one when it stops the roll-out.
	Back *Signed `json:"back,omitempty"`
}

// States of a roll-out.
const (
	RolloutRunning = "running"
	RolloutStopped = "stopped"
	RolloutDone    = "done" // with all kiosks, for a day
)

// Stage is how far a document goes: to so many percent, or to a group.
type Stage struct {
	Percent int
	Kiosks  []string
	Back    *Signed // of a first stage; see [Rollout]
}

func rolloutName(version uint64) string { return fmt.Sprintf("%020d", version) }

// Begin offers a signed document to a first stage of kiosks.
func (d *Desk) Begin(ctx context.Context, who people.Who, s Signed, stage Stage) (Rollout, error) {
	if err := d.checkSigned(s); err != nil {
		return Rollout{}, err
	}
	if err := d.checkBack(s, stage.Back); err != nil {
		return Rollout{}, err
	}
	r := Rollout{Version: s.Version, For: s.For, By: who.Name, Began: time.Now().UTC().Truncate(time.Second), State: RolloutRunning, Back: stage.Back}
	r, kiosks, err := d.choose(ctx, r, stage)
	if err != nil {
		return r, err
	}
	doc := hq.Settings{For: kiosks, Added: time.Now().UTC(),
		Settings: wire.Settings{Version: s.Version, Key: s.Key, Signature: s.Signature, Document: s.Document}}
	if _, err := wire.Encode(&doc.Settings); err != nil {
		return r, bad("the document cannot go to kiosks: %v", err)
	}
	err = d.do(ctx, who, people.Settings, act{"settings-offered", versionText(s.Version), r.stage()}, func() error {
		if err := d.HQ.Offer(ctx, doc); err != nil {
			return err
		}
		if err := d.rollouts.Add(ctx, rolloutName(s.Version), r); err != nil {
			return err
		}
		return d.replace(ctx, r)
	})
	if errors.Is(err, hq.ErrExists) {
		err = said.No(hq.ErrExists, "version %d is kept already; sign the next one", s.Version)
	}
	return r, err
}

func versionText(v uint64) string { return "version " + strconv.FormatUint(v, 10) }

func (r Rollout) stage() string {
	if len(r.Kiosks) > 0 {
		return fmt.Sprint("to ", r.Kiosks)
	}
	return fmt.Sprintf("to %d %% of %v", r.Percent, r.For)
}

// Widen offers a document to a further stage, which holds all that were before.
func (d *Desk) Widen(ctx context.Context, who people.Who, version uint64, stage Stage) (Rollout, error) {
	r, err := d.Rollout(ctx, version)
	if err != nil {
		return r, err
	}
	if r.State != RolloutRunning {
		return r, bad("this roll-out is %s: %s", r.State, r.Why)
	}
	if len(stage.Kiosks) == 0 && stage.Percent <= r.Percent {
		return r, bad("%d %% is no more than it has already", stage.Percent)
	}
	wider, kiosks, err := d.choose(ctx, r, stage)
	if err != nil {
		return r, err
	}
	doc, err := d.Document(ctx, version)
	if err != nil {
		return r, err
	}
	err = d.do(ctx, who, people.Settings, act{"settings-widened", versionText(version), wider.stage()}, func() error {
		_, err := d.rollouts.Change(ctx, rolloutName(version), func(now *Rollout) error {
			if now.State != RolloutRunning {
				return bad("this roll-out is %s: %s", now.State, now.Why)
			}
			*now = wider
			return nil
		})
		if err != nil {
			return err
		}
		if err := d.HQ.OfferTo(ctx, doc, kiosks); err != nil {
			return err
		}
		return d.replace(ctx, wider)
	})
	return wider, err
}

// replace ends the roll-outs whose place one takes that is with all its kiosks: no
// kiosk takes an older document any more.
func (d *Desk) replace(ctx context.Context, by Rollout) error {
	all, err := d.Rollouts(ctx)
	if err != nil || by.Percent < 100 {
		return err
	}
	for _, r := range all {
		if r.Version >= by.Version || within(by.For, r.For) != nil {
			continue
		}
		why := fmt.Sprintf("version %d took its place", by.Version)
		if err := d.HQ.Calm(ctx, hq.Trouble{Reason: hq.AlarmRollout, About: versionText(r.Version)}, why); err != nil {
			return err
		}
		if r.State != RolloutRunning {
			continue
		}
		_, err := d.rollouts.Change(ctx, rolloutName(r.Version), func(now *Rollout) error {
			now.State, now.Why = RolloutDone, why
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// choose works out whom a stage adds.
func (d *Desk) choose(ctx context.Context, r Rollout, stage Stage) (Rollout, []string, error) {
	fleet, err := d.HQ.Kiosks(ctx)
	if err != nil {
		return r, nil, err
	}
	r.Kiosks, r.Percent, r.Since = nil, stage.Percent, time.Now().UTC().Truncate(time.Second)
	var kiosks []string
	switch {
	case len(stage.Kiosks) > 0:
		r.Kiosks, r.Percent, kiosks = stage.Kiosks, 0, stage.Kiosks
		if err := within(r.For, kiosks); err != nil {
			return r, nil, err
		}
	case stage.Percent < 1 || stage.Percent > 100:
		return r, nil, bad("%d %% is not between 1 and 100", stage.Percent)
	case stage.Percent == 100:
		kiosks = r.For
	default:
		if kiosks = first(candidates(r.For, fleet), r.Version, stage.Percent); len(kiosks) == 0 {
			return r, nil, bad("HQ knows none of the kiosks that the document is for yet; offer it to 100 %% and they get it when they come")
		}
	}
	r.Offered = append(slices.Clone(r.Offered), kiosks...)
	slices.Sort(r.Offered)
	r.Offered = slices.Compact(r.Offered)
	r.Well = len(wellOf(fleet, r.Offered))
	return r, kiosks, nil
}

// within refuses kiosks that a document is not for.
func within(signed, kiosks []string) error {
	for _, id := range kiosks {
		if !(hq.Settings{For: signed}).IsFor(id) {
			return bad("the document is not for %s, but for %v", id, signed)
		}
	}
	return nil
}

func candidates(signed []string, fleet []hq.Kiosk) (ids []string) {
	for _, k := range fleet {
		if (hq.Settings{For: signed}).IsFor(k.ID) {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

// first returns so many percent of kiosks, at least one if there are any: always
// the same ones for a version, so that a further stage holds them all, and others
// for another version, so that it is not always the same shop that tries.
func first(ids []string, version uint64, percent int) []string {
	place := func(id string) uint64 {
		h := fnv.New64a()
		_, _ = fmt.Fprint(h, version, " ", id) // a hash takes everything
		return h.Sum64()
	}
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b string) int {
		if place(a) < place(b) {
			return -1
		}
		return 1
	})
	return ids[:(len(ids)*percent+99)/100]
}

// Rollouts returns all roll-outs, the newest first.
func (d *Desk) Rollouts(ctx context.Context) ([]Rollout, error) {
	kept, err := d.rollouts.All(ctx)
	all := make([]Rollout, len(kept))
	for i, k := range kept {
		all[len(kept)-1-i] = k.Value
	}
	return all, err
}

// Rollout returns one roll-out, or [hq.ErrNotFound]. A document from before there
// were roll-outs went to all its kiosks at once.
func (d *Desk) Rollout(ctx context.Context, version uint64) (Rollout, error) {
	k, err := d.rollouts.Get(ctx, rolloutName(version))
	if !errors.Is(err, hq.ErrNotFound) {
		return k.Value, err
	}
	doc, err := d.Document(ctx, version)
	return Rollout{Version: version, For: doc.For, Began: doc.Added, Percent: 100, Offered: doc.For, Since: doc.Added, State: RolloutDone}, err
}

// Stop stops a roll-out: whoever has not heard of the document will not.
func (d *Desk) Stop(ctx context.Context, who people.Who, version uint64, why string) error {
	if err := wants(bad("say why, in the reason"), why); err != nil {
		return err
	}
	if _, err := d.Rollout(ctx, version); err != nil {
		return err
	}
	return d.do(ctx, who, people.Settings, act{"settings-stopped", versionText(version), why}, func() error {
		return d.stop(ctx, version, why)
	})
}

func (d *Desk) stop(ctx context.Context, version uint64, why string) error {
	r, err := d.rollouts.Change(ctx, rolloutName(version), func(r *Rollout) error {
		if r.State != RolloutRunning {
			return bad("this roll-out is %s already", r.State)
		}
		r.State, r.Why = RolloutStopped, why
		return nil
	})
	if err != nil {
		return err
	}
	var unheard []string
	for _, id := range r.Offered {
		notes, err := d.HQ.Store.SettingsAt(ctx, id)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(notes, func(n hq.SettingsNote) bool { return n.Version == version }) {
			unheard = append(unheard, id)
		}
	}
	return d.HQ.Store.Withdraw(ctx, version, unheard)
}
