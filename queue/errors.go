package queue

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// What a caller may have to tell apart, for errors.Is.
var (
	// ErrUnknown says that facts may or may not have been kept: the disk failed,
	// or the caller stopped waiting. Only a reopened queue can tell.
	ErrUnknown = errors.New("facts may or may not be on disk")

	// ErrBroken says that an earlier commit failed; nothing is taken until the
	// queue has been opened again.
	ErrBroken = errors.New("queue takes no facts since a write failed")

	// ErrFull says that a bound was reached. Nothing was written.
	ErrFull = errors.New("queue is full")

	// ErrClosed says that the queue has been closed.
	ErrClosed = errors.New("queue is closed")

	// ErrLocked says that another process, or another part of this one, has the
	// folder open.
	ErrLocked = errors.New("queue is in use")

	// ErrNewer says that the store was made by a newer program.
	ErrNewer = errors.New("store was made by a newer program")

	// ErrKey says that the store does not open with the key at hand.
	ErrKey = errors.New("store does not open with this key")

	// ErrDamaged says that what is on disk does not add up.
	ErrDamaged = errors.New("store is damaged")

	// ErrPosition says that there is no fact with this number.
	ErrPosition = errors.New("no such fact")
)

// What damage is, for the name of what is set aside.
var (
	errCut     = fmt.Errorf("%w: cut short", ErrDamaged)
	errGone    = fmt.Errorf("%w: gone", ErrDamaged)
	errForeign = fmt.Errorf("%w: not ours", ErrDamaged)
)

// guard runs f, which works on the mapped store, and turns its panics into
// errors. bbolt panics on pages that make no sense, and reading past the end of
// a cut file is a memory fault.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	return f()
}
