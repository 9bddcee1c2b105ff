package queue

import (
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// reconcile brings log and store together after the store has been opened: what
// only the log has goes to the store, what a reader awaits and only the store
// has goes to the log, and the log's torn end, which nobody was promised, is cut.
// After a clean stop there is nothing to do but to go on, unless a look at the
// log, where that does not take long, says otherwise.
func (q *Queue) reconcile() error {
	readings, err := q.log.readAll(func(s *segment) bool {
		return !q.report.Clean || q.tip.seq <= q.opts.walk || s == q.log.segs[len(q.log.segs)-1]
	})
	if err != nil {
		return err
	}
	c := q.collect(readings)
	if q.report.Clean && q.tip.seq <= q.opts.walk {
		q.report.Clean = len(c.unreadable()) == 0 && len(q.awaited(c, nil)) == 0
	}
	if q.report.Clean {
		q.marked = true
		return q.resume(readings)
	}
	if err := q.adopt(c); err != nil {
		return err
	}
	if err := q.upgrade(); err != nil {
		return err
	}
	return q.tidyLog(c)
}

// resume goes on with the last segment, if there is one.
func (q *Queue) resume(readings []reading) error {
	if len(readings) == 0 {
		return nil
	}
	return q.log.resume(readings[len(readings)-1])
}

// place is where the log has a fact.
type place struct {
	seq, first uint64
	end        bool
	reading    *reading
	off        int
}

// catalog is what the log has.
type catalog struct {
	readings []reading
	places   []place // one for each fact, in order
	torn     uint64  // first fact of the last flush: from here on, a crash explains what is not there
}

// collect lists the facts of the log. Where two segments have one the later is
// right, and segments of epochs that the store does not know do not count.
func (q *Queue) collect(readings []reading) catalog {
	c := catalog{readings: readings}
	found := map[uint64]place{}
	for i := range readings {
		r := &readings[i]
		r.off = int64(r.end)
		for _, f := range r.frames {
			if f.kind != kindFact || r.head == nil && q.runs.at(f.seq).Epoch != r.run.Epoch {
				continue
			}
			found[f.seq] = place{seq: f.seq, first: f.first, end: f.end, reading: r, off: f.off}
			c.torn = max(c.torn, f.first)
		}
	}
	for _, p := range found {
		c.places = append(c.places, p)
	}
	slices.SortFunc(c.places, func(a, b place) int {
		if a.seq < b.seq {
			return -1
		}
		return 1
	})
	return c
}

// after returns the places of the facts after a number.
func (c catalog) after(seq uint64) []place {
	i, _ := slices.BinarySearchFunc(c.places, seq+1, func(p place, seq uint64) int {
		switch {
		case p.seq < seq:
			return -1
		case p.seq > seq:
			return 1
		}
		return 0
	})
	return c.places[i:]
}

// follow returns which of the places come after a number as facts that may have
// been promised, and what is missing between them. In the last flush, facts
// after a gap, or of a request that is not whole, were promised to nobody.
func (c catalog) follow(seq uint64) (take []place, missing []Span) {
	whole := 0 // how many of take are whole requests
	for _, p := range c.after(seq) {
		next := seq + 1
		if p.seq > next && next < c.torn {
			missing = widen(missing, next, min(p.seq, c.torn)-1)
			next = min(p.seq, c.torn)
		}
		if p.seq != next {
			break
		}
		take, seq = append(take, p), p.seq
		if p.end || p.seq < c.torn {
			whole = len(take)
		}
	}
	return take[:whole], missing
}

// adopt brings to the store what only the log has.
func (q *Queue) adopt(c catalog) error {
	take, missing := c.follow(q.tip.seq)
	from := payloads{wal: q.log}
	for len(take) > 0 {
		n := min(len(take), maxFresh)
		done, err := q.adoptSome(&from, take[:n], missing)
		if err != nil {
			return fmt.Errorf("bring facts from the log to the store: %w", err)
		}
		if !done {
			break
		}
		take = take[n:]
	}
	if q.report.Adopted > 0 {
		q.did("the store got %d facts that only the log had", q.report.Adopted)
	}
	return nil
}

// adoptSome brings a few facts to the store in one commit. It stops with false
// at a fact that does not open or does not follow: that is no fact of ours.
func (q *Queue) adoptSome(from *payloads, take []place, missing []Span) (bool, error) {
	p := plan{tip: q.tip, store: true}
	lost := q.holes
	for _, at := range take {
		value, err := from.get(at.reading.segment, at.off)
		if err != nil {
			return false, err
		}
		e, err := openFact(q.opts.Sealer, q.runs.at(at.seq), at.seq, value)
		if err == nil && at.seq == p.tip.seq+1 && e.prev != p.tip.hash {
			err = fmt.Errorf("%w: fact %d of the log does not follow from the one before it", ErrDamaged, at.seq)
		}
		if err != nil {
			q.found("the log goes on with what does not belong: %v", err)
			break
		}
		if at.seq > p.tip.seq+1 && within(missing, at.seq-1) {
			lost = widen(lost, p.tip.seq+1, at.seq-1)
		}
		p.tip = q.runs.begin(e.tip())
		p.entries = append(p.entries, sealedFact{entry: e, value: value, index: q.indexKeys(e.Fact)})
	}
	q.report.Adopted += len(p.entries)
	return len(p.entries) == len(take), q.commitAdopted(p, lost)
}

func (q *Queue) commitAdopted(p plan, lost []Span) error {
	if len(p.entries) == 0 {
		return nil
	}
	p.puts, p.last = p.entries, p.tip.seq
	p.index = allIndex(q.loose, p.puts)
	if err := q.fillStore(p.storeNeed()); err != nil {
		return err
	}
	if len(lost) > len(q.holes) {
		q.found("facts %v are in neither store", lost[len(q.holes):])
		q.holes = lost
		if err := q.update(func(tx *bolt.Tx) error { return putRuns(tx.Bucket(bucketMeta), q.runs, lost) }); err != nil {
			return err
		}
	}
	if err := q.putStore(p); err != nil {
		return err
	}
	q.publish(p)
	return nil
}

// update changes the store outside the usual course of things.
func (q *Queue) update(f func(tx *bolt.Tx) error) error {
	if err := guard(func() error { return q.store().Update(f) }); err != nil {
		return fmt.Errorf("change the store: %w", err)
	}
	return q.opts.Disk.Committed(storeFile)
}

// upgrade turns a store of the first format into one of today's.
func (q *Queue) upgrade() error {
	if q.version == formatVersion {
		return nil
	}
	q.did("the store was of format %d and is now of format %d", q.version, formatVersion)
	q.version = formatVersion
	return q.update(func(tx *bolt.Tx) error {
		for name, c := range q.cursors {
			if err := tx.Bucket(bucketCursors).Put([]byte(name), summed(seqKey(c.position))); err != nil {
				return err
			}
		}
		m := tx.Bucket(bucketMeta)
		if err := m.Put(metaIndexed, summed(seqKey(q.tip.seq))); err != nil {
			return err
		}
		if err := putVersion(m); err != nil {
			return err
		}
		return putRuns(m, q.runs, q.holes)
	})
}
