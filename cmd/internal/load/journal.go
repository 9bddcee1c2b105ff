package load

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// journal is a kiosk's journal in memory. It forgets facts once HQ has them, but for
// the last one, which a new connection compares with HQ's.
type journal struct {
	epoch string
	acked func(since time.Duration) // is told how long each fact took

	mu       sync.Mutex // guards what follows; never held across I/O
	last     uint64
	hash     string
	position uint64
	final    []byte      // the fact at position
	lines    [][]byte    // facts after it
	at       []time.Time // when each of these was written
	more     chan struct{}
}

var _ uplink.Source = (*journal)(nil)

func newJournal(epoch string, acked func(time.Duration)) *journal {
	return &journal{epoch: epoch, acked: acked, hash: wire.SeedHash(epoch), more: make(chan struct{})}
}

// write adds a fact of a payment.
func (j *journal) write(kind, key string, body wire.Body) error {
	body.Version, body.Test = wire.BodyVersion, true
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	now := time.Now()
	line, err := json.Marshal(wire.Fact{Seq: j.last + 1, At: now.UTC().Truncate(time.Millisecond), Kind: kind, Key: key, Prev: j.hash, Body: text})
	if err != nil {
		return err
	}
	j.last, j.hash = j.last+1, wire.Hash(line)
	j.lines, j.at = append(j.lines, line), append(j.at, now)
	close(j.more)
	j.more = make(chan struct{})
	return nil
}

// waiting returns how many facts HQ has not acknowledged.
func (j *journal) waiting() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.lines)
}

// Epoch implements [uplink.Source].
func (j *journal) Epoch() string { return j.epoch }

// Last implements [uplink.Source].
func (j *journal) Last() (uint64, string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last, j.hash
}

// Position implements [uplink.Source].
func (j *journal) Position() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.position
}

// errForgotten is what HQ gets to feel that forgets what it has acknowledged.
var errForgotten = errors.New("HQ asks for facts again that it has acknowledged")

// Read implements [uplink.Source].
func (j *journal) Read(from uint64, facts, bytes int) (lines [][]byte, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if from < j.position || from == 0 {
		return nil, errForgotten
	}
	if from == j.position {
		return [][]byte{j.final}, nil
	}
	for _, line := range j.lines[min(from-j.position-1, uint64(len(j.lines))):] {
		if bytes -= len(line) + 1; len(lines) == facts || bytes < 0 && len(lines) > 0 {
			break
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// Ack implements [uplink.Source].
func (j *journal) Ack(seq uint64) error {
	j.mu.Lock()
	n := seq - j.position
	written := j.at[:n]
	j.final = j.lines[n-1]
	j.position, j.lines, j.at = seq, j.lines[n:], j.at[n:]
	if len(j.lines) == 0 {
		j.lines, j.at = nil, nil
	}
	j.mu.Unlock()
	for _, at := range written {
		j.acked(time.Since(at))
	}
	return nil
}

// errRefused ends a run: HQ has no reason to refuse what we write.
var errRefused = errors.New("HQ refused a fact")

// Reject implements [uplink.Source].
func (j *journal) Reject(context.Context, uint64, string) error { return errRefused }

// Wait implements [uplink.Source].
func (j *journal) Wait(ctx context.Context, after uint64) error {
	for {
		j.mu.Lock()
		last, more := j.last, j.more
		j.mu.Unlock()
		if last > after {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
