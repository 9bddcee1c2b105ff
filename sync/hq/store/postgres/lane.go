package postgres

import (
	"context"
	"sync"
)

// lane gathers what many callers want written at the same time and has it written
// together: a hundred kiosks that each report one fact cost one commit. It has a
// goroutine only while there is something to write.
type lane[T any] struct {
	// write writes all items, and returns what became of each.
	write func(items []T) []error

	mu      sync.Mutex // guards what follows; never held while something is written
	waiting []*ticket[T]
	working bool
	work    sync.WaitGroup
}

// ticket is an item that waits for its turn.
type ticket[T any] struct {
	item   T
	result chan error // holds one
}

// mostTogether bounds how many items are written at once.
const mostTogether = 200

// do returns when the item is written, or ctx has ended before its turn came. Once
// its turn has come, it is waited for: nobody else may touch the item until then.
func (l *lane[T]) do(ctx context.Context, item T) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := &ticket[T]{item: item, result: make(chan error, 1)}
	l.add(t)
	select {
	case err := <-t.result:
		return err
	case <-ctx.Done():
	}
	if l.drop(t) {
		return context.Cause(ctx)
	}
	return <-t.result
}

func (l *lane[T]) add(t *ticket[T]) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, t)
	if !l.working {
		l.working = true
		l.work.Go(l.run)
	}
}

// drop takes a ticket back, unless its turn has come.
func (l *lane[T]) drop(t *ticket[T]) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, other := range l.waiting {
		if other == t {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			return true
		}
	}
	return false
}

func (l *lane[T]) run() {
	for tickets := l.next(); tickets != nil; tickets = l.next() {
		items := make([]T, len(tickets))
		for i, t := range tickets {
			items[i] = t.item
		}
		for i, err := range l.write(items) {
			tickets[i].result <- err
		}
	}
}

// next returns whose turn it is, or nil when run has to end.
func (l *lane[T]) next() []*ticket[T] {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := min(len(l.waiting), mostTogether)
	if n == 0 {
		l.working, l.waiting = false, nil
		return nil
	}
	turn := l.waiting[:n:n]
	l.waiting = l.waiting[n:]
	return turn
}

// wait returns when nothing is being written.
func (l *lane[T]) wait() { l.work.Wait() }
