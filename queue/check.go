package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Check looks at everything: every fact's seal, number, hash, totals and body;
// the index in both directions; cursors and quarantine; bbolt's own pages; and
// that the log has every fact that a cursor still awaits. It returns what does
// not add up. Appends wait while the pages and the log are looked at.
func (q *Queue) Check(ctx context.Context) error {
	err := q.checkStore(ctx)
	if err == nil {
		err = q.checkLog(ctx)
	}
	if err != nil {
		return fmt.Errorf("check the queue: %w", err)
	}
	return nil
}

func (q *Queue) checkStore(ctx context.Context) error {
	standings := q.standings()
	err := q.view(func(l look) error {
		if err := q.wholeFile(l.tx); err != nil {
			return err
		}
		return errors.Join(l.checkFacts(ctx), l.checkReaders(standings))
	})
	if err != nil {
		return err
	}
	return q.checkPages()
}

// standings returns where the readers are, as memory has it.
func (q *Queue) standings() map[string]standing {
	q.mu.Lock()
	defer q.mu.Unlock()
	standings := map[string]standing{}
	for name, c := range q.cursors {
		standings[name] = c.standing
	}
	return standings
}

// checkFacts walks the chain. What it finds must lead to the tip, and may go
// on: after a failed commit the disk can hold more than was ever promised.
func (l look) checkFacts(ctx context.Context) error {
	at, last, loose, indexed := l.runs.start(), l.tip, l.looseSet(), 0
	err := l.each(1, func(e entry) error {
		at = l.overHole(at, e)
		if err := errors.Join(ctx.Err(), e.follows(at)); err != nil {
			return err
		}
		at = l.runs.begin(e.tip())
		if at.seq == last.seq && at != last {
			return fmt.Errorf("%w: fact %d is not the one in memory", ErrDamaged, at.seq)
		}
		n, err := l.checkIndexed(e.Fact, loose)
		indexed += n
		return err
	})
	if err == nil && at.seq < last.seq && !within(l.holes, last.seq) {
		err = fmt.Errorf("%w: facts end at %d, want %d", ErrDamaged, at.seq, last.seq)
	}
	if err != nil {
		return err
	}
	return l.countIndex(indexed)
}

func (l look) looseSet() map[string]bool {
	loose := map[string]bool{}
	for _, key := range l.unindexed() {
		loose[string(key)] = true
	}
	return loose
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

// overHole returns the tip before e where all facts between are known to be
// lost, and t otherwise.
func (l look) overHole(t tip, e entry) tip {
	if e.Seq <= t.seq+1 || !within(l.holes, t.seq+1) || !within(l.holes, e.Seq-1) {
		return t
	}
	return tip{seq: e.Seq - 1, base: e.base, hash: e.prev, sum: e.sum - e.Sum, bytes: e.bytes - int64(len(e.Line))}
}

// checkIndexed reports whether a fact is in the index or on its way there, and
// how often it is in the store's.
func (l look) checkIndexed(f Fact, loose map[string]bool) (n int, err error) {
	for _, key := range l.q.indexKeys(f) {
		k, _ := l.tx.Bucket(bucketIndex).Cursor().Seek(key)
		switch {
		case string(k) == string(key):
			n++
		case !loose[string(key)] && f.Seq <= l.tip.seq:
			return n, fmt.Errorf("%w: fact %d is not in the index", ErrDamaged, f.Seq)
		}
	}
	return n, nil
}

// countIndex reports whether the index holds nothing but what facts put there.
func (l look) countIndex(want int) error {
	got := 0
	c := l.tx.Bucket(bucketIndex).Cursor()
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
func (l look) checkReaders(standings map[string]standing) error {
	for name, s := range standings {
		want, err := l.standing(s.position)
		if err != nil {
			return fmt.Errorf("cursor %s: %w", name, err)
		}
		if s.passed != want.passed {
			return fmt.Errorf("%w: cursor %s has passed a sum of %d, want %d", ErrDamaged, name, s.passed, want.passed)
		}
	}
	return errors.Join(
		l.tx.Bucket(bucketCursors).ForEach(func(name, value []byte) error {
			_, err := l.position(name, value)
			return err
		}),
		l.tx.Bucket(bucketQuarantine).ForEach(func(key, value []byte) error {
			_, err := l.rejected(key, value)
			return err
		}))
}

// checkPages lets bbolt check its pages. It needs the writer's place, since it
// reads lists that a commit changes.
func (q *Queue) checkPages() error {
	return guard(func() error {
		tx, err := q.store().Begin(true)
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
