package queue

import (
	"context"
	"fmt"
	"maps"

	bolt "go.etcd.io/bbolt"
)

// NewEpoch begins another epoch after the fact numbered agreed, the last one of
// which HQ and this queue have the same bytes. It is for a fork: the disk was
// restored from a copy, HQ knows facts that this queue does not, and numbers
// mean two things.
//
// The facts after agreed are written again as the first ones of the new epoch:
// the same facts under the same Seq, with lines that number from 1 and begin a
// new chain. Readers that had acknowledged any of them stand at agreed again and
// read them in their new spelling; what had been refused among them is no longer
// in quarantine. Everything up to agreed stays as it was and is read and
// acknowledged as before. A reader that is under way must be stopped first: what
// it acknowledges after this counts for the new spelling.
//
// It returns when that is durable, and takes as long as there are facts to write
// again.
func (q *Queue) NewEpoch(ctx context.Context, agreed uint64) error {
	select {
	case <-q.baton:
		defer func() { q.baton <- struct{}{} }()
	case <-ctx.Done():
		return fmt.Errorf("new epoch: not tried: %w", ctx.Err())
	}
	if err := q.newEpoch(agreed); err != nil {
		return fmt.Errorf("new epoch after fact %d: %w", agreed, err)
	}
	return nil
}

func (q *Queue) newEpoch(agreed uint64) error {
	q.commit(batch{overdue: true}) // what only the log has goes to the store first
	if err := q.refusal(agreed); err != nil {
		return err
	}
	r, err := newRun(q.opts, agreed)
	if err != nil {
		return err
	}
	p, err := q.retell(r)
	if err != nil {
		return err
	}
	if err := q.update(func(tx *bolt.Tx) error { return q.putEpoch(tx, p, r) }); err != nil {
		q.breakOff(err)
		return fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	if err := q.enter(p, r); err != nil {
		q.breakOff(err)
		return err
	}
	q.opts.Log.Warn("a new epoch has begun", "epoch", r.Epoch, "after", agreed)
	return nil
}

func (q *Queue) refusal(agreed uint64) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed:
		return ErrClosed
	case q.broken != nil:
		return q.broken
	case agreed > q.tip.seq:
		return fmt.Errorf("%w, the last is %d", ErrPosition, q.tip.seq)
	}
	return nil
}

// retell writes the facts after an epoch's base as facts of that epoch.
func (q *Queue) retell(r run) (plan, error) {
	p := plan{store: true}
	err := q.view(func(l look) error {
		s, err := l.tipAt(r.Base)
		if err != nil {
			return err
		}
		p.puts = nil
		p.tip = tip{seq: r.Base, base: r.Base, hash: seed(r.Epoch), sum: s.sum, bytes: s.bytes}
		return l.each(r.Base+1, func(e entry) error {
			again, next, err := q.sealIn(r, p.tip.skipTo(e), e.Fact)
			p.puts, p.tip = append(p.puts, again), next
			return err
		})
	})
	return p, err
}

// skipTo returns the tip before e: beyond t if facts between are lost.
func (t tip) skipTo(e entry) tip {
	t.seq = e.Seq - 1
	return t
}

// tipAt returns the totals up to a number.
func (l look) tipAt(seq uint64) (entry, error) {
	if seq == 0 {
		return entry{}, nil
	}
	e, err := l.entry(seq)
	if err != nil {
		return l.besideHole(seq, err)
	}
	return e, nil
}

func (q *Queue) putEpoch(tx *bolt.Tx, p plan, r run) error {
	if err := p.put(tx); err != nil {
		return err
	}
	for name, position := range q.positions() {
		if err := tx.Bucket(bucketCursors).Put([]byte(name), summed(seqKey(min(position, r.Base)))); err != nil {
			return fmt.Errorf("put cursor %s: %w", name, err)
		}
	}
	c := tx.Bucket(bucketQuarantine).Cursor()
	for k, _ := c.Seek(seqKey(r.Base + 1)); k != nil; k, _ = c.Seek(seqKey(r.Base + 1)) {
		if err := c.Delete(); err != nil {
			return fmt.Errorf("empty the quarantine: %w", err)
		}
	}
	return putRuns(tx.Bucket(bucketMeta), append(q.runs[:len(q.runs):len(q.runs)], r), q.holes)
}

func (q *Queue) positions() map[string]uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	positions := map[string]uint64{}
	for name, c := range q.cursors {
		positions[name] = c.position
	}
	return positions
}

// enter makes a durable epoch the current one, in memory, in the log and in the
// sign beside the store.
func (q *Queue) enter(p plan, r run) error {
	q.mu.Lock()
	cursors := maps.Clone(q.cursors)
	q.runs = append(q.runs[:len(q.runs):len(q.runs)], r)
	q.tip = p.tip
	q.mu.Unlock()
	refused, err := q.Quarantine()
	if err != nil {
		return err
	}
	for _, c := range cursors {
		at, err := q.standingAt(min(c.Position(), r.Base))
		if err != nil {
			return err
		}
		c.stepBack(at, refused)
	}
	if err := q.tellLog(p.puts); err != nil {
		return err
	}
	return q.signEpoch()
}

// stepBack puts a cursor where an epoch begins, with what is still refused.
func (c *Cursor) stepBack(at standing, refused []Rejected) {
	c.q.mu.Lock()
	defer c.q.mu.Unlock()
	c.standing, c.saved = at, saved(at.position)
	c.quarantine = quarantine{known: map[uint64]bool{}}
	for _, r := range refused {
		if r.Cursor == c.name {
			c.setAside(share{r.Fact.Seq, r.Fact.Sum, r.Fact.At})
		}
	}
}

// tellLog writes facts of the current epoch to the log, which get a segment of
// their own.
func (q *Queue) tellLog(facts []sealedFact) error {
	var frames []frame
	need := int64(0)
	for _, e := range facts {
		frames = append(frames, frame{kind: kindFact, end: true, seq: e.entry.Seq, first: facts[0].entry.Seq, payload: e.value})
		need += frameSize(len(e.value))
	}
	return q.writeSalvaged(frames, need)
}
