package queue

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

const (
	// slack is what endings may have beyond the bounds of the queue.
	slackFacts = 10_000
	slackBytes = 16 << 20

	// storeReserve is how much of the store's file, at most, is always there
	// beyond what is used: when the disk is full, endings go there.
	storeReserve = 256 << 10

	// retryRoom is how soon a full disk is looked at again.
	retryRoom = 5 * time.Second
)

// room reports whether the queue may grow up to t, with so many bytes in the
// log.
func (q *Queue) room(t tip, need int64, ending bool) error {
	facts, bytes := q.opts.MaxFacts, q.opts.MaxBytes
	if ending {
		facts, bytes = facts+slackFacts, bytes+slackBytes
	}
	switch {
	case t.seq > facts:
		return fmt.Errorf("%w: it holds %d facts, the most it may", ErrFull, t.seq-1)
	case t.bytes > bytes:
		return fmt.Errorf("%w: the next fact would make it %d bytes, the most is %d", ErrFull, t.bytes, bytes)
	case q.tight != nil && !ending:
		return fmt.Errorf("%w: the disk has no room, and what is left is for what has begun: %w; free some", ErrFull, q.tight)
	case q.tight != nil && need > q.log.room():
		return fmt.Errorf("%w: the reserve is used up: %w; free some of the disk", ErrFull, q.tight)
	}
	return nil
}

// ready plans a batch and sees to it that there is room for all of it. Where
// there is none, the batch is planned again for what is in reserve.
func (q *Queue) ready(b batch) (plan, error) {
	p := q.plan(b)
	q.crowd = len(p.served)
	err := q.makeRoom(&p)
	if isFull(err) && q.tight == nil {
		q.tighten(err)
		b.requests = p.served
		p = q.plan(b)
		err = q.makeRoom(&p)
	}
	if isFull(err) {
		p.answer(fmt.Errorf("%w: %w; free some of the disk", ErrFull, err))
		return plan{tip: q.last()}, nil
	}
	if err != nil {
		return p, fmt.Errorf("%w: %w; free or replace the disk and start again", ErrBroken, err)
	}
	return p, nil
}

// tighten notes that the disk has no room.
func (q *Queue) tighten(err error) {
	q.tight = err
	q.opts.Log.Error("the disk is full: only what has begun is kept", "cause", err)
}

// makeRoom makes room in the log and in the store for a plan, and leaves out of
// the log what can be left out when there is none.
func (q *Queue) makeRoom(p *plan) error {
	p.need = 0
	for _, f := range p.frames {
		p.need += frameSize(len(f.payload))
	}
	if q.tight != nil && p.need > q.log.room() && len(p.entries) == 0 {
		p.frames, p.need = nil, 0
	}
	if p.need > 0 {
		if err := q.reserveLog(p.need); err != nil {
			return err
		}
	}
	q.markEnd(p)
	if !p.store || p.empty() {
		return nil
	}
	return q.fillStore(p.storeNeed())
}

// reserveLog makes room in the log.
func (q *Queue) reserveLog(need int64) error {
	r := q.epochs().current()
	if q.log.room() >= need && q.log.active.run.Epoch == r.Epoch {
		return nil
	}
	opening, err := q.opening()
	if err != nil {
		return err
	}
	if r.Witness, err = q.opts.Sealer.Seal(r.Epoch, 0, []byte(witness)); err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	defer q.wake() // the committer is to set room for the next one aside
	defer q.countLog()
	return q.log.reserve(need, r, opening)
}

// opening returns what each segment begins with: where the readers are and what
// they have refused, so that no other segment is needed to know it.
func (q *Queue) opening() ([]frame, error) {
	var frames []frame
	err := q.view(func(l look) error {
		frames = nil
		for name, position := range l.positions {
			frames = append(frames, ackFrame(name, position))
		}
		return l.tx.Bucket(bucketQuarantine).ForEach(func(key, value []byte) error {
			cursor, seq, err := splitQuarantineKey(key)
			frames = append(frames, rejectFrame(cursor, seq, append([]byte(nil), value...)))
			return err
		})
	})
	if errors.Is(err, ErrClosed) {
		return nil, nil // the last commit begins a segment without
	}
	return frames, err
}

// markEnd notes in the last plan where the log ends.
func (q *Queue) markEnd(p *plan) {
	if !p.final {
		return
	}
	number, off := q.log.end()
	p.mark = binary.BigEndian.AppendUint64(seqKey(number), uint64(off+p.need))
}

// storeNeed is how far a commit can lengthen the store's file: twice its values,
// since pages are not always full, a page for each scattered entry, and some for
// the pages above them and the list of free pages.
func (p plan) storeNeed() int64 {
	need := int64(32 * pageSize)
	for _, e := range p.puts {
		need += 2 * int64(len(e.value)+64)
	}
	need += int64(len(p.index)+len(p.asides)) * pageSize
	for _, a := range p.asides {
		need += 2 * int64(len(a.sealed))
	}
	return need
}

// fillStore writes zeros behind what the store uses, a good deal at a time. A
// commit then finds its space there: it need not lengthen the file, which costs
// the file system a journal entry, and it cannot run out of it half-way.
func (q *Queue) fillStore(need int64) error {
	used := int64(0)
	err := guard(func() error {
		return q.store().View(func(tx *bolt.Tx) error { used = tx.Size(); return nil })
	})
	if err != nil {
		return fmt.Errorf("look at the store: %w", err)
	}
	want := used + need + min(storeReserve, q.opts.SegmentBytes)
	if q.tight != nil {
		want = used + need
	}
	if q.filled = max(q.filled, used); q.filled >= want {
		return nil
	}
	if q.tight == nil {
		want += min(q.opts.SegmentBytes/4, 1<<20)
	}
	return q.lengthenStore(want)
}
