package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"

	bolt "go.etcd.io/bbolt"
)

// Queue is an open queue. Its methods may be called by many goroutines at once.
type Queue struct {
	opts  Options
	lock  *dirLock
	db    *bolt.DB
	epoch string

	work chan struct{} // holds one when the committer has something to look at
	done chan struct{} // closed when the committer has ended

	closing  sync.Once
	closeErr error

	mu sync.Mutex // guards what follows; never held while reading or writing
	state
}

// state is what is true this moment.
type state struct {
	tip     tip           // behind the last durable fact
	moved   chan struct{} // closed and replaced when waiters should look again
	pending []*request    // what the committer takes next
	cursors map[string]*Cursor
	commits uint64
	broken  error // why nothing is taken any more
	closed  bool
}

// Epoch returns the random id that was made with the store.
func (q *Queue) Epoch() string { return q.epoch }

// Last returns the number of the last durable fact and the hash of its line. For
// an empty queue these are 0 and the epoch's seed.
func (q *Queue) Last() (seq uint64, hash string) {
	t := q.last()
	return t.seq, t.hash.String()
}

func (q *Queue) last() tip {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.tip
}

// Wait blocks until the last fact's number is greater than after. It returns an
// error when ctx ends, or with [ErrClosed] when the queue is closed.
func (q *Queue) Wait(ctx context.Context, after uint64) error {
	for {
		q.mu.Lock()
		last, closed, moved := q.tip.seq, q.closed, q.moved
		q.mu.Unlock()
		switch {
		case last > after:
			return nil
		case closed:
			return ErrClosed
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return fmt.Errorf("wait for a fact after %d: %w", after, ctx.Err())
		}
	}
}

// stirLocked returns the channel on which waiters wait, to be closed once q.mu
// is free, and gives later waiters another.
func (q *Queue) stirLocked() chan struct{} {
	moved := q.moved
	q.moved = make(chan struct{})
	return moved
}

// Close ends the committer, which writes what waits and what was acknowledged,
// and gives the folder free. Further calls return what the first one did.
func (q *Queue) Close() error {
	q.closing.Do(func() { q.closeErr = q.close() })
	return q.closeErr
}

func (q *Queue) close() error {
	q.mu.Lock()
	q.closed = true
	moved := q.stirLocked()
	q.mu.Unlock()
	close(moved)
	q.wake()
	<-q.done
	err := q.unsaved()
	return errors.Join(err, guard(q.db.Close), q.lock.release())
}

// unsaved reports acknowledgements that could not be written: their facts will
// be read again.
func (q *Queue) unsaved() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, c := range q.cursors {
		if c.unsaved() {
			return fmt.Errorf("acknowledgements of %s were not written: %w", c.name, q.broken)
		}
	}
	return nil
}

// wake tells the committer to look, without waiting for it.
func (q *Queue) wake() {
	select {
	case q.work <- struct{}{}:
	default: // it has been told already
	}
}
