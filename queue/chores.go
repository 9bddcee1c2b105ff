package queue

import (
	"errors"
	"slices"
	"time"
)

const (
	// compactAt is how many free pages make it worth while to write the store
	// anew; the list of them is written with every commit.
	compactAt = 4096

	// quiet is how long nothing must have happened before that is done.
	quiet = time.Second
)

// chores does what nobody waits for, and returns when to come again, or 0. It is
// called by the committer alone.
func (q *Queue) chores(idle bool) time.Duration {
	if q.isBroken() || q.isClosed() {
		return 0
	}
	if err := q.keepSpare(); err != nil {
		q.opts.Log.Error("no room for the log to go on", "cause", err)
		return retryRoom
	}
	if err := q.retire(time.Now()); err != nil {
		q.opts.Log.Error("old parts of the log were not removed", "cause", err)
	}
	if q.store().Stats().FreePageN <= compactAt {
		return 0
	}
	if !idle {
		return quiet
	}
	if err := q.compact(); err != nil {
		q.opts.Log.Error("the store was not compacted", "cause", err)
	}
	return 0
}

// keepSpare sees to it that the log has room to go on, and ends the shortage
// when there is some.
func (q *Queue) keepSpare() error {
	if !q.lacksSpare() {
		return q.relax()
	}
	file, err := makeSpare(q.opts.Disk, q.opts.SegmentBytes)
	<-q.baton
	defer func() { q.baton <- struct{}{} }()
	if err != nil {
		if q.tight == nil {
			q.tighten(err)
		}
		return err
	}
	q.log.spare = file
	return q.relaxed()
}

// lacksSpare reports whether the log is in use and has no spare.
func (q *Queue) lacksSpare() bool {
	<-q.baton
	defer func() { q.baton <- struct{}{} }()
	return q.log.active != nil && q.log.spare == nil
}

func (q *Queue) relax() error {
	<-q.baton
	defer func() { q.baton <- struct{}{} }()
	return q.relaxed()
}

// relaxed ends the shortage if the store has room, too.
func (q *Queue) relaxed() error {
	if q.tight == nil {
		return nil
	}
	short := q.tight
	q.tight = nil
	if err := q.fillStore(plan{}.storeNeed()); err != nil {
		q.tight = short
		return err
	}
	q.opts.Log.Info("there is room again")
	return nil
}

// retire gives up segments, oldest first, of which every reader has passed every
// fact, and the newest is old enough.
func (q *Queue) retire(now time.Time) error {
	<-q.baton
	defer func() { q.baton <- struct{}{} }()
	low, removed := q.lowest(), false
	for len(q.log.segs) > 1 {
		s := q.log.segs[0]
		if err := q.measure(s); err != nil {
			return err
		}
		if s.extent.last > low || now.Sub(s.extent.newest) < q.opts.KeepLog {
			break
		}
		if err := q.log.disk.Remove(segmentName(s.number)); err != nil {
			return err
		}
		q.log.segs, removed = slices.Delete(q.log.segs, 0, 1), true
	}
	q.countLog()
	if !removed {
		return nil
	}
	return q.log.disk.SyncDir()
}

// measure finds out what a segment holds, once.
func (q *Queue) measure(s *segment) error {
	if s.extent != nil {
		return nil
	}
	r, err := q.log.read(s)
	if err != nil {
		return err
	}
	x := &extent{}
	from := payloads{wal: q.log}
	for _, f := range r.frames {
		if f.kind != kindFact || f.seq < x.last {
			continue
		}
		x.last, x.off = f.seq, f.off
	}
	if x.last > 0 {
		if x.newest, err = q.happened(&from, s, x); err != nil {
			return err
		}
	}
	s.extent = x
	return nil
}

// happened returns when a segment's last fact happened. A fact that was given up
// with its epoch does not open as what it is now, and is as old as any.
func (q *Queue) happened(from *payloads, s *segment, x *extent) (time.Time, error) {
	value, err := from.get(s, x.off)
	if err != nil {
		return time.Time{}, err
	}
	e, err := openFact(q.opts.Sealer, s.run, x.last, value)
	if errors.Is(err, ErrDamaged) {
		return time.Time{}, nil
	}
	return e.At, err
}

// countLog notes the log's size for people. The baton is held, or nobody else is
// there yet.
func (q *Queue) countLog() {
	size := int64(0)
	for _, s := range q.log.segs {
		size += s.size
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.segments, q.logBytes = len(q.log.segs), size
}
