package queue

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// Limit bounds what one read returns. A zero field is no bound.
type Limit struct {
	Facts int
	Bytes int // of lines; one fact is returned even if it is longer
}

// From returns the facts from seq on, in order, within the limit; none when seq
// is after the last. Facts that are known to be lost are left out.
func (q *Queue) From(seq uint64, limit Limit) ([]Fact, error) {
	var facts []Fact
	err := q.view(func(l look) error {
		facts = nil
		size := 0
		return l.each(seq, func(e entry) error {
			size += len(e.Line)
			if e.Seq > l.tip.seq || limit.reached(len(facts), size) {
				return errEnough
			}
			facts = append(facts, e.Fact)
			if limit.reached(len(facts), 0) {
				return errEnough // the next one is not even opened: it may be a damaged one
			}
			return nil
		})
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
	err := q.view(func(l look) error {
		facts = nil
		numbers, err := l.indexed(q.opts.Sealer.Index(key))
		if err != nil {
			return err
		}
		for _, seq := range numbers {
			e, err := l.entry(seq)
			if err == nil && e.Key != key && e.Ref != key {
				err = fmt.Errorf("%w: the index leads to fact %d, which has another key", ErrDamaged, seq)
			}
			if err != nil {
				return err
			}
			facts = append(facts, e.Fact)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find facts by key: %w", err)
	}
	return facts, nil
}

// indexed returns the number of every fact under an index entry, in order: from
// the store, and from what waits to get there.
func (l look) indexed(prefix []byte) ([]uint64, error) {
	var numbers []uint64
	add := func(key []byte) error {
		if len(key) != len(prefix)+8 {
			return fmt.Errorf("%w: index entry of %d bytes", ErrDamaged, len(key))
		}
		if seq := binary.BigEndian.Uint64(key[len(prefix):]); seq <= l.tip.seq {
			numbers = append(numbers, seq)
		}
		return nil
	}
	c := l.tx.Bucket(bucketIndex).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if err := add(k); err != nil {
			return nil, err
		}
	}
	for _, key := range l.unindexed() {
		if bytes.HasPrefix(key, prefix) {
			if err := add(key); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(numbers) // an entry may have just come to the store, too
	return slices.Compact(numbers), nil
}

// unindexed returns the index entries that the store need not have yet.
func (l look) unindexed() [][]byte {
	all := slices.Clone(l.loose)
	for _, e := range l.fresh {
		all = append(all, e.index...)
	}
	return all
}
