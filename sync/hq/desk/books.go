package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/people"
)

// Statement is a day's report, with who made it.
type Statement struct {
	By     string       `json:"by"`
	At     time.Time    `json:"at"`
	File   string       `json:"file"`
	Report books.Report `json:"report"`
}

// savedMapping is the name of the mapping that was used last.
const savedMapping = "van"

// Mapping returns the mapping that was saved, or the zero one.
func (d *Desk) Mapping(ctx context.Context) (books.Mapping, error) {
	k, err := d.mappings.Get(ctx, savedMapping)
	if errors.Is(err, hq.ErrNotFound) {
		err = nil
	}
	return k.Value, err
}

// Statement returns a day's report, or [hq.ErrNotFound].
func (d *Desk) Statement(ctx context.Context, day string) (Statement, error) {
	k, err := d.statements.Get(ctx, day)
	return k.Value, err
}

// Compare compares a day with a statement of the VAN, keeps the report, and saves
// the mapping for the next one.
func (d *Desk) Compare(ctx context.Context, who people.Who, day, file string, text []byte, m books.Mapping, zone *time.Location) (Statement, error) {
	begin, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return Statement{}, bad("day %q: want it as in 2026-01-05", day)
	}
	table, err := books.ReadTable(text)
	if err != nil {
		return Statement{}, bad("%v", err)
	}
	if m == (books.Mapping{}) {
		m = books.Guess(table.Names)
	}
	lines, err := books.Parse(table, m)
	if err != nil {
		return Statement{}, bad("%v", err)
	}
	sales, open, err := d.sales(ctx, begin)
	if err != nil {
		return Statement{}, err
	}
	s := Statement{By: who.Name, At: time.Now().UTC().Truncate(time.Second), File: file, Report: books.Meet(day, sales, open, lines)}
	note := fmt.Sprintf("%s: %d lines, %d differences", file, s.Report.Lines, len(s.Report.Differences)+s.Report.More)
	return s, d.do(ctx, who, people.Books, act{"statement-compared", day, note}, func() error {
		_, err := d.statements.Change(ctx, day, func(kept *Statement) error { *kept = s; return nil })
		if err == nil {
			_, err = d.mappings.Change(ctx, savedMapping, func(kept *books.Mapping) error { *kept = m; return nil })
		}
		if err == nil {
			err = d.alarmBooks(ctx, s.Report)
		}
		return err
	})
}

// besideDay is how far clocks may differ around midnight.
const besideDay = 3 * time.Hour

// sales returns what was taken on a day and around it, and what stands open.
func (d *Desk) sales(ctx context.Context, begin time.Time) (taken, open []books.Sale, err error) {
	f := hq.Filter{From: begin.Add(-besideDay), Until: begin.AddDate(0, 0, 1).Add(besideDay), Limit: hq.MaxLimit}
	for {
		page, err := d.HQ.Store.Payments(ctx, f)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range page {
			s, err := d.sale(ctx, p, begin.Location())
			switch {
			case err != nil:
				return nil, nil, err
			case p.Test || p.Number == "" || p.ByPhone(): // the VAN knows nothing of these
			case p.Status == hq.Approved, p.Status == hq.Voided, p.Status == hq.Voiding, p.Status == hq.Mismatched:
				taken = append(taken, s)
			default:
				open = append(open, s)
			}
		}
		if f.After = hq.Next(f, page); f.After.IsZero() {
			return taken, open, nil
		}
	}
}

// sale reads a payment again from the facts that the kiosk wrote.
func (d *Desk) sale(ctx context.Context, p hq.Payment, zone *time.Location) (books.Sale, error) {
	s := books.Sale{Payment: p, Day: p.Started.In(zone).Format(time.DateOnly)}
	facts, err := d.HQ.Store.Facts(ctx, hq.FactFilter{Kiosk: p.Kiosk, Key: p.Key})
	if err != nil {
		return s, err
	}
	var again hq.Payment
	for _, f := range facts {
		if f.Pays() {
			again = hq.Project(again, p.Kiosk, f)
		}
	}
	s.Journal = again.Amount == p.Amount && again.Refunded == p.Refunded && again.Status == p.Status && again.Number == p.Number
	return s, nil
}
