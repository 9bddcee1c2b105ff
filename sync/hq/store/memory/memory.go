// Package memory keeps what kiosks report in memory, for tests and for a first
// look at HQ. Everything is gone when the program ends, so a kiosk that comes
// back sends its facts again.
package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"kioskd/sync/hq"
)

// Store implements [hq.Store] in memory. The zero value is empty and ready.
type Store struct {
	mu       sync.Mutex // guards what follows
	kiosks   map[string]hq.Kiosk
	chains   map[chainID]*chain
	payments map[paymentID]hq.Payment
	facts    []placed // in the order in which they came
	dir      directory
	office   office
	phones   phones
}

type (
	chainID   struct{ kiosk, epoch string }
	paymentID struct{ kiosk, key string }
)

type chain struct {
	head  hq.Head
	lines [][]byte // line n is fact n+1
}

type placed struct {
	kiosk string
	hq.Fact
}

var _ hq.Store = (*Store)(nil)

// New returns an empty store.
func New() *Store { return &Store{} }

// Put implements [hq.Store].
func (s *Store) Put(ctx context.Context, kiosk, epoch string, facts []hq.Fact) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chainLocked(kiosk, epoch)
	fresh, head, err := hq.Extend(c.head, facts, func(seq uint64) ([]byte, error) { return c.lines[seq-1], nil })
	if err != nil {
		return err
	}
	for _, f := range fresh {
		s.addLocked(c, kiosk, epoch, f)
	}
	c.head = head
	return nil
}

func (s *Store) chainLocked(kiosk, epoch string) *chain {
	if s.chains == nil {
		s.chains, s.payments, s.kiosks = map[chainID]*chain{}, map[paymentID]hq.Payment{}, map[string]hq.Kiosk{}
	}
	id := chainID{kiosk, epoch}
	if s.chains[id] == nil {
		s.chains[id] = &chain{head: hq.NewHead(epoch)}
	}
	return s.chains[id]
}

func (s *Store) addLocked(c *chain, kiosk, epoch string, f hq.Fact) {
	f.Line, f.Body = bytes.Clone(f.Line), bytes.Clone(f.Body)
	f.Epoch = epoch
	c.lines = append(c.lines, f.Line)
	s.facts = append(s.facts, placed{kiosk, f})
	if !f.Pays() {
		return
	}
	id := paymentID{kiosk, f.Key}
	p, known := s.payments[id]
	p = hq.Project(p, kiosk, f)
	if !known {
		p.ID = int64(len(s.payments) + 1)
	}
	s.payments[id] = p
}

// Head implements [hq.Store].
func (s *Store) Head(_ context.Context, kiosk, epoch string) (hq.Head, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chainLocked(kiosk, epoch).head, nil
}

// Seen implements [hq.Store].
func (s *Store) Seen(_ context.Context, k hq.Kiosk) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chainLocked(k.ID, k.Epoch)
	k.LastSeen = k.LastSeen.UTC().Truncate(time.Millisecond)
	k.FirstSeen, k.Connected = k.LastSeen, false
	if old, known := s.kiosks[k.ID]; known {
		k = old.Then(k)
	}
	s.kiosks[k.ID] = k
	return nil
}

// Kiosks implements [hq.Store].
func (s *Store) Kiosks(context.Context) ([]hq.Kiosk, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []hq.Kiosk
	for _, k := range s.kiosks {
		k.Acked = s.chainLocked(k.ID, k.Epoch).head.Seq
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b hq.Kiosk) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// Payments implements [hq.Store].
func (s *Store) Payments(_ context.Context, f hq.Filter) ([]hq.Payment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []hq.Payment
	for _, p := range s.payments {
		if f.Matches(p) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b hq.Payment) int {
		if a.Place().Before(b.Place()) {
			return -1
		}
		return 1
	})
	return found[:min(len(found), f.Size())], nil
}

// Payment implements [hq.Store].
func (s *Store) Payment(_ context.Context, kiosk, key string) (hq.Payment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.payments[paymentID{kiosk, key}]
	if !ok {
		return hq.Payment{}, hq.ErrNotFound
	}
	return p, nil
}

// Facts implements [hq.Store].
func (s *Store) Facts(_ context.Context, f hq.FactFilter) ([]hq.Fact, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []hq.Fact
	for _, p := range s.facts {
		if f.Matches(p.kiosk, p.Fact) {
			found = append(found, p.Fact)
		}
		if f.Limit > 0 && len(found) == f.Limit {
			break
		}
	}
	return found, nil
}

// Close implements [hq.Store].
func (s *Store) Close() error { return nil }
