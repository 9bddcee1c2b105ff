package uplink

import (
	"context"
	"fmt"

	"kioskd/queue"
)

// Source is where facts come from and where HQ's word about them goes. Its
// methods are called by one goroutine, but for Wait, which runs beside them.
type Source interface {
	// Epoch names the run of numbers that the facts belong to.
	Epoch() string

	// Last returns the number and the hash of the newest fact: 0 and the epoch's
	// seed when there is none.
	Last() (seq uint64, hash string)

	// Position returns the number up to which HQ has everything.
	Position() uint64

	// Read returns the lines of the facts numbered from, from+1, …: at most so
	// many, and no more bytes, one added for each, unless the first alone has
	// more. It returns none when from is after the last fact, and an error when
	// the fact numbered from is no longer there. The lines must not change
	// afterwards.
	Read(from uint64, facts, bytes int) (lines [][]byte, err error)

	// Ack moves the position forward to seq.
	Ack(seq uint64) error

	// Reject puts one fact aside for ever, durably, with HQ's reason. The
	// position passes it with a later Ack.
	Reject(ctx context.Context, seq uint64, reason string) error

	// Wait returns nil when there is a fact after the one numbered after.
	Wait(ctx context.Context, after uint64) error
}

// FromQueue makes a source of a queue and of the cursor that stands for HQ. The
// queue's numbers go on from epoch to epoch; HQ's begin anew with each.
func FromQueue(q *queue.Queue, c *queue.Cursor) Source { return fromQueue{q, c} }

type fromQueue struct {
	queue  *queue.Queue
	cursor *queue.Cursor
}

func (s fromQueue) Epoch() string { return s.queue.Epoch() }

func (s fromQueue) Last() (seq uint64, hash string) {
	last, hash := s.queue.Last()
	return last - s.queue.Base(), hash
}

func (s fromQueue) Position() uint64 {
	return max(s.cursor.Position(), s.queue.Base()) - s.queue.Base()
}

func (s fromQueue) Ack(seq uint64) error { return s.cursor.Ack(s.queue.Base() + seq) }

func (s fromQueue) Reject(ctx context.Context, seq uint64, reason string) error {
	return s.cursor.Reject(ctx, s.queue.Base()+seq, reason)
}

func (s fromQueue) Wait(ctx context.Context, after uint64) error {
	return s.queue.Wait(ctx, s.queue.Base()+after)
}

func (s fromQueue) Read(from uint64, facts, bytes int) ([][]byte, error) {
	from += s.queue.Base()
	found, err := s.queue.From(from, queue.Limit{Facts: facts, Bytes: max(1, bytes-facts)})
	if err != nil {
		return nil, fmt.Errorf("read facts to send: %w", err)
	}
	lines := make([][]byte, len(found))
	for i, f := range found {
		if f.Seq != from+uint64(i) {
			return nil, fmt.Errorf("read facts to send: fact %d is not in the queue any more, the next is %d", from+uint64(i), f.Seq)
		}
		lines[i] = f.Line
	}
	return lines, nil
}
