package queue

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"kioskd/queue/seal"
)

// Options say how a queue is opened. The zero value is what a kiosk uses.
type Options struct {
	// Disk says where the files are; nil for the folder given to Open.
	Disk Disk

	// Sealer seals what is kept; nil for one whose key Keeper keeps.
	Sealer Sealer

	// Keeper keeps the data key, which is made together with the store; nil for
	// the file queue.key beside it, protected as the system can.
	Keeper seal.Keeper

	// Rand is where epoch, key and nonces come from; nil for crypto/rand. It is
	// read by one goroutine at a time.
	Rand io.Reader

	// MaxFacts and MaxBytes bound the queue: so many facts, so many bytes of
	// lines (the files need about 1.5 times as much). 0 stands for 8 million
	// facts and 4 GiB; 1 GiB on 32-bit systems, where bbolt can map no more.
	MaxFacts uint64
	MaxBytes int64

	// KeepLog is how long a fact stays in the log after every cursor has passed
	// it, by the fact's own time; 0 stands for 30 days.
	KeepLog time.Duration

	// SegmentBytes is the size of the log's files; 0 stands for 4 MiB.
	SegmentBytes int64

	// Verify looks at a store before it is opened; nil for [VerifyFile]. An error
	// that wraps [ErrDamaged] has the store mended, any other one has Open refuse.
	// A store of more than 64 MiB that is as a clean stop left it is opened without.
	// A program can let another process do that, with a time limit, in case the
	// disk stops answering.
	Verify func(ctx context.Context, path string) error

	// Log hears what a person may want to know; nil for silence.
	Log *slog.Logger

	noFlush bool   // bbolt does not flush: for tests that model the disk
	quick   int64  // see quickAt; tests have smaller stores
	walk    uint64 // see walkLimit
}

// Sealer makes values unreadable without a key. Values are bound to epoch and
// number: Open fails for another place.
type Sealer interface {
	// Seal returns plain sealed. It may fail for want of randomness.
	Seal(epoch string, seq uint64, plain []byte) ([]byte, error)

	// Open returns what was sealed, in memory of its own, and fails for another
	// key or place, and for damage.
	Open(epoch string, seq uint64, sealed []byte) ([]byte, error)

	// Index returns the bytes under which a name can be found: always the same
	// length, and the same for the same name and key.
	Index(name string) []byte
}

const (
	defaultMaxFacts     = 8_000_000
	defaultKeepLog      = 30 * 24 * time.Hour
	defaultSegmentBytes = 4 << 20
	minSegmentBytes     = 64 << 10

	// 4 GiB where a pointer has 64 bits, 1 GiB where it has 32.
	defaultMaxBytes = 1 << (30 + 2*(^uint(0)>>63))
)

func (o Options) withDefaults(dir string) (Options, error) {
	if o.MaxBytes < 0 {
		return o, fmt.Errorf("MaxBytes %d is negative; 0 stands for the default", o.MaxBytes)
	}
	if dir == "" {
		return o, errors.New("no folder given")
	}
	if o.KeepLog < 0 || o.SegmentBytes < 0 || o.SegmentBytes > 0 && o.SegmentBytes < minSegmentBytes {
		return o, fmt.Errorf("KeepLog %v or SegmentBytes %d is too small; 0 stands for the default", o.KeepLog, o.SegmentBytes)
	}
	if o.Disk == nil {
		o.Disk = osDisk(dir)
	}
	if o.Keeper == nil {
		o.Keeper = seal.Default(o.Disk.Path(keyFile))
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Verify == nil {
		o.Verify = VerifyFile
	}
	if o.KeepLog == 0 {
		o.KeepLog = defaultKeepLog
	}
	if o.SegmentBytes == 0 {
		o.SegmentBytes = defaultSegmentBytes
	}
	if o.quick == 0 {
		o.quick = quickAt
	}
	if o.walk == 0 {
		o.walk = walkLimit
	}
	if o.MaxFacts == 0 {
		o.MaxFacts = defaultMaxFacts
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = defaultMaxBytes
	}
	return o, nil
}
