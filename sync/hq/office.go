package hq

import (
	"context"
	"errors"
	"time"
)

// Office is the part of a [Store] that keeps what the people at HQ work with.
//
// It knows no users and no cases: it keeps records, which are JSON under a kind
// and a name, and changes one only for whoever has seen its newest version. What
// a record means is known where it is used, once for all stores. Beside them
// stands the audit, to which lines are added and from which nothing is taken.
type Office interface {
	// Record returns a record, or [ErrNotFound].
	Record(ctx context.Context, kind, name string) (Record, error)

	// Records returns all records of a kind, by name.
	Records(ctx context.Context, kind string) ([]Record, error)

	// RecordsAfter returns records of a kind whose names come after one, by name, at
	// most so many. Names are compared byte by byte.
	RecordsAfter(ctx context.Context, kind, after string, limit int) ([]Record, error)

	// Count returns how many records of a kind have a tag. It looks at no more than
	// most of them, however many there are.
	Count(ctx context.Context, kind, tag string, most int) (int, error)

	// PutRecord keeps a record. Version 0 makes a new one, or is [ErrExists]; any
	// other changes the record that has this version, which then has the next, or
	// is [ErrChanged]. The body may be reused afterwards.
	PutRecord(ctx context.Context, r Record) error

	// DropRecord forgets a record. One that is not there is no error.
	DropRecord(ctx context.Context, kind, name string) error

	// AddLine adds a line to the audit under a number, which is [ErrExists] when
	// it is taken. Numbers begin with 1 and have no gaps; a number beyond the next
	// is [ErrGap].
	AddLine(ctx context.Context, l AuditLine) error

	// Lines returns lines of the audit with numbers below before, 0 for all, the
	// newest first, at most so many.
	Lines(ctx context.Context, before uint64, limit int) ([]AuditLine, error)

	// Totals adds up the payments that began from one time on and before another,
	// in steps of so long from the first, by kiosk, method, status, currency and
	// test mode, in this order.
	Totals(ctx context.Context, from, until time.Time, step time.Duration) ([]Total, error)

	// Documents returns the settings documents that are kept, the newest first, at
	// most so many, each with the kiosks to which it has been offered.
	Documents(ctx context.Context, limit int) ([]Settings, error)

	// OfferTo offers a document that is kept to more kiosks. One that was offered
	// it already is no error.
	OfferTo(ctx context.Context, version uint64, kiosks []string) error

	// Withdraw takes the offer of a document back from kiosks: one that has not
	// heard of it will not.
	Withdraw(ctx context.Context, version uint64, kiosks []string) error
}

// ErrChanged says that a record is not as its changer saw it.
var ErrChanged = errors.New("somebody else has changed this in the meantime")

// Record is something that people at HQ work with.
type Record struct {
	Kind, Name string
	Tag        string // what records of a kind are counted by; empty for nothing
	Version    uint64 // counts changes, from 1
	Body       []byte // JSON
}

// AuditLine is a line of the audit: the exact bytes, so that its chain of hashes
// can be checked.
type AuditLine struct {
	Seq  uint64
	Line []byte
}

// Total is a sum of payments that are alike.
type Total struct {
	Step     int    `json:"step"` // 0 is the first
	Kiosk    string `json:"kiosk"`
	Method   string `json:"method"`
	Status   string `json:"status"`
	Currency string `json:"currency"`
	Test     bool   `json:"test"`

	Count    int   `json:"count"`
	Amount   int64 `json:"amount"` // minor units
	Refunded int64 `json:"refunded"`
}
