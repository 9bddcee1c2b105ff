package hq

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/wire"
)

// Store keeps what kiosks reported. Implementations pass the tests of package
// storetest. All methods may be called from many goroutines.
type Store interface {
	Directory
	Office

	// Put keeps facts with consecutive numbers, all or none, and returns nil only
	// when they are durable. Facts that are stored already, byte for byte, are
	// skipped. It returns [ErrFork] when a number is taken by other bytes or a
	// fact does not follow from the one before, and [ErrGap] when numbers are
	// missing before the first. The bytes of the facts may be reused afterwards.
	Put(ctx context.Context, kiosk, epoch string, facts []Fact) error

	// Head returns the end of a kiosk's chain: number 0 and the epoch's seed when
	// nothing is stored.
	Head(ctx context.Context, kiosk, epoch string) (Head, error)

	// Seen notes that a kiosk was heard of. The first sighting of a kiosk fixes
	// FirstSeen; a nil Status keeps the one before.
	Seen(ctx context.Context, k Kiosk) error

	// Kiosks returns all kiosks, by id, with Acked from their chains.
	Kiosks(ctx context.Context) ([]Kiosk, error)

	// Payments returns the payments that pass the filter, the newest first.
	Payments(ctx context.Context, f Filter) ([]Payment, error)

	// Payment returns one payment, or [ErrNotFound].
	Payment(ctx context.Context, kiosk, key string) (Payment, error)

	// Facts returns stored facts in the order in which they were stored.
	Facts(ctx context.Context, f FactFilter) ([]Fact, error)

	// Close frees the store's files. It may be called twice.
	Close() error
}

// Causes that stores share, for errors.Is.
var (
	ErrFork     = errors.New("the kiosk's journal has forked")
	ErrGap      = errors.New("facts are missing")
	ErrNotFound = errors.New("not found")
)

// Fact is a fact as HQ keeps it.
type Fact struct {
	wire.Fact
	Epoch string

	// Refused is why the line is no fact, empty for a good one. Of a refused line
	// only Seq and Line are set.
	Refused string
}

// Read makes a fact of a line that was sent under a number. What cannot be read
// becomes a refused fact; a line that claims another number is an error, since
// then nobody knows where it belongs.
func Read(seq uint64, line []byte) (Fact, error) {
	f, err := wire.ParseFact(line)
	if err != nil {
		return Fact{Fact: wire.Fact{Seq: seq, Line: line}, Refused: err.Error()}, nil
	}
	if f.Seq != seq {
		return Fact{}, fmt.Errorf("the line sent as fact %d says that it is fact %d", seq, f.Seq)
	}
	return Fact{Fact: f}, nil
}

// Head is the end of a chain of facts.
type Head struct {
	Seq  uint64
	Hash string // of the last line, or the seed
}

// NewHead returns the head of an empty chain.
func NewHead(epoch string) Head { return Head{Hash: wire.SeedHash(epoch)} }

// Kiosk is what HQ knows of one kiosk.
type Kiosk struct {
	ID        string       `json:"kiosk"`
	Connected bool         `json:"connected"`
	FirstSeen time.Time    `json:"first_seen"`
	LastSeen  time.Time    `json:"last_seen"`
	Agent     string       `json:"agent"`
	Epoch     string       `json:"epoch"`
	Acked     uint64       `json:"acked"`           // facts durable at HQ, in this epoch
	Alarm     string       `json:"alarm,omitempty"` // what its newest open alarm says; stores keep none
	Status    *wire.Status `json:"status,omitempty"`
}

// FactFilter chooses facts. Empty fields choose all.
type FactFilter struct {
	Kiosk, Epoch, Key string
	After             uint64 // numbers above this
	Refused           bool   // only refused ones
	Limit             int    // 0 for all
}

// Matches reports whether the filter chooses a kiosk's fact.
func (f FactFilter) Matches(kiosk string, fact Fact) bool {
	return (f.Kiosk == "" || f.Kiosk == kiosk) &&
		(f.Epoch == "" || f.Epoch == fact.Epoch) &&
		(f.Key == "" || f.Key == fact.Key) &&
		(!f.Refused || fact.Refused != "") &&
		fact.Seq > f.After
}

// Then returns what is known of a kiosk after another sighting: a status lasts until
// the next.
func (k Kiosk) Then(now Kiosk) Kiosk {
	now.FirstSeen = k.FirstSeen
	if now.Status == nil {
		now.Status = k.Status
	}
	return now
}
