package queue

import (
	"errors"
	"fmt"
	"slices"
)

// tidyLog leaves a log in which every fact that a reader awaits can be read: the
// torn end of the last segment is cut, and segments that are damaged are set
// aside after what they had is written again.
func (q *Queue) tidyLog(c catalog) error {
	bad := c.damaged()
	c.cutTorn(bad)
	if err := q.cutTail(c, bad); err != nil {
		return err
	}
	if err := q.salvage(c, bad); isFull(err) {
		q.tighten(err)
		q.found("the disk is full: facts that only the store has stay so for now")
		return nil
	} else if err != nil {
		return err
	}
	for i := range c.readings {
		if cause := bad[c.readings[i].number]; cause != nil {
			if err := q.dropSegment(c.readings[i].segment, cause); err != nil {
				return err
			}
		}
	}
	return nil
}

// damaged returns what is wrong with which segment. A gap in the last flush of
// the last segment is not damage: that is how a power cut looks.
func (c catalog) damaged() map[uint64]error {
	bad := map[uint64]error{}
	for i := range c.readings {
		r := &c.readings[i]
		switch {
		case r.head != nil:
			bad[r.number] = fmt.Errorf("its head cannot be read: %w", r.head)
		case r.gaps > 0 && (i < len(c.readings)-1 || !c.tornOnly(r)):
			bad[r.number] = fmt.Errorf("%d places in it cannot be read", r.gaps)
		}
	}
	return bad
}

// unreadable returns the segments of which a part cannot be read, however that
// came to be.
func (c catalog) unreadable() (names []string) {
	for _, r := range c.readings {
		if r.head != nil || r.gaps > 0 {
			names = append(names, segmentName(r.number))
		}
	}
	return names
}

// tornOnly reports whether a segment's gaps are all in its last flush.
func (c catalog) tornOnly(r *reading) bool {
	first := uint64(0)
	for _, f := range r.frames[r.firstGap():] {
		if f.kind != kindFact {
			continue
		}
		if first == 0 {
			first = f.first
		}
		if f.first != first {
			return false
		}
	}
	return true
}

// firstGap returns the number of frames before the first place that is none.
func (r *reading) firstGap() int {
	end := segmentHead
	for i, f := range r.frames {
		if f.off != end {
			return i
		}
		end = f.off + f.size
	}
	return len(r.frames)
}

// cutTorn forgets what is behind a gap in the last segment that is not damage.
// What was promised of it is in the store by now.
func (c *catalog) cutTorn(bad map[uint64]error) {
	if len(c.readings) == 0 {
		return
	}
	r := &c.readings[len(c.readings)-1]
	n := r.firstGap()
	if bad[r.number] != nil || n == len(r.frames) {
		return
	}
	off := r.frames[n].off
	c.places = slices.DeleteFunc(c.places, func(p place) bool { return p.reading == r && p.off >= off })
	r.frames, r.end = r.frames[:n], segmentHead
	if n > 0 {
		r.end = r.frames[n-1].off + r.frames[n-1].size
	}
	r.off = int64(r.end)
}

// salvage writes to the log what a reader awaits and no good segment has.
func (q *Queue) salvage(c catalog, bad map[uint64]error) error {
	want := q.awaited(c, bad)
	for len(want) > 0 {
		n := min(len(want), maxFresh)
		if err := q.salvageSome(want[:n]); err != nil {
			return fmt.Errorf("bring facts from the store to the log: %w", err)
		}
		want = want[n:]
	}
	if q.report.Salvaged > 0 {
		q.did("the log got %d facts that only the store had", q.report.Salvaged)
	}
	return nil
}

// awaited returns the numbers of facts that some reader has not acknowledged
// and that no good segment of the log has.
func (q *Queue) awaited(c catalog, bad map[uint64]error) []uint64 {
	var want []uint64
	low := q.lowest()
	have := c.after(low)
	for seq := low + 1; seq <= q.tip.seq; seq++ {
		if len(have) > 0 && have[0].seq == seq {
			good := bad[have[0].reading.number] == nil
			have = have[1:]
			if good {
				continue
			}
		}
		if !within(q.holes, seq) {
			want = append(want, seq)
		}
	}
	return want
}

