package settings

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"kioskd/sync/wire"
)

// adopt applies a document when no payment is open, and watches it.
func (m *Manager) adopt(ctx context.Context, s *slot) {
	err := m.o.Idle(ctx, func(ctx context.Context) error {
		return m.apply(ctx, s, sick(m.health(ctx)))
	})
	switch {
	case ctx.Err() != nil:
		// The next run goes on from what is on disk.
	case err != nil && m.kept.Applied.hash() != s.hash():
		m.refuse(s, err)
	case err != nil:
		m.rollBack(ctx, err)
	default:
		m.o.Log.Info("settings applied", "version", s.version())
		m.o.Tell(*m.kept.Result)
		m.watch(ctx, m.o.Patience)
	}
}

// apply takes a document into use. That it does so is on disk before, and which
// parts did not work then: a restart in the middle of the watch cannot tell any
// more.
func (m *Manager) apply(ctx context.Context, s *slot, sick []string) error {
	err := m.keep(func(k *kept) {
		k.Applied, k.Starts, k.Sick = s, 0, sick
		k.Result = resultOf(s, wire.SettingsApplied, s.version(), nil)
	})
	if err != nil {
		return err
	}
	return m.applyAll(ctx, s.document())
}

func (m *Manager) applyAll(ctx context.Context, doc Document) error {
	for _, p := range m.o.Parts {
		if err := p.Apply(ctx, doc); err != nil {
			return blamePart(p, fmt.Errorf("apply: %w", err))
		}
	}
	return nil
}

// health asks every part, and returns what is wrong with those that do not work.
func (m *Manager) health(ctx context.Context) map[string]error {
	bad := map[string]error{}
	for _, p := range m.o.Parts {
		if err := p.Healthy(ctx); err != nil {
			bad[p.Name()] = err
		}
	}
	return bad
}

// sick names the parts that do not work.
func sick(health map[string]error) []string { return slices.Sorted(maps.Keys(health)) }

// watch keeps the document in force if nothing is worse for longer than there is
// patience. What did not work before does not count against it.
func (m *Manager) watch(ctx context.Context, patience time.Duration) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	end := time.Now().Add(m.o.Watch)
	since := map[string]time.Time{}
	for {
		select {
		case <-ctx.Done():
			return
		case offer := <-m.offers:
			m.consider(ctx, offer)
			continue
		case <-tick.C:
		}
		if err := m.worse(m.health(ctx), since, patience); err != nil {
			m.rollBack(ctx, err)
			return
		}
		if time.Now().Before(end) || len(since) > 0 {
			continue
		}
		if err := m.settle(); err == nil {
			return
		}
		end = time.Now().Add(noteAgain)
	}
}

// noteAgain is after how long it is tried again to note what the disk did not take.
const noteAgain = 15 * time.Second

// worse returns what has been worse than before for too long. It keeps account
// in since.
func (m *Manager) worse(now map[string]error, since map[string]time.Time, patience time.Duration) error {
	for _, p := range m.o.Parts {
		name := p.Name()
		if now[name] == nil || slices.Contains(m.kept.Sick, name) {
			delete(since, name)
		} else if since[name].IsZero() {
			since[name] = time.Now()
		}
	}
	for _, name := range slices.Sorted(maps.Keys(since)) {
		if time.Since(since[name]) >= patience {
			return Blame(name, fmt.Errorf("worked before and does not with these settings: %w", now[name]))
		}
	}
	return nil
}

// settle keeps the document in force for good.
func (m *Manager) settle() error {
	err := m.keep(func(k *kept) {
		k.Healthy, k.Starts, k.Sick = k.Applied, 0, nil
		k.Result = resultOf(k.Applied, wire.SettingsHealthy, k.Applied.version(), nil)
	})
	if err != nil {
		m.o.Log.Error("settings work, and that could not be noted; it is tried again", "err", err)
		return err
	}
	m.o.Log.Info("settings are healthy", "version", m.kept.Applied.version())
	m.o.Tell(*m.kept.Result)
	return nil
}

// rollBack brings the last healthy document back, or the kiosk's own file.
func (m *Manager) rollBack(ctx context.Context, cause error) {
	m.o.Log.Error("settings rolled back", "version", m.kept.Applied.version(), "to", m.kept.Healthy.version(), "err", cause)
	err := m.o.Idle(ctx, func(ctx context.Context) error {
		return errors.Join(m.noteRollBack(cause), m.applyAll(ctx, m.kept.Healthy.document()))
	})
	if err != nil {
		m.o.Log.Error("rolling back settings", "err", err)
	}
	if ctx.Err() == nil {
		m.o.Tell(*m.kept.Result)
	}
}

// noteRollBack makes the last healthy document the one in force: in memory even
// when the disk takes nothing, because a bad document must not stay for that.
func (m *Manager) noteRollBack(cause error) error {
	change := func(k *kept) {
		k.Result = resultOf(k.Applied, wire.SettingsRolledBack, k.Healthy.version(), cause)
		k.Applied, k.Starts, k.Sick = k.Healthy, 0, nil
	}
	err := m.keep(change)
	if err != nil {
		change(&m.kept)
		m.unsaved = true
		m.share()
	}
	return err
}

// saveAgain returns a channel that says when to try again to save what is kept; nil
// if that is on disk.
func (m *Manager) saveAgain() <-chan time.Time {
	if !m.unsaved {
		return nil
	}
	return time.After(noteAgain)
}

func (m *Manager) save() {
	if err := m.keep(func(*kept) {}); err != nil {
		m.o.Log.Error("settings that were rolled back could not be noted; it is tried again", "err", err)
	}
}
