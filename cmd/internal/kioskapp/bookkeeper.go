package kioskapp

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"kioskd/agent"
	"kioskd/agent/books"
	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/queue/seal"
)

// Bookkeeper is what may be asked about the journal, of the running agent or of
// [Books] opened for the purpose.
type Bookkeeper interface {
	// Status returns how everything is. Without an agent that is the journal
	// alone, with Running unset.
	Status(context.Context) (Status, error)

	// Payment returns what the journal says about a key.
	Payment(context.Context, pay.Key) (pay.Payment, error)

	// QueueStatus returns the figures of this moment.
	QueueStatus(context.Context) (Queue, error)

	// QueueList returns facts from a number on, as many as limit says, at most
	// [MaxEntries].
	QueueList(ctx context.Context, from uint64, limit int) ([]Entry, error)

	// QueueShow returns one fact whole.
	QueueShow(ctx context.Context, seq uint64) (Detail, error)

	// QueueLines returns the exact lines from a number on, as many as suit one
	// answer, and none after the last.
	QueueLines(ctx context.Context, from uint64) ([]Line, error)

	// StaffList returns what a person has to look at.
	StaffList(context.Context) ([]agent.Case, error)

	// SetPIN sets the number by which the shop's people open the staff page.
	SetPIN(ctx context.Context, number string) error

	// DayBooks returns the totals of a day, and how they compare with HQ, the pad
	// and a VAN's statement, as far as those can be asked.
	DayBooks(context.Context, DayAsk) (books.Report, error)

	// Keys returns how this kiosk signs in at HQ, or [ErrNotEnrolled].
	Keys(context.Context) (KeyState, error)

	// ClockState returns how the kiosk's clock is.
	ClockState(context.Context) (ClockState, error)

	// PutSecret keeps the secret for the operator's own server, sealed.
	PutSecret(ctx context.Context, secret string) error

	// QueueCheck reads everything and returns what does not add up.
	QueueCheck(context.Context) error
}

var _ Bookkeeper = (*Books)(nil)

// Queue is the state of the journal.
type Queue struct {
	Folder    string    `json:"folder"`
	Epoch     string    `json:"epoch"`
	Epochs    int       `json:"epochs"` // that there have been, with this one
	Facts     uint64    `json:"facts"`
	Hash      string    `json:"hash"`
	Bytes     int64     `json:"bytes"`      // of the facts' lines
	FileBytes int64     `json:"file_bytes"` // of the store
	Waiting   uint64    `json:"waiting"`    // for HQ
	Sum       int64     `json:"sum"`        // of what waits, minor units
	Oldest    time.Time `json:"oldest,omitzero"`
	Set       int       `json:"quarantined"`
	Key       string    `json:"key"`                // where the data key is
	Recovery  string    `json:"recovery,omitempty"` // the operator's public key that it is wrapped to
	Error     string    `json:"error,omitempty"`

	Opening queue.Opening `json:"opening"` // what the last start found and did
}

// Entry is a fact as a list shows it.
type Entry struct {
	Seq  uint64          `json:"seq"`
	At   time.Time       `json:"at"`
	Kind string          `json:"kind"`
	Key  string          `json:"key,omitempty"`
	Sum  int64           `json:"sum,omitempty"`
	Sent bool            `json:"sent"` // acknowledged by HQ
	Body json.RawMessage `json:"body"`
}

// Detail is one fact whole. Cards in it are masked as they are stored.
type Detail struct {
	Entry
	Ref     string `json:"ref,omitempty"`
	Refused string `json:"refused,omitempty"` // why HQ has refused it
	Hash    string `json:"hash"`              // of the line
	Line    string `json:"line"`              // the exact bytes
}

// Line is the exact line of a fact.
type Line struct {
	Seq  uint64 `json:"seq"`
	Text string `json:"text"`
}

// QueueStatus implements [Bookkeeper].
func (b *Books) QueueStatus(context.Context) (Queue, error) { return b.figures(), nil }

