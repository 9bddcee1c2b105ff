package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
)

// phoneBack is for how long after a payment its refunds are looked for in the list of
// another day.
const phoneBack = 31 * 24 * time.Hour

// PhoneStatement returns how a day met a provider's list, or [hq.ErrNotFound].
func (d *Desk) PhoneStatement(ctx context.Context, day, provider string) (Statement, error) {
	return d.Statement(ctx, phoneStatement(day, provider))
}

func phoneStatement(day, provider string) string { return day + " " + provider }

// ComparePhones compares what was taken and given back by phone on a day at a provider
// with the provider's own list: the file that was given, or without one what the
// provider answers. A line is found by the provider's name for the payment.
func (d *Desk) ComparePhones(ctx context.Context, who people.Who, provider, day, file string, text []byte, zone *time.Location) (Statement, error) {
	begin, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return Statement{}, bad("day %q: want it as in 2026-01-05", day)
	}
	if d.Phones == nil {
		return Statement{}, ErrNoPhones
	}
	lists, known := d.Phones.Lists()[provider]
	switch {
	case !known:
		return Statement{}, bad("there is no provider %q here", provider)
	case len(text) == 0 && !lists:
		return Statement{}, bad("this provider gives no list by itself; save it as CSV from its own page, and give it here")
	}
	lines, err := d.phoneLines(ctx, provider, begin, text)
	if err != nil {
		return Statement{}, err
	}
	sales, err := d.phoneSales(ctx, provider, begin)
	if err != nil {
		return Statement{}, err
	}
	if file == "" {
		file = provider
	}
	s := Statement{By: who.Name, At: time.Now().UTC().Truncate(time.Second), File: file, Report: meetPhones(day, sales, lines)}
	n := len(s.Report.Differences) + s.Report.More
	note := fmt.Sprintf("%s: %d lines, %d differences", file, s.Report.Lines, n)
	return s, d.do(ctx, who, people.Books, act{"phones-compared", phoneStatement(day, provider), note}, func() error {
		_, err := d.statements.Change(ctx, phoneStatement(day, provider), func(kept *Statement) error { *kept = s; return nil })
		return err
	})
}

// phoneLines are those of the file, or of the provider's own list.
func (d *Desk) phoneLines(ctx context.Context, provider string, begin time.Time, text []byte) (lines []books.Line, err error) {
	if len(text) > 0 {
		table, err := books.ReadTable(text)
		if err != nil {
			return nil, bad("%v", err)
		}
		if lines, err = books.Parse(table, books.GuessPhones(table.Names)); err != nil {
			return nil, bad("%v", err)
		}
		return lines, nil
	}
	all, err := d.Phones.List(ctx, provider, begin, begin.AddDate(0, 0, 1))
	if err != nil {
		return nil, bad("the provider gave no list: %v", err)
	}
	for i, t := range all {
		lines = append(lines, books.Line{Row: i + 1, Number: t.Ref, Amount: int64(max(t.Amount, -t.Amount)), Cancel: t.Amount < 0})
	}
	return lines, nil
}

// phoneSale is what one attempt took and gave back on the day.
type phoneSale struct {
	books.Sale
	taken bool // on this day; otherwise something of it went back then
}

// phoneSales returns the payments of which something was taken or went back on a day.
func (d *Desk) phoneSales(ctx context.Context, provider string, begin time.Time) (all []phoneSale, err error) {
	end := begin.AddDate(0, 0, 1)
	on := func(t time.Time) bool { return !t.Before(begin) && t.Before(end) }
	f := pg.Filter{Provider: provider, From: begin.Add(-phoneBack), Until: end, Limit: hq.MaxLimit}
	err = d.eachPhone(ctx, f, func(a pg.Attempt) (err error) {
		s := phoneSale{Sale: books.Sale{Payment: hq.Payment{Kiosk: a.Kiosk, Key: a.Key, Number: a.Ref}, Day: begin.Format(time.DateOnly), Journal: true}}
		if a.Taken != nil && on(a.Taken.At) {
			s.taken, s.Amount = true, int64(a.Taken.Amount)
		}
		for _, r := range a.Refunds {
			if a.Taken != nil && r.State == pg.Approved && on(r.At) {
				s.Refunded += int64(r.Amount)
			}
		}
		if s.taken || s.Refunded > 0 {
			s.Journal, err = d.inLedger(ctx, a)
			all = append(all, s)
		}
		return err
	})
	return all, err
}

// eachPhone does something with every attempt that a filter wants.
func (d *Desk) eachPhone(ctx context.Context, f pg.Filter, do func(pg.Attempt) error) error {
	for {
		page, err := d.Phones.Store.Attempts(ctx, f)
		if err != nil {
			return err
		}
		for _, a := range page {
			if err := do(a); err != nil {
				return err
			}
		}
		if f.After = f.Next(page); f.After == "" {
			return nil
		}
	}
}

// inLedger reports whether what a kiosk wrote says the same of what was taken. Programs
// of the shop keep books of their own, and what was given back at once is no payment.
func (d *Desk) inLedger(ctx context.Context, a pg.Attempt) (bool, error) {
	if a.State != pg.Paid || a.ByProgram() {
		return true, nil
	}
	p, err := d.HQ.Store.Payment(ctx, a.Kiosk, a.Key)
	if errors.Is(err, hq.ErrNotFound) {
		return false, nil
	}
	return p.Amount == int64(a.Taken.Amount), err
}

// meetPhones compares. Refunds of an earlier day's payments have no sale in the list;
// where both sides say the same of them they meet.
func meetPhones(day string, sales []phoneSale, lines []books.Line) books.Report {
	back := map[string]int64{}
	for _, l := range lines {
		if l.Cancel {
			back[l.Number] += l.Amount
		}
	}
	var taken []books.Sale
	earlier, count := map[string]bool{}, books.Side{}
	for _, s := range sales {
		switch {
		case s.taken:
			taken = append(taken, s.Sale)
		case back[s.Number] == s.Refunded:
			earlier[s.Number] = true
			count.Count, count.Back = count.Count+1, count.Back+s.Refunded
		default:
			earlier[s.Number] = true
		}
	}
	var rest []books.Line
	for _, l := range lines {
		if !l.Cancel || !earlier[l.Number] {
			rest = append(rest, l)
		}
	}
	r := books.Meet(day, taken, nil, rest)
	r.Matched += count.Count
	r.Lines = len(lines)
	for _, s := range sales {
		if !s.taken {
			r.HQ.Back += s.Refunded
			r.VAN.Back += back[s.Number]
			if back[s.Number] != s.Refunded {
				what := books.CancelHQ
				if back[s.Number] > s.Refunded {
					what = books.CancelVAN
				}
				r.Differences = append(r.Differences, books.Difference{What: what, Kiosk: s.Kiosk, Key: s.Key, Number: s.Number, HQ: s.Refunded, VAN: back[s.Number]})
			}
		}
	}
	return r
}
