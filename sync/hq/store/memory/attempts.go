package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kioskd/sync/hq/pg"
)

var _ pg.Store = (*Store)(nil)

// phones is what payments by phone leave behind. Attempts are kept as rows, so that
// nobody shares what they hold.
type phones struct {
	ids   []string // in the order in which they began
	rows  map[string]pg.Row
	heard map[string]pg.Heard
}

// BeginAttempt implements [pg.Store].
func (s *Store) BeginAttempt(_ context.Context, a pg.Attempt) (pg.Attempt, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.attemptsLocked(func(b pg.Attempt) bool { return a.Kiosk == b.Kiosk && a.Key == b.Key })
	if err != nil {
		return a, false, err
	}
	if slices.ContainsFunc(all, func(b pg.Attempt) bool { return b.State.Blocks() || b.Number == a.Number }) {
		return pg.Known(all, a.Number)
	}
	a.Version = 1
	if s.phones.rows == nil {
		s.phones.rows = map[string]pg.Row{}
	}
	s.phones.ids = append(s.phones.ids, a.ID)
	s.phones.rows[a.ID], err = pg.RowOf(a)
	return a, false, err
}

func (s *Store) attemptsLocked(wanted func(pg.Attempt) bool) ([]pg.Attempt, error) {
	var all []pg.Attempt
	for _, id := range s.phones.ids {
		a, err := s.phones.rows[id].Attempt()
		if err != nil {
			return nil, err
		}
		if wanted(a) {
			all = append(all, a)
		}
	}
	return all, nil
}

// SaveAttempt implements [pg.Store].
func (s *Store) SaveAttempt(_ context.Context, a pg.Attempt) (pg.Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phones.rows[a.ID].Version != int64(a.Version) {
		return a, pg.ErrStale
	}
	a.Version++
	r, err := pg.RowOf(a)
	if err == nil {
		s.phones.rows[a.ID] = r
	}
	return a, err
}

// AttemptBy implements [pg.Store].
func (s *Store) AttemptBy(_ context.Context, n pg.Name) (pg.Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.attemptsLocked(n.Matches)
	if err == nil && len(all) == 0 {
		err = pg.ErrNotFound
	}
	if err != nil {
		return pg.Attempt{}, err
	}
	return all[0], nil
}

// AttemptsOf implements [pg.Store].
func (s *Store) AttemptsOf(_ context.Context, kiosk, key string) ([]pg.Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.attemptsLocked(func(a pg.Attempt) bool { return a.Kiosk == kiosk && a.Key == key })
	slices.SortFunc(all, func(a, b pg.Attempt) int { return b.Number - a.Number })
	return all, err
}

// Attempts implements [pg.Store].
func (s *Store) Attempts(_ context.Context, f pg.Filter) ([]pg.Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.attemptsLocked(func(a pg.Attempt) bool { return f.Wants(a) || a.ID == f.After })
	slices.SortFunc(all, func(a, b pg.Attempt) int {
		return cmp.Or(cmp.Compare(pg.Millis(b.Began), pg.Millis(a.Began)), cmp.Compare(b.ID, a.ID))
	})
	if err == nil && f.After != "" {
		last := slices.IndexFunc(all, func(a pg.Attempt) bool { return a.ID == f.After })
		if last < 0 {
			return nil, pg.ErrNotFound
		}
		all = all[last+1:]
	}
	return all[:min(f.Size(), len(all))], err
}

// ClaimAttempts implements [pg.Store].
func (s *Store) ClaimAttempts(_ context.Context, due, later time.Time, limit int) ([]pg.Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []pg.Attempt
	for _, id := range s.phones.ids {
		r := s.phones.rows[id]
		if r.Due == 0 || r.Due > due.UnixMilli() {
			continue // most of the time all of them
		}
		a, err := r.Attempt()
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b pg.Attempt) int { return a.Due.Compare(b.Due) })
	all = all[:min(limit, len(all))]
	for i := range all {
		all[i].Due = time.UnixMilli(later.UnixMilli()).UTC()
		s.dueLocked(all[i].ID, later)
	}
	return all, nil
}

func (s *Store) dueLocked(id string, due time.Time) {
	r := s.phones.rows[id]
	r.Due = due.UnixMilli()
	s.phones.rows[id] = r
}

// RouseAttempts implements [pg.Store].
func (s *Store) RouseAttempts(_ context.Context, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, r := range s.phones.rows {
		if r.Due != 0 {
			s.dueLocked(id, now)
		}
	}
	return nil
}

// KeepHeard implements [pg.Store].
func (s *Store) KeepHeard(_ context.Context, provider, name string, h pg.Heard) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phones.heard == nil {
		s.phones.heard = map[string]pg.Heard{}
	}
	id := provider + " " + name
	if _, known := s.phones.heard[id]; known {
		return false, nil
	}
	s.phones.heard[id] = h
	return true, nil
}
