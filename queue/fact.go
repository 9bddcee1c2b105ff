package queue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"
)

// Fact is something that happened. Append wants At, Kind and Body, and takes
// Key, Ref and Sum; it gives Seq and Line.
type Fact struct {
	// Seq is the fact's place: from 1 within an epoch, without gaps.
	Seq uint64

	// At is when it happened, by the kiosk's clock. It is kept in UTC, to the
	// millisecond.
	At time.Time

	// Kind is 1 to 40 characters of [a-z0-9-].
	Kind string

	// Key is what the fact is about, and Ref a second name for it. Either may be
	// empty. Find returns the fact under both.
	Key string
	Ref string

	// Sum is the money, in whole minor units, that counts as waiting until the
	// fact is acknowledged. It is 0 when the fact carries none.
	Sum int64

	// Money says that the fact is about money even if its Sum is 0. A fact with a
	// Sum is so anyway. Such facts are on disk twice when Append returns, others
	// once. Money and Ending are for Append alone and are not read back.
	Money bool

	// Ending says that the fact belongs to something already begun. It may use
	// what is kept in reserve when the disk or the queue is full.
	Ending bool

	// Body is one JSON value, which the queue does not look into. Append keeps
	// it without insignificant white space.
	Body []byte

	// Line is the fact as it is stored and sent: one JSON object in one line,
	// without the line end.
	Line []byte
}

// Bounds of a fact. They keep one fact well inside one message to HQ.
const (
	MaxKind = 40       // characters
	MaxName = 200      // bytes of a key or ref
	MaxBody = 64 << 10 // bytes
	MaxSum  = 1_000_000_000_000
)

// MaxAppend is the largest number of facts in one Append.
const MaxAppend = 1000

// ErrFact is the cause of every refusal of a fact for what it says. Nothing was
// written.
var ErrFact = errors.New("fact cannot be kept")

// normal returns the fact as it will be read back, or why it cannot be kept.
func (f Fact) normal() (Fact, error) {
	if err := f.check(); err != nil {
		return Fact{}, fmt.Errorf("%w: %w", ErrFact, err)
	}
	var body bytes.Buffer
	if err := json.Compact(&body, f.Body); err != nil {
		return Fact{}, fmt.Errorf("%w: body is not one JSON value: %w", ErrFact, err)
	}
	f.Body, f.At = body.Bytes(), f.At.UTC().Truncate(time.Millisecond)
	f.Money, f.Ending = false, false
	return f, nil
}

func (f Fact) check() error {
	switch {
	case !isWord(f.Kind):
		return fmt.Errorf("kind %q is not 1 to %d of [a-z0-9-]", f.Kind, MaxKind)
	case !isName(f.Key):
		return fmt.Errorf("key is not printable text of at most %d bytes", MaxName)
	case !isName(f.Ref):
		return fmt.Errorf("ref is not printable text of at most %d bytes", MaxName)
	case f.Sum < -MaxSum || f.Sum > MaxSum:
		return fmt.Errorf("sum %d is beyond ±%d", f.Sum, int64(MaxSum))
	case f.At.IsZero() || f.At.UTC().Year() < 1 || f.At.UTC().Year() > 9999:
		return fmt.Errorf("time %v is not set or not within the years 1 to 9999", f.At)
	case len(f.Body) > MaxBody:
		return fmt.Errorf("body of %d bytes is longer than %d", len(f.Body), MaxBody)
	case !utf8.Valid(f.Body):
		return errors.New("body is not UTF-8")
	}
	return nil
}

// isWord reports whether s may name a kind or a cursor.
func isWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= MaxKind
}

// isName reports whether s may be a key or a ref.
func isName(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return len(s) <= MaxName && utf8.ValidString(s)
}
