package capture

import (
	"sync"
	"time"
)

// Tape holds the last records of a pad's line, in memory. It may be used by any
// number of goroutines.
type Tape struct {
	begun time.Time
	most  int

	mu      sync.Mutex // guards what follows; never kept while waiting
	records []Record
	size    int
	dropped uint64 // so many records were there before the first one held
}

// TapeSize is how much a tape holds unless it is told otherwise, in bytes: some
// dozens of payments.
const TapeSize = 256 << 10

// NewTape makes a tape that holds about so many bytes; 0 means [TapeSize].
func NewTape(size int) *Tape {
	if size <= 0 {
		size = TapeSize
	}
	return &Tape{begun: time.Now(), most: size}
}

// Reel is a part of a tape.
type Reel struct {
	// Begun is when the tape began; records count their time from there.
	Begun time.Time `json:"begun"`

	// Next is the number to ask for, to hear what comes after these records.
	Next uint64 `json:"next"`

	// Missed counts the records that were asked for and are no longer held.
	Missed uint64 `json:"missed,omitempty"`

	Records []Record `json:"records"`
}

// Since returns the records from number n on, as far as they are still held. The
// first record of a tape has number 0.
func (t *Tape) Since(n uint64) Reel {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := Reel{Begun: t.begun, Next: t.dropped + uint64(len(t.records)), Records: []Record{}}
	if n < t.dropped {
		r.Missed, n = t.dropped-n, t.dropped
	}
	if n < r.Next {
		r.Records = append(r.Records, t.records[n-t.dropped:]...)
	}
	return r
}

// Noise counts what was heard within the last while, and is still held, that was
// no whole frame.
func (t *Tape) Noise(within time.Duration) (count int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	since := time.Since(t.begun) - within
	for i := len(t.records) - 1; i >= 0 && t.records[i].At >= since; i-- {
		if r := t.records[i]; r.Kind == Heard && r.Piece.Shown == nil {
			count++
		}
	}
	return count
}

// note adds records that were made now.
func (t *Tape) note(records ...Record) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := time.Since(t.begun)
	for _, r := range records {
		r.At = at
		t.records = append(t.records, r)
		t.size += r.weight()
	}
	for t.size > t.most && len(t.records) > 1 {
		t.size -= t.records[0].weight()
		t.records = t.records[1:]
		t.dropped++
	}
}

// weight is about what a record costs in memory, in bytes.
func (r Record) weight() int { return 96 + len(r.Piece.Shown) + len(r.Note) }
