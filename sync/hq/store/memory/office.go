package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"kioskd/sync/hq"
)

// office is what people at HQ work with.
type office struct {
	records []hq.Record // by kind and name
	audit   []hq.AuditLine
}

func byName(a, b hq.Record) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

// Record implements [hq.Office].
func (s *Store) Record(_ context.Context, kind, name string) (hq.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := slices.BinarySearchFunc(s.office.records, hq.Record{Kind: kind, Name: name}, byName)
	if !found {
		return hq.Record{}, hq.ErrNotFound
	}
	return s.office.records[i], nil
}

// Records implements [hq.Office].
func (s *Store) Records(_ context.Context, kind string) ([]hq.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []hq.Record
	for _, r := range s.office.records {
		if r.Kind == kind {
			all = append(all, r)
		}
	}
	return all, nil
}

// RecordsAfter implements [hq.Office].
func (s *Store) RecordsAfter(_ context.Context, kind, after string, limit int) ([]hq.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, found := slices.BinarySearchFunc(s.office.records, hq.Record{Kind: kind, Name: after}, byName)
	if found {
		from++
	}
	var page []hq.Record
	for _, r := range s.office.records[from:] {
		if r.Kind != kind || len(page) == limit {
			break
		}
		page = append(page, r)
	}
	return page, nil
}

// Count implements [hq.Office].
func (s *Store) Count(_ context.Context, kind, tag string, most int) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, _ := slices.BinarySearchFunc(s.office.records, hq.Record{Kind: kind}, byName)
	for _, r := range s.office.records[from:] {
		if r.Kind != kind || n == most {
			break
		}
		if r.Tag == tag {
			n++
		}
	}
	return n, nil
}

// PutRecord implements [hq.Office].
func (s *Store) PutRecord(_ context.Context, r hq.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := slices.BinarySearchFunc(s.office.records, r, byName)
	switch {
	case found && r.Version == 0:
		return hq.ErrExists
	case r.Version != 0 && (!found || s.office.records[i].Version != r.Version):
		return hq.ErrChanged
	}
	r.Version, r.Body = r.Version+1, bytes.Clone(r.Body)
	if found {
		s.office.records[i] = r
	} else {
		s.office.records = slices.Insert(s.office.records, i, r)
	}
	return nil
}

// DropRecord implements [hq.Office].
func (s *Store) DropRecord(_ context.Context, kind, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := slices.BinarySearchFunc(s.office.records, hq.Record{Kind: kind, Name: name}, byName)
	if found {
		s.office.records = slices.Delete(s.office.records, i, i+1)
	}
	return nil
}

// AddLine implements [hq.Office].
func (s *Store) AddLine(_ context.Context, l hq.AuditLine) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch next := uint64(len(s.office.audit)) + 1; {
	case l.Seq < next:
		return hq.ErrExists
	case l.Seq > next:
		return hq.ErrGap
	}
	l.Line = bytes.Clone(l.Line)
	s.office.audit = append(s.office.audit, l)
	return nil
}

// Lines implements [hq.Office].
func (s *Store) Lines(_ context.Context, before uint64, limit int) ([]hq.AuditLine, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []hq.AuditLine
	for _, l := range slices.Backward(s.office.audit) {
		if (before == 0 || l.Seq < before) && len(all) < limit {
			all = append(all, l)
		}
	}
	return all, nil
}

// Totals implements [hq.Office].
func (s *Store) Totals(_ context.Context, from, until time.Time, step time.Duration) ([]hq.Total, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sums := map[hq.Total]hq.Total{}
	for _, p := range s.payments {
		if p.Started.Before(from) || !p.Started.Before(until) {
			continue
		}
		like := hq.Total{Step: int(p.Started.Sub(from) / step), Kiosk: p.Kiosk, Method: p.Method, Status: p.Status, Currency: p.Currency, Test: p.Test}
		sum := like
		sum.Count, sum.Amount, sum.Refunded = sums[like].Count+1, sums[like].Amount+p.Amount, sums[like].Refunded+p.Refunded
		sums[like] = sum
	}
	all := make([]hq.Total, 0, len(sums))
	for _, sum := range sums {
		all = append(all, sum)
	}
	slices.SortFunc(all, inOrder)
	return all, nil
}

func inOrder(a, b hq.Total) int {
	return cmp.Or(cmp.Compare(a.Step, b.Step), cmp.Compare(a.Kiosk, b.Kiosk), cmp.Compare(a.Method, b.Method),
		cmp.Compare(a.Status, b.Status), cmp.Compare(a.Currency, b.Currency), falseFirst(a.Test, b.Test))
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Documents implements [hq.Office].
func (s *Store) Documents(_ context.Context, limit int) ([]hq.Settings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.dir.settings)
	slices.SortFunc(all, func(a, b hq.Settings) int { return cmp.Compare(b.Version, a.Version) })
	return all[:min(limit, len(all))], nil
}

// OfferTo implements [hq.Office].
func (s *Store) OfferTo(_ context.Context, version uint64, kiosks []string) error {
	return s.changeOffer(version, func(to []string) []string { return append(to, kiosks...) })
}

// Withdraw implements [hq.Office].
func (s *Store) Withdraw(_ context.Context, version uint64, kiosks []string) error {
	return s.changeOffer(version, func(to []string) []string {
		return slices.DeleteFunc(to, func(id string) bool { return slices.Contains(kiosks, id) })
	})
}

func (s *Store) changeOffer(version uint64, change func([]string) []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.dir.settings, func(d hq.Settings) bool { return d.Version == version })
	if i < 0 {
		return hq.ErrNotFound
	}
	to := change(slices.Clone(s.dir.settings[i].For))
	slices.Sort(to)
	s.dir.settings[i].For = slices.Compact(to)
	return nil
}
