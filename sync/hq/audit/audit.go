// Package audit keeps who did what at HQ.
//
// An entry is written before what it tells of is done: who reads the book may
// find an act that then failed, which the next entry says, and never one that
// nobody wrote down. Each entry carries the hash of the one before it, as facts
// do, so that a book from which somebody has taken a line shows it:
//
//	{"seq":7,"at":"…","who":"kim","did":"refund-asked","on":"shop-7 key-1","prev":"…"}
//	                                                                        │
//	                                    SHA-256 of line 6, byte for byte ◀──┘
//
// A book that was cut off at its end does not show it by itself; who wants to
// know keeps the hash that [Book.Check] returns somewhere else.
package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/said"
	"kioskd/sync/wire"
)

// Entry says that somebody did something.
type Entry struct {
	Seq  uint64    `json:"seq"`
	At   time.Time `json:"at"`
	Who  string    `json:"who"`            // name of a user or token
	From string    `json:"from,omitempty"` // network address
	Did  string    `json:"did"`            // one word, as in command or settings-offered
	On   string    `json:"on,omitempty"`   // what it was done to
	Note string    `json:"note,omitempty"` // reason and particulars, for people
	Prev string    `json:"prev"`           // hash of the line before
}

// seed stands before the first line.
var seed = wire.Hash([]byte("kioskhq.audit.v1"))

// Book is the audit of an HQ.
type Book struct{ Office hq.Office }

// maxNote bounds what one entry keeps of a text, in bytes.
const maxNote = 2000

// addTries is how often an entry is tried against others who add theirs.
const addTries = 50

// Add writes an entry; its number, time and hash are filled in. It returns once
// the entry is durable.
func (b Book) Add(ctx context.Context, e Entry) error {
	e.At, e.Note, e.On = time.Now().UTC().Truncate(time.Millisecond), cut(e.Note), cut(e.On)
	for range addTries {
		newest, err := b.Office.Lines(ctx, 0, 1)
		if err != nil {
			return fmt.Errorf("read the end of the audit: %w", err)
		}
		line, err := after(newest, e)
		if err != nil {
			return err
		}
		if err = b.Office.AddLine(ctx, line); !errors.Is(err, hq.ErrExists) {
			return wrap(err)
		}
	}
	return wrap(hq.ErrChanged)
}

func wrap(err error) error {
	if err != nil {
		return fmt.Errorf("write the audit: %w", err)
	}
	return nil
}

// after puts an entry behind the newest line.
func after(newest []hq.AuditLine, e Entry) (hq.AuditLine, error) {
	e.Seq, e.Prev = 1, seed
	if len(newest) > 0 {
		e.Seq, e.Prev = newest[0].Seq+1, wire.Hash(newest[0].Line)
	}
	line, err := json.Marshal(e)
	return hq.AuditLine{Seq: e.Seq, Line: line}, err
}

func cut(s string) string {
	if len(s) > maxNote {
		return s[:maxNote] + "…"
	}
	return s
}

// Newest returns entries with numbers below before, 0 for all, the newest first.
func (b Book) Newest(ctx context.Context, before uint64, limit int) ([]Entry, error) {
	lines, err := b.Office.Lines(ctx, before, limit)
	if err != nil {
		return nil, fmt.Errorf("read the audit: %w", err)
	}
	all := make([]Entry, len(lines))
	for i, l := range lines {
		if err := json.Unmarshal(l.Line, &all[i]); err != nil {
			return nil, fmt.Errorf("audit line %d: %w", l.Seq, err)
		}
	}
	return all, nil
}

// page is how many lines are read at a time.
const page = 500

// Each calls do with the exact bytes of every line, the newest first.
func (b Book) Each(ctx context.Context, do func(hq.AuditLine) error) error {
	for before := uint64(0); ; {
		lines, err := b.Office.Lines(ctx, before, page)
		if err != nil {
			return fmt.Errorf("read the audit: %w", err)
		}
		for _, l := range lines {
			if err := do(l); err != nil {
				return err
			}
			before = l.Seq
		}
		if len(lines) < page {
			return nil
		}
	}
}

// Check reports how many lines there are and the hash of the newest, or the
// first place at which the chain of hashes is broken.
func (b Book) Check(ctx context.Context) (count uint64, hash string, err error) {
	hash = seed
	var next struct {
		seq  uint64
		prev string
	}
	err = b.Each(ctx, func(l hq.AuditLine) error {
		var e Entry
		if err := json.Unmarshal(l.Line, &e); err != nil {
			return said.No(nil, "line %d of the audit is no entry: %v", l.Seq, err)
		}
		own := wire.Hash(l.Line)
		switch {
		case count == 0:
			count, hash = l.Seq, own
		case l.Seq != next.seq-1:
			return said.No(nil, "between lines %d and %d of the audit something is missing", l.Seq, next.seq)
		case own != next.prev:
			return said.No(nil, "line %d of the audit is not the one that line %d followed", l.Seq, next.seq)
		}
		if e.Seq != l.Seq {
			return said.No(nil, "line %d of the audit says that it is line %d", l.Seq, e.Seq)
		}
		next.seq, next.prev = l.Seq, e.Prev
		return nil
	})
	if err == nil && count > 0 && (next.seq != 1 || next.prev != seed) {
		err = said.No(nil, "what stood before line %d of the audit is missing", next.seq)
	}
	return count, hash, err
}
