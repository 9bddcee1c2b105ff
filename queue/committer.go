package queue

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

const (
	// ackDelay is how long an acknowledgement, or a fact that is only in the
	// log, waits for a commit to ride along with before it gets one of its own.
	ackDelay = 250 * time.Millisecond

	// patience bounds how often a writer lets others come forward.
	patience = 16
)

// run is the committer: it writes for callers who may stop waiting, and what
// nobody waits for. It ends when the queue is closed and everything taken has
// been answered.
func (q *Queue) run() {
	defer close(q.done)
	var due, chore <-chan time.Time
	for {
		overdue := false
		select {
		case <-q.work:
		case <-due:
			overdue = true
		case <-chore:
			chore = nil
		}
		if overdue = overdue || come(due); overdue {
			due = nil // what was due while we wrote rides along
		}
		last := q.turn(overdue)
		if last {
			return
		}
		if due == nil && q.owing() {
			due = time.After(ackDelay)
		}
		if delay := q.chores(overdue); delay > 0 {
			chore = time.After(delay)
		}
	}
}

// come reports whether a moment has come, without waiting for it.
func come(moment <-chan time.Time) bool {
	select {
	case <-moment:
		return true
	default:
		return false
	}
}

// turn writes what waits, and reports whether that was all there can be.
func (q *Queue) turn(overdue bool) bool {
	<-q.baton
	defer func() { q.baton <- struct{}{} }()
	q.gather()
	b := q.take()
	b.last = q.isClosed()
	b.overdue = overdue || b.last
	q.commit(b)
	return b.last
}

// gather lets those who waited when the last commit ended come forward: the ones
// it served, who are just waking up, beside the ones it left waiting. That is
// what makes one commit serve them all.
func (q *Queue) gather() {
	for i := 0; i < patience && q.waiting() < q.crowd; i++ {
		runtime.Gosched()
	}
}

func (q *Queue) waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.pending)
}

func (q *Queue) isBroken() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.broken != nil
}

func (q *Queue) isClosed() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}

// owing reports whether something is to be written that nobody waits for.
func (q *Queue) owing() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.broken != nil {
		return false
	}
	owing := len(q.fresh) > 0
	for _, c := range q.cursors {
		owing = owing || c.unsaved()
	}
	return owing
}

// batch is what one commit takes.
type batch struct {
	requests []*request
	acks     map[*Cursor]uint64
	overdue  bool // what nobody waits for has waited long enough
	last     bool // nothing can come after it
}

func (q *Queue) take() batch {
	q.mu.Lock()
	defer q.mu.Unlock()
	b := batch{requests: q.pending, acks: map[*Cursor]uint64{}}
	q.pending = nil
	for _, c := range q.cursors {
		if q.broken == nil && c.unsaved() {
			b.acks[c] = c.position
		}
	}
	return b
}

// commit writes a batch and answers everybody in it.
func (q *Queue) commit(b batch) {
	if q.isBroken() {
		return // whoever waited has been told
	}
	p, err := q.ready(b)
	if err == nil && !p.empty() {
		err = q.write(p)
	}
	if err != nil {
		q.breakOff(err)
		if !errors.Is(err, ErrBroken) {
			err = fmt.Errorf("%w: %w", ErrUnknown, err)
		}
		p.answer(err)
		return
	}
	q.publish(p)
	q.crowd += q.waiting()
	p.answer(nil)
}

// write returns when the plan is durable. Money goes to both stores, which are
// flushed side by side.
func (q *Queue) write(p plan) error {
	if err := q.log.put(p.frames); err != nil {
		return err
	}
	if !p.store {
		return q.log.flush()
	}
	flushed := make(chan error, 1)
	if len(p.entries) > 0 {
		go func() { flushed <- q.log.flush() }()
	} else {
		flushed <- nil // acknowledgements do not wait for the log
	}
	err := q.putStore(p)
	return errors.Join(err, <-flushed)
}

// putStore commits the plan to the store.
func (q *Queue) putStore(p plan) error {
	if err := guard(func() error { return q.store().Update(p.put) }); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if err := q.opts.Disk.Committed(storeFile); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	q.marked = p.mark != nil
	return nil
}

// breakOff refuses everything from now on. Readers go on with what was durable
// before.
func (q *Queue) breakOff(cause error) {
	broken := cause
	if !errors.Is(cause, ErrBroken) {
		broken = fmt.Errorf("%w: %w; free or replace the disk and start again", ErrBroken, cause)
	}
	q.mu.Lock()
	q.broken = broken
	stranded := q.pending
	q.pending = nil
	q.mu.Unlock()
	q.opts.Log.Error("the queue takes no more facts", "cause", cause)
	for _, r := range stranded {
		r.answer <- broken
	}
}
