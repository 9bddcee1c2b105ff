package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Check looks at everything: every fact's seal, number, hash, totals and body;
// the index in both directions; cursors and quarantine; bbolt's own pages. It
// returns what does not add up. Appends wait while the pages are looked at.
func (q *Queue) Check(ctx context.Context) error {
	last, standings := q.snapshot()
	err := q.view(func(tx *bolt.Tx) error {
		if err := q.wholeFile(tx); err != nil {
			return err
		}
		return errors.Join(q.checkFacts(ctx, tx, last), q.checkReaders(tx, standings))
	})
	if err == nil {
		err = q.checkPages()
	}
	if err != nil {
		return fmt.Errorf("check the queue: %w", err)
	}
	return nil
}

// snapshot returns what the queue has in memory.
func (q *Queue) snapshot() (tip, map[string]standing) {
	q.mu.Lock()
	defer q.mu.Unlock()
	standings := map[string]standing{}
	for name, c := range q.cursors {
		standings[name] = c.standing
	}
	return q.tip, standings
}

// checkFacts walks the chain. What it finds must lead to last, and may go on:
// after a failed commit the disk can hold more than was ever promised.
func (q *Queue) checkFacts(ctx context.Context, tx *bolt.Tx, last tip) error {
	at, indexed := tip{hash: seed(q.epoch)}, 0
	err := tx.Bucket(bucketFacts).ForEach(func(key, value []byte) error {
		e, err := q.open(key, value)
		if err == nil {
			err = errors.Join(ctx.Err(), e.follows(at))
		}
		if err != nil {
			return err
		}
		at = e.tip()
		if at.seq == last.seq && at != last {
			return fmt.Errorf("%w: fact %d is not the one in memory", ErrDamaged, at.seq)
		}
		n, err := q.checkIndexed(tx, e.Fact)
		indexed += n
		return err
	})
	if err == nil && at.seq < last.seq {
		err = fmt.Errorf("%w: facts end at %d, want %d", ErrDamaged, at.seq, last.seq)
	}
	if err != nil {
		return err
	}
	return countIndex(tx, indexed)
}

// follows reports whether the entry is the one after t.
func (e entry) follows(t tip) error {
	want := t.after(e.Fact)
	switch {
	case e.Seq != t.seq+1:
		return fmt.Errorf("%w: fact %d is missing", ErrDamaged, t.seq+1)
	case e.prev != t.hash:
		return fmt.Errorf("%w: fact %d does not carry the hash of the fact before it", ErrDamaged, e.Seq)
	case e.sum != want.sum || e.bytes != want.bytes:
		return fmt.Errorf("%w: the totals of fact %d do not add up", ErrDamaged, e.Seq)
	case !json.Valid(e.Body):
		return fmt.Errorf("%w: the body of fact %d is not JSON", ErrDamaged, e.Seq)
	}
	return nil
}

// checkIndexed reports whether a fact is in the index, and how often.
func (q *Queue) checkIndexed(tx *bolt.Tx, f Fact) (int, error) {
	keys := q.indexKeys(f)
	for _, key := range keys {
		if k, _ := tx.Bucket(bucketIndex).Cursor().Seek(key); string(k) != string(key) {
			return 0, fmt.Errorf("%w: fact %d is not in the index", ErrDamaged, f.Seq)
		}
	}
	return len(keys), nil
}

// countIndex reports whether the index holds nothing but what facts put there.
func countIndex(tx *bolt.Tx, want int) error {
	got := 0
	c := tx.Bucket(bucketIndex).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		got++
	}
	if got != want {
		return fmt.Errorf("%w: the index has %d entries, want %d", ErrDamaged, got, want)
	}
	return nil
}

// checkReaders looks at cursors, as they are in memory and on disk, and at the
// quarantine.
func (q *Queue) checkReaders(tx *bolt.Tx, standings map[string]standing) error {
	for name, s := range standings {
		want, err := q.standingIn(tx, s.position)
		if err != nil {
			return fmt.Errorf("cursor %s: %w", name, err)
		}
		if s.passed != want.passed {
			return fmt.Errorf("%w: cursor %s has passed a sum of %d, want %d", ErrDamaged, name, s.passed, want.passed)
		}
	}
	return errors.Join(
		tx.Bucket(bucketCursors).ForEach(func(name, value []byte) error {
			position, err := parsePosition(name, value)
			if err == nil && position > 0 {
				_, err = q.entryIn(tx, position)
			}
			return err
		}),
		tx.Bucket(bucketQuarantine).ForEach(func(key, value []byte) error {
			_, err := q.openRejected(tx, key, value)
			return err
		}))
}

// checkPages lets bbolt check its pages. It needs the writer's place, since it
// reads lists that a commit changes.
func (q *Queue) checkPages() error {
	return guard(func() error {
		tx, err := q.db.Begin(true)
		if err != nil {
			return fmt.Errorf("begin to check pages: %w", err)
		}
		var first error
		for err := range tx.Check() { // to the end, or its goroutine never ends
			if first == nil {
				first = fmt.Errorf("%w: %w", ErrDamaged, err)
			}
		}
		return errors.Join(first, tx.Rollback())
	})
}
