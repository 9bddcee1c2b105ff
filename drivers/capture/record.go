package capture

import (
	"encoding"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kioskd/drivers"
)

// ErrFormat is the cause when text is no capture.
var ErrFormat = errors.New("no capture")

// Kind says what a record is about.
type Kind string

// The kinds.
const (
	Opened Kind = "open" // the way to the pad
	Sent   Kind = ">"    // by the kiosk
	Heard  Kind = "<"    // from the pad
	Ended  Kind = "end"  // the way, and why
)

// Record is one line of a capture.
type Record struct {
	// At is the time since the capture began. Files keep milliseconds.
	At   time.Duration
	Kind Kind

	Piece drivers.Piece // of Sent and Heard
	Note  string        // of Ended: why
}

var (
	_ encoding.TextMarshaler   = Record{}
	_ encoding.TextUnmarshaler = (*Record)(nil)
)

// MarshalText writes the line, without its end.
func (r Record) MarshalText() ([]byte, error) {
	at := fmt.Sprintf("%d.%03d ", r.At/time.Second, r.At%time.Second/time.Millisecond)
	text := string(r.Kind)
	switch {
	case r.Kind == Ended:
		text += " " + oneLine(r.Note)
	case r.Kind != Opened && r.Piece.Shown != nil:
		text += fmt.Sprintf(" % x", r.Piece.Shown)
	case r.Kind != Opened:
		text += fmt.Sprintf(" hidden %d", r.Piece.Hidden)
	}
	return []byte(at + strings.TrimSpace(text)), nil
}

// oneLine keeps a note from becoming a record of its own.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// UnmarshalText reads a line. The error wraps [ErrFormat].
func (r *Record) UnmarshalText(line []byte) error {
	at, rest, _ := strings.Cut(string(line), " ")
	kind, rest, _ := strings.Cut(rest, " ")
	got := Record{Kind: Kind(kind)}
	var err error
	if got.At, err = readTime(at); err != nil {
		return err
	}
	switch got.Kind {
	case Opened:
		err = nothing(rest)
	case Ended:
		got.Note = oneLine(rest)
	case Sent, Heard:
		got.Piece, err = readPiece(rest)
	default:
		err = fmt.Errorf("%w: %q is none of open, >, < and end", ErrFormat, kind)
	}
	if err == nil {
		*r = got
	}
	return err
}

func nothing(rest string) error {
	if rest != "" {
		return fmt.Errorf("%w: %q stands behind open", ErrFormat, rest)
	}
	return nil
}

// readTime reads seconds with three decimals.
func readTime(s string) (time.Duration, error) {
	seconds, millis, _ := strings.Cut(s, ".")
	const most = 100 * 365 * 24 * 3600
	n, err := strconv.ParseUint(seconds, 10, 32)
	m, errMillis := strconv.ParseUint(millis, 10, 16)
	if err != nil || errMillis != nil || n > most || len(millis) != 3 {
		return 0, fmt.Errorf("%w: %q is no time such as 12.034", ErrFormat, s)
	}
	return time.Duration(n)*time.Second + time.Duration(m)*time.Millisecond, nil
}

// mostBytes bounds a record; no protocol has longer frames.
const mostBytes = 1 << 16

func readPiece(s string) (drivers.Piece, error) {
	if count, ok := strings.CutPrefix(s, "hidden "); ok {
		n, err := strconv.ParseUint(count, 10, 31)
		if err != nil || n == 0 {
			return drivers.Piece{}, fmt.Errorf("%w: %q is no count of hidden bytes", ErrFormat, count)
		}
		return drivers.Piece{Hidden: int(n)}, nil
	}
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil || len(b) == 0 || len(b) > mostBytes {
		return drivers.Piece{}, fmt.Errorf("%w: bytes are written as in 02 4F 03, from 1 to %d of them", ErrFormat, mostBytes)
	}
	return drivers.Piece{Shown: b}, nil
}
