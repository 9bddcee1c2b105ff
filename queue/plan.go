package queue

import (
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// plan is a commit worked out, sealed and ready to be put: all that can be
// refused has been refused, so that only the disk can still fail.
type plan struct {
	tip     tip // behind the last entry
	entries []sealedFact
	asides  []*aside
	acks    map[*Cursor]uint64
	served  []*request
}

// sealedFact is a fact ready to be put.
type sealedFact struct {
	fact  Fact
	value []byte
	index [][]byte
}

// plan works a batch out. Requests that cannot be served are answered at once.
func (q *Queue) plan(b batch) plan {
	p := plan{tip: q.last(), acks: b.acks}
	for _, r := range b.requests {
		if err := q.serve(&p, r); err != nil {
			r.answer <- err
			continue
		}
		p.served = append(p.served, r)
	}
	return p
}

// serve adds a request to the plan, wholly or, with an error, not at all.
func (q *Queue) serve(p *plan, r *request) error {
	t := p.tip
	added := make([]sealedFact, 0, len(r.facts))
	for i := range r.facts {
		fact, next, err := t.next(r.facts[i])
		if err == nil {
			err = q.room(next)
		}
		if err != nil {
			return err
		}
		value, err := q.opts.Sealer.Seal(q.epoch, fact.Seq, record(fact, next))
		if err != nil {
			return fmt.Errorf("seal: %w", err)
		}
		added = append(added, sealedFact{fact, value, q.indexKeys(fact)})
		t, r.facts[i] = next, fact
	}
	p.entries, p.tip = append(p.entries, added...), t
	return q.serveAside(p, r.aside)
}

func (q *Queue) serveAside(p *plan, a *aside) error {
	if a == nil {
		return nil
	}
	sealed, err := q.opts.Sealer.Seal(q.epoch, a.seq, a.plain)
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	a.sealed = sealed
	p.asides = append(p.asides, a)
	return nil
}

// room reports whether the queue may grow up to t.
func (q *Queue) room(t tip) error {
	if t.seq > q.opts.MaxFacts {
		return fmt.Errorf("%w: it holds %d facts, the most it may", ErrFull, t.seq-1)
	}
	if t.bytes > q.opts.MaxBytes {
		return fmt.Errorf("%w: the next fact would make it %d bytes, the most is %d", ErrFull, t.bytes, q.opts.MaxBytes)
	}
	return nil
}

// indexKeys returns the keys under which a fact is found: the HMAC of a name,
// then the number, so that the facts of a name lie together and in order.
func (q *Queue) indexKeys(f Fact) [][]byte {
	var keys [][]byte
	if f.Key != "" {
		keys = append(keys, binary.BigEndian.AppendUint64(q.opts.Sealer.Index(f.Key), f.Seq))
	}
	if f.Ref != "" && f.Ref != f.Key {
		keys = append(keys, binary.BigEndian.AppendUint64(q.opts.Sealer.Index(f.Ref), f.Seq))
	}
	return keys
}

func (p plan) empty() bool { return len(p.entries) == 0 && len(p.asides) == 0 && len(p.acks) == 0 }

func (p plan) answer(err error) {
	for _, r := range p.served {
		r.answer <- err
	}
}

// put puts the plan into a transaction.
func (p plan) put(tx *bolt.Tx) error {
	facts, index := tx.Bucket(bucketFacts), tx.Bucket(bucketIndex)
	facts.FillPercent = 1 // keys only grow, so no page is ever split in the middle
	for _, e := range p.entries {
		if err := facts.Put(seqKey(e.fact.Seq), e.value); err != nil {
			return fmt.Errorf("put fact %d: %w", e.fact.Seq, err)
		}
		for _, key := range e.index {
			if err := index.Put(key, nil); err != nil {
				return fmt.Errorf("index fact %d: %w", e.fact.Seq, err)
			}
		}
	}
	for c, seq := range p.acks {
		if err := tx.Bucket(bucketCursors).Put([]byte(c.name), seqKey(seq)); err != nil {
			return fmt.Errorf("put cursor %s: %w", c.name, err)
		}
	}
	for _, a := range p.asides {
		if err := a.put(tx); err != nil {
			return fmt.Errorf("quarantine fact %d: %w", a.seq, err)
		}
	}
	return nil
}

// seqKey is the key of a fact's number, and how a cursor's position is kept.
func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }
