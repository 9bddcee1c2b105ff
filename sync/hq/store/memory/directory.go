package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// directory is who the kiosks are, and what HQ wants of them.
type directory struct {
	codes    map[string]hq.Code
	keys     []hq.Key
	settings []hq.Settings
	noted    []settingsNote
	commands []command
}

type settingsNote struct {
	kiosk string
	hq.SettingsNote
}

type command struct {
	kiosk string
	hq.CommandNote
}

// AddCode implements [hq.Directory].
func (s *Store) AddCode(_ context.Context, c hq.Code) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir.codes == nil {
		s.dir.codes = map[string]hq.Code{}
	}
	s.dir.codes[c.Hash] = c
	return nil
}

// Enrol implements [hq.Directory].
func (s *Store) Enrol(_ context.Context, hash string, k hq.Key) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.dir.codes[hash]
	if !ok || !k.Added.Before(c.Expires) {
		return "", hq.ErrCode
	}
	delete(s.dir.codes, hash)
	k.Kiosk = c.Kiosk
	return c.Kiosk, s.addKeyLocked(k)
}

// AddKey implements [hq.Directory].
func (s *Store) AddKey(_ context.Context, k hq.Key) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addKeyLocked(k)
}

func (s *Store) addKeyLocked(k hq.Key) error {
	if slices.ContainsFunc(s.dir.keys, func(old hq.Key) bool { return old.Name == k.Name }) {
		return hq.ErrExists
	}
	s.dir.keys = append(s.dir.keys, k)
	return nil
}

// Keys implements [hq.Directory].
func (s *Store) Keys(_ context.Context, kiosk string) ([]hq.Key, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.dir.keys), func(k hq.Key) bool { return k.Kiosk != kiosk }), nil
}

// Revoke implements [hq.Directory].
func (s *Store) Revoke(_ context.Context, kiosk, name, reason string, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, k := range s.dir.keys {
		if k.Kiosk == kiosk && k.Name == name {
			s.dir.keys[i].Revoked, s.dir.keys[i].Reason = at, reason
			return nil
		}
	}
	return hq.ErrNotFound
}

// PutSettings implements [hq.Directory].
func (s *Store) PutSettings(_ context.Context, d hq.Settings) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.dir.settings, func(old hq.Settings) bool { return old.Version == d.Version }) {
		return hq.ErrExists
	}
	s.dir.settings = append(s.dir.settings, d)
	return nil
}

// NewestSettings implements [hq.Directory].
func (s *Store) NewestSettings(_ context.Context, kiosk string) (hq.Settings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var newest hq.Settings
	for _, d := range s.dir.settings {
		if d.IsFor(kiosk) && d.Version > newest.Version {
			newest = d
		}
	}
	if newest.Version == 0 {
		return newest, hq.ErrNotFound
	}
	return newest, nil
}

// NoteSettings implements [hq.Directory].
func (s *Store) NoteSettings(_ context.Context, kiosk string, r wire.SettingsResult, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := settingsNote{kiosk, hq.SettingsNote{SettingsResult: r, At: at}}
	i := slices.IndexFunc(s.dir.noted, func(old settingsNote) bool {
		return old.kiosk == kiosk && old.Version == r.Version && old.Hash == r.Hash
	})
	if i < 0 {
		s.dir.noted = append(s.dir.noted, n)
	} else {
		s.dir.noted[i] = n
	}
	return nil
}

// SettingsAt implements [hq.Directory].
func (s *Store) SettingsAt(_ context.Context, kiosk string) ([]hq.SettingsNote, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []hq.SettingsNote
	for _, n := range s.dir.noted {
		if n.kiosk == kiosk {
			all = append(all, n.SettingsNote)
		}
	}
	slices.SortStableFunc(all, func(a, b hq.SettingsNote) int { return cmp.Compare(b.Version, a.Version) })
	return all, nil
}

// PutCommand implements [hq.Directory].
func (s *Store) PutCommand(_ context.Context, kiosk string, c wire.Command, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.dir.commands, func(old command) bool { return old.kiosk == kiosk && old.ID == c.ID }) {
		return hq.ErrExists
	}
	s.dir.commands = append(s.dir.commands, command{kiosk, hq.CommandNote{Command: c, Added: at}})
	return nil
}

// GiveCommand implements [hq.Directory].
func (s *Store) GiveCommand(_ context.Context, kiosk, id, life string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.dir.commands {
		if c := &s.dir.commands[i]; c.kiosk == kiosk && c.ID == id {
			c.Given = cmp.Or(c.Given, life)
			return c.Given, nil
		}
	}
	return "", hq.ErrNotFound
}

// NoteCommand implements [hq.Directory].
func (s *Store) NoteCommand(_ context.Context, kiosk string, r wire.CommandResult, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.dir.commands {
		if c := &s.dir.commands[i]; c.kiosk == kiosk && c.ID == r.ID {
			c.State, c.Output, c.Reason, c.At = r.State, slices.Clone(r.Output), r.Reason, at
			return nil
		}
	}
	return hq.ErrNotFound
}

// Commands implements [hq.Directory].
func (s *Store) Commands(_ context.Context, kiosk string, limit int) ([]hq.CommandNote, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []hq.CommandNote
	for _, c := range slices.Backward(s.dir.commands) {
		if c.kiosk == kiosk && len(all) < limit {
			all = append(all, c.CommandNote)
		}
	}
	return all, nil
}
