package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// Fact is one line of a kiosk's journal.
type Fact struct {
	Seq  uint64          `json:"seq"` // from 1, without gaps within an epoch
	At   time.Time       `json:"at"`  // by the kiosk's clock
	Kind string          `json:"kind"`
	Key  string          `json:"key,omitempty"` // the payment it belongs to
	Ref  string          `json:"ref,omitempty"` // the approval it is about
	Sum  int64           `json:"sum,omitempty"` // money that it makes wait for HQ, in minor units
	Prev string          `json:"prev"`          // hash of the line before
	Body json.RawMessage `json:"body"`          // for payments a [Body]

	// Line is the fact as the kiosk wrote it, without a line feed.
	Line []byte `json:"-"`
}

// ErrFact is the cause of every refusal of a line.
var ErrFact = errors.New("not a fact")

// ParseFact reads one line. It checks the frame, so that a fact of any kind and
// with any body can be kept in its place; the body is looked at by
// [Fact.Payment]. The result shares the bytes of line.
func ParseFact(line []byte) (Fact, error) {
	if err := checkLine(line); err != nil {
		return Fact{}, fmt.Errorf("%w: %w", ErrFact, err)
	}
	f, ok := scanFact(line)
	if !ok {
		f = Fact{}
		if err := json.Unmarshal(line, &f); err != nil {
			return Fact{}, fmt.Errorf("%w: %w", ErrFact, err)
		}
	}
	f.Line = line
	if err := f.check(); err != nil {
		return Fact{}, fmt.Errorf("%w: %w", ErrFact, err)
	}
	return f, nil
}

func checkLine(line []byte) error {
	switch {
	case len(line) > MaxFact:
		return fmt.Errorf("%d bytes, want at most %d", len(line), MaxFact)
	case bytes.IndexByte(line, '\n') >= 0 || bytes.IndexByte(line, '\r') >= 0:
		return errors.New("a line break inside")
	case !utf8.Valid(line):
		return errors.New("not UTF-8")
	}
	return nil
}

func (f Fact) check() error {
	switch {
	case f.Seq == 0:
		return errors.New("no sequence number")
	case f.At.IsZero():
		return errors.New("no time")
	case f.Kind == "":
		return errors.New("no kind")
	case !isHash(f.Prev):
		return errors.New("prev is not a SHA-256 in lower-case hexadecimal")
	case len(f.Body) == 0:
		return errors.New("no body")
	}
	return nil
}

// Payment reads the body of a payment fact.
func (f Fact) Payment() (Body, error) {
	var b Body
	if err := json.Unmarshal(f.Body, &b); err != nil {
		return Body{}, fmt.Errorf("read the body of fact %d (%s): %w", f.Seq, f.Kind, err)
	}
	return b, nil
}

// Hash returns the SHA-256 of a line, without line feed, in lower-case
// hexadecimal: what the next fact calls prev.
func Hash(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// SeedHash returns what the first fact of an epoch calls prev.
func SeedHash(epoch string) string { return Hash([]byte("kioskd.queue.v1:" + epoch)) }

func isHash(s string) bool {
	if len(s) != 2*sha256.Size {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
