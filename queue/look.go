package queue

import (
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// look is what a reader sees: the store as its last commit left it, and behind
// it the facts that only the log has yet.
type look struct {
	q         *Queue
	tx        *bolt.Tx
	tip       tip
	runs      runs
	fresh     []sealedFact
	loose     [][]byte
	holes     []Span
	positions map[string]uint64 // of cursors
}

// view runs f on what is durable. It may run f again, on newer facts, when the
// store's file has just been replaced.
func (q *Queue) view(f func(look) error) error {
	for {
		db, l, closed := q.glance()
		if closed {
			return ErrClosed
		}
		err := guard(func() error {
			return db.View(func(tx *bolt.Tx) error {
				l.tx = tx
				return f(l)
			})
		})
		if !errors.Is(err, berrors.ErrDatabaseNotOpen) || !q.swapped(db) {
			q.suspectIf(err)
			return err
		}
	}
}

// swapped reports whether there is another store now, and waits for it if it is
// on its way.
func (q *Queue) swapped(old *bolt.DB) bool {
	q.mu.Lock()
	coming := q.swapping
	q.mu.Unlock()
	if coming != nil {
		<-coming
	}
	return q.store() != old
}

// glance returns what is in memory. Taken before the store is looked at, it
// overlaps with it, and leaves nothing out.
func (q *Queue) glance() (*bolt.DB, look, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := look{q: q, tip: q.tip, runs: q.runs, fresh: q.fresh, loose: q.loose, holes: q.holes, positions: map[string]uint64{}}
	for name, c := range q.cursors {
		l.positions[name] = c.position
	}
	return q.db, l, q.closed
}

// store returns the store's file.
func (q *Queue) store() *bolt.DB {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.db
}

// only returns the fact if only the log has it.
func (l look) only(seq uint64) (entry, bool) {
	if n := len(l.fresh); n == 0 || seq < l.fresh[0].entry.Seq || seq > l.fresh[n-1].entry.Seq {
		return entry{}, false
	}
	return l.fresh[seq-l.fresh[0].entry.Seq].entry, true
}

// entry reads one fact.
func (l look) entry(seq uint64) (entry, error) {
	if e, ok := l.only(seq); ok {
		return e, nil
	}
	key := seqKey(seq)
	value := l.tx.Bucket(bucketFacts).Get(key)
	if value == nil {
		return entry{}, fmt.Errorf("%w: fact %d is missing", ErrDamaged, seq)
	}
	return l.open(key, value)
}

// open opens a stored fact.
func (l look) open(key, value []byte) (entry, error) {
	if len(key) != 8 {
		return entry{}, fmt.Errorf("%w: fact key of %d bytes", ErrDamaged, len(key))
	}
	return openFact(l.q.opts.Sealer, l.runs.at(binary.BigEndian.Uint64(key)), binary.BigEndian.Uint64(key), value)
}

// openFact opens the sealed record of a fact of an epoch.
func openFact(s Sealer, r run, seq uint64, value []byte) (entry, error) {
	plain, err := s.Open(r.Epoch, seq, value)
	if err != nil {
		return entry{}, fmt.Errorf("%w: fact %d: %w", ErrDamaged, seq, err)
	}
	e, err := parseRecord(plain)
	if err == nil && e.Seq+r.Base != seq {
		err = fmt.Errorf("its line says %d", e.Seq)
	}
	if err != nil {
		return entry{}, fmt.Errorf("%w: fact %d: %w", ErrDamaged, seq, err)
	}
	e.Seq, e.base = seq, r.Base
	return e, nil
}

// errEnough ends a walk early.
var errEnough = errors.New("enough")

// each calls f with the facts from seq on, in order, until f says errEnough.
func (l look) each(seq uint64, f func(entry) error) error {
	err := l.eachStored(seq, f)
	if err == nil {
		err = l.eachFresh(max(seq, l.behindStored()), f)
	}
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

func (l look) eachStored(seq uint64, f func(entry) error) error {
	c := l.tx.Bucket(bucketFacts).Cursor()
	for k, v := c.Seek(seqKey(max(seq, 1))); k != nil; k, v = c.Next() {
		e, err := l.open(k, v)
		if err != nil {
			return err
		}
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}

// behindStored returns the number after the store's last fact.
func (l look) behindStored() uint64 {
	if k, _ := l.tx.Bucket(bucketFacts).Cursor().Last(); len(k) == 8 {
		return binary.BigEndian.Uint64(k) + 1
	}
	return 1
}

func (l look) eachFresh(seq uint64, f func(entry) error) error {
	for _, e := range l.fresh {
		if e.entry.Seq < seq {
			continue
		}
		if err := f(e.entry); err != nil {
			return err
		}
	}
	return nil
}

// standing reads what is known at a position. Where the fact there is lost, the
// one after it knows.
func (l look) standing(position uint64) (standing, error) {
	s := standing{position: position}
	if position > 0 {
		e, err := l.entry(position)
		if err != nil {
			e, err = l.besideHole(position, err)
		}
		if err != nil {
			return standing{}, err
		}
		s.passed = e.sum
	}
	err := l.each(position+1, func(e entry) error {
		s.next = e.At
		return errEnough
	})
	return s, err
}

// besideHole returns what the fact at a position would say of the totals if it
// were there: what the next fact says, less itself.
func (l look) besideHole(position uint64, cause error) (entry, error) {
	if !within(l.holes, position) {
		return entry{}, cause
	}
	found := entry{sum: l.tip.sum}
	err := l.each(position, func(e entry) error {
		found.sum = e.sum - e.Sum
		return errEnough
	})
	return found, err
}
