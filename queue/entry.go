package queue

import (
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

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
