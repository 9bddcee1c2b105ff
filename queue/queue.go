package queue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	bolt "go.etcd.io/bbolt"
)

// Queue is an open queue. Its methods may be called by many goroutines at once.
type Queue struct {
	opts    Options
	lock    *dirLock
	report  Opening
	version uint32 // of the store, as it was found
	mending bool   // while opening: damage was found, nothing counts as looked at

	baton  chan struct{} // holds one while nobody writes; whoever takes it may
	writer               // belongs to whoever has the baton

	work chan struct{} // holds one when the committer has something to look at
	done chan struct{} // closed when the committer has ended

	closing  sync.Once
	closeErr error

	mu sync.Mutex // guards what follows; never held while reading or writing
	state
}

// writer is what only the one who writes touches.
type writer struct {
	log    *wal
	filled int64 // bytes of the store's file that are really there
	crowd  int   // how many callers the next commit may serve, by what the last one saw
	tight  error // why there is no room for anything but endings, or nil
	marked bool  // the store says that the last stop was clean
}

// state is what is true this moment.
type state struct {
	db      *bolt.DB
	runs    runs
	tip     tip           // behind the last durable fact
	fresh   []sealedFact  // in the log and not in the store yet
	loose   [][]byte      // index entries that are not in the store yet
	holes   []Span        // facts that are known to be lost
	moved   chan struct{} // closed and replaced when waiters should look again
	pending []*request    // what the next commit takes
	cursors map[string]*Cursor
	counts
	broken error // why nothing is taken any more
	closed bool

	suspect  bool          // damage has been seen: the next start is to look at everything
	swapping chan struct{} // not nil while the store's file is being replaced, closed after that
}

// counts are figures for people: what has been done since Open, and how large
// the log is.
type counts struct {
	commits, flushes uint64
	segments         int
	logBytes         int64
}

// Epoch returns the random id of the current epoch. The first one is made with
// the store, another by [Queue.NewEpoch].
func (q *Queue) Epoch() string { return q.epochs().current().Epoch }

// Base returns the number before the first fact of the current epoch: 0 in the
// first one. A fact's line says its number within the epoch, Seq minus Base.
func (q *Queue) Base() uint64 { return q.epochs().current().Base }

// Epochs returns how many epochs there have been, with the current one.
func (q *Queue) Epochs() int { return len(q.epochs()) }

func (q *Queue) epochs() runs {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.runs
}

// epochOf returns the epoch that a fact belongs to.
func (q *Queue) epochOf(seq uint64) string { return q.epochs().at(seq).Epoch }

// Last returns the number of the last durable fact and the hash of its line. For
// an empty queue, and at the very beginning of an epoch, the hash is the epoch's
// seed.
func (q *Queue) Last() (seq uint64, hash string) {
	t := q.last()
	return t.seq, t.hash.String()
}

func (q *Queue) last() tip {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.tip
}

// Missing returns the numbers of facts that are known to be lost: neither store
// had them when the queue was opened. From and Find pass over them.
func (q *Queue) Missing() []Span {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.holes)
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
	err := errors.Join(q.unsaved(), q.log.close(), guard(q.store().Close))
	if err == nil && q.marked && !q.isBroken() {
		err = q.leaveNote()
	}
	return errors.Join(err, q.lock.release())
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