func (b *Books) figures() Queue {
	stats, waiting := b.queue.Stats(), b.toHQ.Waiting()
	last, hash := b.queue.Last()
	q := Queue{
		Folder: b.folder, Epoch: b.queue.Epoch(), Epochs: b.queue.Epochs(), Facts: last, Hash: hash, Bytes: stats.Bytes, FileBytes: stats.FileBytes,
		Waiting: waiting.Count, Sum: waiting.Sum, Oldest: waiting.Oldest, Set: stats.Rejected, Key: b.keeper.String(),
		Opening: b.queue.Report(),
	}
	to, err := seal.WrappedTo(filepath.Join(b.folder, seal.RecoveryFile))
	if q.Recovery = to; errors.Is(err, seal.ErrNoKey) {
		err = nil // no recovery key has been set
	}
	if err = errors.Join(stats.Err, err); err != nil {
		q.Error = err.Error()
	}
	return q
}

// MaxEntries is the most that one list shows.
const MaxEntries = 1000

// maxAnswerLines bounds one answer, in bytes of facts.
const maxAnswerLines = 16 << 20

// QueueList implements [Bookkeeper].
func (b *Books) QueueList(_ context.Context, from uint64, limit int) ([]Entry, error) {
	if limit < 1 || limit > MaxEntries {
		return nil, fmt.Errorf("list %d facts: from 1 to %d at a time", limit, MaxEntries)
	}
	facts, err := b.queue.From(max(from, 1), queue.Limit{Facts: limit, Bytes: maxAnswerLines})
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(facts))
	for _, f := range facts {
		entries = append(entries, b.entry(f))
	}
	return entries, nil
}

func (b *Books) entry(f queue.Fact) Entry {
	return Entry{Seq: f.Seq, At: f.At, Kind: f.Kind, Key: f.Key, Sum: f.Sum, Sent: f.Seq <= b.toHQ.Position(), Body: f.Body}
}

// QueueShow implements [Bookkeeper].
func (b *Books) QueueShow(_ context.Context, seq uint64) (Detail, error) {
	last, _ := b.queue.Last()
	if seq == 0 || seq > last {
		return Detail{}, fmt.Errorf("show fact %d: there is none, the last is %d", seq, last)
	}
	facts, err := b.queue.From(seq, queue.Limit{Facts: 1})
	if err != nil {
		return Detail{}, err
	}
	if len(facts) == 0 || facts[0].Seq != seq {
		return Detail{}, fmt.Errorf("show fact %d: it is not in the journal any more", seq)
	}
	f := facts[0]
	d := Detail{Entry: b.entry(f), Ref: f.Ref, Hash: fmt.Sprintf("%x", sha256.Sum256(f.Line)), Line: string(f.Line)}
	d.Refused, err = b.refusal(seq)
	return d, err
}

// refusal returns why HQ has refused a fact, or "".
func (b *Books) refusal(seq uint64) (string, error) {
	rejected, err := b.queue.Quarantine()
	if err != nil {
		return "", err
	}
	for _, r := range rejected {
		if r.Fact.Seq == seq && r.Cursor == cursorHQ {
			return r.Reason, nil
		}
	}
	return "", nil
}

// QueueLines implements [Bookkeeper].
func (b *Books) QueueLines(_ context.Context, from uint64) ([]Line, error) {
	facts, err := b.queue.From(from, queue.Limit{Facts: 10 * MaxEntries, Bytes: maxAnswerLines})
	if err != nil {
		return nil, err
	}
	lines := make([]Line, 0, len(facts))
	for _, f := range facts {
		lines = append(lines, Line{Seq: f.Seq, Text: string(f.Line)})
	}
	return lines, nil
}

// QueueCheck implements [Bookkeeper].
func (b *Books) QueueCheck(ctx context.Context) error { return b.queue.Check(ctx) }
