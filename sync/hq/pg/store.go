package pg

import (
	"context"
	"time"
)

// Store keeps attempts and what was heard. Implementations pass the tests of package
// storetest; all methods may be called from many goroutines and, where a store is
// shared, from many processes. What a method returned nil for is durable.
type Store interface {
	// BeginAttempt keeps a new attempt, at version 1. When its kiosk has the number
	// of this payment already it returns that attempt and known; when another attempt
	// at the payment blocks, it is [ErrBusy].
	BeginAttempt(ctx context.Context, a Attempt) (kept Attempt, known bool, err error)

	// SaveAttempt keeps an attempt in the place of the one of its version, which then
	// is one more, or is [ErrStale].
	SaveAttempt(ctx context.Context, a Attempt) (Attempt, error)

	// AttemptBy returns one attempt by one of its names, or [ErrNotFound].
	AttemptBy(ctx context.Context, n Name) (Attempt, error)

	// AttemptsOf returns the attempts at a payment, the newest first.
	AttemptsOf(ctx context.Context, kiosk, key string) ([]Attempt, error)

	// Attempts returns a page of the attempts that a filter wants, the newest first;
	// [ErrNotFound] where it goes on after an attempt that is not there.
	Attempts(ctx context.Context, f Filter) ([]Attempt, error)

	// ClaimAttempts returns attempts that were due at a time, at most so many, and
	// makes them due later, so that nobody else is given them until then.
	ClaimAttempts(ctx context.Context, due, later time.Time, limit int) ([]Attempt, error)

	// RouseAttempts makes all attempts that have a due time due now: for a process that
	// has just started and knows that no other is at them.
	RouseAttempts(ctx context.Context, now time.Time) error

	// KeepHeard keeps a callback or a webhook whole, once for each name, and reports
	// whether it is the first of its name.
	KeepHeard(ctx context.Context, provider, name string, h Heard) (first bool, err error)
}

// Name chooses one attempt: by ID, by Token, or by Provider and Ref.
type Name struct {
	ID, Token     string
	Provider, Ref string
}

// Matches reports whether an attempt has this name.
func (n Name) Matches(a Attempt) bool {
	switch {
	case n.ID != "":
		return a.ID == n.ID
	case n.Token != "":
		return a.Token == n.Token
	}
	return n.Ref != "" && a.Provider == n.Provider && a.Ref == n.Ref
}
