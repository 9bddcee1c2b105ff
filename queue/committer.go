package queue

import (
	"fmt"
	"runtime"
	"time"
)

// ackDelay is how long an acknowledgement waits for a commit to ride along
// with before it gets one of its own.
const ackDelay = 250 * time.Millisecond

// run is the committer. It is the only goroutine that writes, and ends when the
// queue is closed and everything taken has been answered.
func (q *Queue) run() {
	defer close(q.done)
	var due <-chan time.Time // when acknowledgements wait no longer
	for {
		overdue := false
		select {
		case <-q.work:
		case <-due:
			overdue = true
		}
		// The callers of the last commit are just waking up. Letting them come
		// forward first is what makes one commit serve them all again.
		runtime.Gosched()
		b := q.take()
		switch {
		case len(b.requests) > 0 || len(b.acks) > 0 && (overdue || b.last):
			q.commit(b)
			due = nil
		case len(b.acks) > 0 && due == nil:
			due = time.After(ackDelay)
		}
		if b.last {
			return
		}
	}
}

// batch is what one commit takes.
type batch struct {
	requests []*request
	acks     map[*Cursor]uint64
	last     bool // nothing can come after it
}

func (q *Queue) take() batch {
	q.mu.Lock()
	defer q.mu.Unlock()
	b := batch{requests: q.pending, acks: map[*Cursor]uint64{}, last: q.closed}
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
	p := q.plan(b)
	if !p.empty() {
		if err := q.write(p); err != nil {
			q.breakOff(err)
			p.answer(fmt.Errorf("%w: %w", ErrUnknown, err))
			return
		}
		q.publish(p)
	}
	p.answer(nil)
}

// write returns when the plan is durable.
func (q *Queue) write(p plan) error {
	if err := guard(func() error { return q.db.Update(p.put) }); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if err := q.opts.Disk.Committed(storeFile); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// publish shows a durable plan to readers.
func (q *Queue) publish(p plan) {
	q.mu.Lock()
	if len(p.entries) > 0 {
		for _, c := range q.cursors {
			c.arrive(q.tip, p.entries[0].fact.At)
		}
	}
	q.tip = p.tip
	q.commits++
	for c, seq := range p.acks {
		c.saved = saved(seq)
	}
	for _, a := range p.asides {
		a.cursor.setAside(a.share)
	}
	moved := q.stirLocked()
	q.mu.Unlock()
	close(moved)
}

// breakOff refuses everything from now on. Readers go on with what was durable
// before.
func (q *Queue) breakOff(cause error) {
	broken := fmt.Errorf("%w: %w; free or replace the disk and start again", ErrBroken, cause)
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
