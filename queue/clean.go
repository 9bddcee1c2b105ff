package queue

import (
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// endedCleanly reports whether the store says that the queue was closed, and
// the log ends where it did then. It is asked before the log is read, and reads
// only the last segment.
func (q *Queue) endedCleanly() (bool, error) {
	var mark []byte
	err := guard(func() error {
		return q.db.View(func(tx *bolt.Tx) error {
			mark = append(mark, tx.Bucket(bucketMeta).Get(metaClean)...)
			return nil
		})
	})
	if err != nil || mark == nil {
		return false, err
	}
	plain, ok := unsummed(mark)
	if !ok || len(plain) != 16 {
		return false, fmt.Errorf("%w: its mark of a clean stop cannot be read", ErrDamaged)
	}
	number, off := binary.BigEndian.Uint64(plain), binary.BigEndian.Uint64(plain[8:])
	if len(q.log.segs) == 0 {
		return number == 0, nil
	}
	return q.logEndsAt(number, off)
}

func (q *Queue) logEndsAt(number, off uint64) (bool, error) {
	last := q.log.segs[len(q.log.segs)-1]
	if last.number != number {
		return false, nil
	}
	r, err := q.log.read(last)
	if err != nil {
		return false, err
	}
	return r.head == nil && r.gaps == 0 && uint64(r.end) == off, nil
}

// heads returns what the heads of the log's segments say, in order, as far as
// they can be read. It reads nothing but heads.
func (q *Queue) heads() ([]run, error) {
	var heads []run
	for _, s := range q.log.segs {
		r, err := q.log.readHead(s)
		if errors.Is(err, errSegment) {
			continue
		}
		if err != nil {
			return nil, err
		}
		heads = append(heads, r)
	}
	return heads, nil
}

// distinct returns each epoch once, in the order in which they began.
func distinct(heads []run) runs {
	var known runs
	for _, r := range heads {
		if !known.has(r) {
			known = append(known, r)
		}
	}
	return known
}

// keyFits reports whether the key opens what every head has sealed: one from
// before a rotation opens only the older ones.
func (q *Queue) keyFits(heads []run) bool {
	for _, r := range heads {
		if tryKey(q.opts, r) != nil {
			return false
		}
	}
	return len(heads) > 0
}