// lowest returns the number up to which no reader awaits anything: what all have
// durably acknowledged, and nothing that one of them has refused.
func (q *Queue) lowest() uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.cursors) == 0 {
		return 0
	}
	low := q.tip.seq
	for _, c := range q.cursors {
		if c.saved == nil {
			return 0
		}
		low = min(low, *c.saved)
		for seq := range c.known {
			low = min(low, seq-1)
		}
	}
	return low
}

func (q *Queue) salvageSome(want []uint64) error {
	var frames []frame
	need := int64(0)
	err := q.view(func(l look) error {
		frames, need = nil, 0
		for _, seq := range want {
			value := slices.Clone(l.tx.Bucket(bucketFacts).Get(seqKey(seq)))
			if value == nil {
				return fmt.Errorf("%w: fact %d is missing", ErrDamaged, seq)
			}
			frames = append(frames, frame{kind: kindFact, end: true, seq: seq, first: want[0], payload: value})
			need += frameSize(len(value))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.writeSalvaged(frames, need)
}

// writeSalvaged writes facts that belong to one epoch or, where an epoch begins
// among them, to one after the other.
func (q *Queue) writeSalvaged(frames []frame, need int64) error {
	opening, err := q.opening()
	if err != nil {
		return err
	}
	for len(frames) > 0 {
		r := q.runs.at(frames[0].seq)
		if r.Witness, err = q.opts.Sealer.Seal(r.Epoch, 0, []byte(witness)); err != nil {
			return fmt.Errorf("seal: %w", err)
		}
		n := 1
		for n < len(frames) && q.runs.at(frames[n].seq).Epoch == r.Epoch {
			n++
		}
		if err := q.bring(frames[:n], need, r, opening); err != nil {
			return err
		}
		q.report.Salvaged += n
		frames = frames[n:]
	}
	return nil
}

// bring puts frames of one epoch into the log, durably. Where there is no room
// for them nothing is written.
func (q *Queue) bring(frames []frame, need int64, r run, opening []frame) error {
	if err := q.log.reserve(need, r, opening); err != nil {
		return err
	}
	if err := q.log.put(frames); err != nil {
		return err
	}
	return q.log.flush()
}

// dropSegment sets a damaged segment aside.
func (q *Queue) dropSegment(s *segment, cause error) error {
	name := segmentName(s.number)
	q.found("%s: %v", name, cause)
	if err := q.setAside(name, why(cause)); err != nil {
		return err
	}
	q.log.segs = slices.DeleteFunc(q.log.segs, func(other *segment) bool { return other == s })
	return nil
}

// cutTail cuts what is behind the last fact that was kept off the last of the
// segments that were found: were it left there, a later start could take it for
// facts.
func (q *Queue) cutTail(c catalog, bad map[uint64]error) error {
	if len(c.readings) == 0 {
		return nil
	}
	last := &c.readings[len(c.readings)-1]
	if bad[last.number] != nil {
		return nil
	}
	last.off = int64(last.end)
	for _, f := range last.frames {
		if f.kind == kindFact && f.seq > q.tip.seq {
			last.off = min(last.off, int64(f.off))
		}
	}
	for _, seq := range last.named {
		if seq > q.tip.seq && seq <= q.tip.seq+maxFresh {
			q.report.Doubtful = widen(q.report.Doubtful, seq, seq)
		}
	}
	return q.log.truncate(last.segment)
}

// truncate cuts a segment behind its last frame.
func (l *wal) truncate(s *segment) error {
	if s.off == s.size {
		return nil
	}
	f, err := l.disk.Open(segmentName(s.number))
	if err != nil {
		return fmt.Errorf("cut the end of the log: %w", err)
	}
	if err := errors.Join(f.Truncate(s.off), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("cut the end of %s: %w", segmentName(s.number), err)
	}
	s.size = s.off
	return nil
}
