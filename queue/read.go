package queue

import (
	"bytes"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Limit bounds what one read returns. A zero field is no bound.
type Limit struct {
	Facts int
	Bytes int // of lines; one fact is returned even if it is longer
}

// From returns the facts from seq on, in order, within the limit; none when seq
// is after the last.
func (q *Queue) From(seq uint64, limit Limit) ([]Fact, error) {
	var facts []Fact
	size, last := 0, q.last().seq
	err := q.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucketFacts).Cursor()
		for k, v := c.Seek(seqKey(max(seq, 1))); k != nil; k, v = c.Next() {
			e, err := q.open(k, v)
			if err != nil {
				return err
			}
			size += len(e.Line)
			if e.Seq > last || limit.reached(len(facts), size) {
				return nil
			}
			facts = append(facts, e.Fact)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read from fact %d: %w", seq, err)
	}
	return facts, nil
}

// reached reports whether a fact after so many others, with which they are so
// long, is beyond the limit.
func (l Limit) reached(before, size int) bool {
	return l.Facts > 0 && before >= l.Facts || l.Bytes > 0 && before > 0 && size > l.Bytes
}

// Find returns every fact whose Key or Ref is the given one, in order.
func (q *Queue) Find(key string) ([]Fact, error) {
	if key == "" {
		return nil, nil
	}
	var facts []Fact
	last := q.last().seq
	err := q.view(func(tx *bolt.Tx) error {
		return eachIndexed(tx, q.opts.Sealer.Index(key), func(seq uint64) error {
			if seq > last {
				return nil
			}
			e, err := q.entryIn(tx, seq)
			if err == nil && e.Key != key && e.Ref != key {
				err = fmt.Errorf("%w: the index leads to fact %d, which has another key", ErrDamaged, seq)
			}
			facts = append(facts, e.Fact)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("find facts by key: %w", err)
	}
	return facts, nil
}

// eachIndexed calls f with the number of every fact under an index entry.
func eachIndexed(tx *bolt.Tx, prefix []byte, f func(seq uint64) error) error {
	c := tx.Bucket(bucketIndex).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if len(k) != len(prefix)+8 {
			return fmt.Errorf("%w: index entry of %d bytes", ErrDamaged, len(k))
		}
		if err := f(binary.BigEndian.Uint64(k[len(prefix):])); err != nil {
			return err
		}
	}
	return nil
}

// view runs f on the store as the last commit left it.
func (q *Queue) view(f func(*bolt.Tx) error) error {
	q.mu.Lock()
	closed := q.closed
	q.mu.Unlock()
	if closed {
		return ErrClosed
	}
	return guard(func() error { return q.db.View(f) })
}

// entry reads one fact.
func (q *Queue) entry(seq uint64) (e entry, err error) {
	err = q.view(func(tx *bolt.Tx) error {
		e, err = q.entryIn(tx, seq)
		return err
	})
	return e, err
}

func (q *Queue) entryIn(tx *bolt.Tx, seq uint64) (entry, error) {
	key := seqKey(seq)
	value := tx.Bucket(bucketFacts).Get(key)
	if value == nil {
		return entry{}, fmt.Errorf("%w: fact %d is missing", ErrDamaged, seq)
	}
	return q.open(key, value)
}

// open opens a stored fact.
func (q *Queue) open(key, value []byte) (entry, error) {
	if len(key) != 8 {
		return entry{}, fmt.Errorf("%w: fact key of %d bytes", ErrDamaged, len(key))
	}
	seq := binary.BigEndian.Uint64(key)
	plain, err := q.opts.Sealer.Open(q.epoch, seq, value)
	if err != nil {
		return entry{}, fmt.Errorf("%w: fact %d: %w", ErrDamaged, seq, err)
	}
	e, err := parseRecord(plain)
	if err == nil && e.Seq != seq {
		err = fmt.Errorf("its line says %d", e.Seq)
	}
	if err != nil {
		return entry{}, fmt.Errorf("%w: fact %d: %w", ErrDamaged, seq, err)
	}
	return e, nil
}

// standingAt reads what is known at a position.
func (q *Queue) standingAt(position uint64) (s standing, err error) {
	err = q.view(func(tx *bolt.Tx) error {
		s, err = q.standingIn(tx, position)
		return err
	})
	return s, err
}

func (q *Queue) standingIn(tx *bolt.Tx, position uint64) (standing, error) {
	s := standing{position: position}
	if position > 0 {
		e, err := q.entryIn(tx, position)
		if err != nil {
			return standing{}, err
		}
		s.passed = e.sum
	}
	if key := seqKey(position + 1); tx.Bucket(bucketFacts).Get(key) != nil {
		e, err := q.entryIn(tx, position+1)
		if err != nil {
			return standing{}, err
		}
		s.next = e.At
	}
	return s, nil
}
