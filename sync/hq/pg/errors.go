package pg

import "errors"

// Causes that stores and providers share, for errors.Is.
var (
	// ErrStale says that somebody else has changed a record in the meantime.
	ErrStale = errors.New("somebody else has changed this in the meantime")
	// ErrNotFound says that there is no such attempt.
	ErrNotFound = errors.New("no such payment by phone")
	// ErrBusy says that another attempt at the same payment is not settled.
	ErrBusy = errors.New("another attempt at this payment is not settled yet")
)
