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
		// A fact behind the limit is not even opened: it may be a damaged one.
		for k, v := c.Seek(seqKey(max(seq, 1))); k != nil && !limit.reached(len(facts), 0); k, v = c.Next() {
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
