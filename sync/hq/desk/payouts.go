package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
)

// lateDays is for how many days a sale that was not paid out in time is looked for.
const lateDays = 7

// Payout is what a provider pays out on a day and how it met the books, with who asked.
type Payout struct {
	By     string             `json:"by"`
	At     time.Time          `json:"at"`
	Within int                `json:"within_days"` // after a sale, in which it should have been paid out
	Report books.PayoutReport `json:"report"`
}

// Payout returns what was found out of a day's pay-out, or [hq.ErrNotFound].
func (d *Desk) Payout(ctx context.Context, day, provider string) (Payout, error) {
	k, err := d.payouts.Get(ctx, phoneStatement(day, provider))
	return k.Value, err
}

// ComparePayout asks a provider what it pays out on a day, and compares that with the
// payments by phone. It changes no payment. The day is the provider's; days of sales are
// those of the zone.
func (d *Desk) ComparePayout(ctx context.Context, who people.Who, provider, day string, zone *time.Location) (Payout, error) {
	begin, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return Payout{}, bad("day %q: want it as in 2026-01-05", day)
	}
	within, err := d.mayAskPayout(provider, begin)
	if err != nil {
		return Payout{}, err
	}
	lines, currency, err := d.paidLines(ctx, provider, begin.AddDate(0, 0, 1-within-lateDays), begin)
	if err != nil {
		return Payout{}, err
	}
	known, err := d.paidSales(ctx, provider, day, lines)
	if err != nil {
		return Payout{}, err
	}
	due, err := d.dueSales(ctx, provider, begin.AddDate(0, 0, -within))
	if err != nil {
		return Payout{}, err
	}
	p := Payout{By: who.Name, At: time.Now().UTC().Truncate(time.Second), Within: within, Report: books.MeetPayout(provider, day, currency, lines, known, due)}
	note := fmt.Sprintf("%d lines, %d differences", p.Report.Lines, len(p.Report.Differences)+p.Report.More)
	return p, d.do(ctx, who, people.Books, act{"payout-compared", phoneStatement(day, provider), note}, func() error {
		_, err := d.payouts.Change(ctx, phoneStatement(day, provider), func(kept *Payout) error { *kept = p; return nil })
		return err
	})
}

// mayAskPayout returns within how many days a provider pays out, or why it is not asked.
func (d *Desk) mayAskPayout(provider string, begin time.Time) (int, error) {
	if d.Phones == nil {
		return 0, ErrNoPhones
	}
	if _, known := d.Phones.Lists()[provider]; !known {
		return 0, bad("there is no provider %q here", provider)
	}
	within, err := d.Phones.PaysWithin(provider)
	switch {
	case errors.Is(err, pg.ErrNoSettlements):
		return 0, bad("HQ does not read what this provider pays out; look at its own page")
	case begin.After(time.Now()):
		return 0, bad("this day has not come yet")
	}
	return within, err
}

// usualCurrency is that of a pay-out of nothing.
const usualCurrency = "KRW"

// paidLines are what the provider pays out on the days from one to another, both included,
// in one currency.
func (d *Desk) paidLines(ctx context.Context, provider string, from, until time.Time) (lines []books.PaidLine, currency string, err error) {
	all, err := d.Phones.Settlements(ctx, provider, from.Format(time.DateOnly), until.Format(time.DateOnly))
	if err != nil {
		return nil, "", bad("the provider gave no list: %v", err)
	}
	for _, s := range all {
		if currency == "" {
			currency = string(s.Currency)
		}
		if currency != string(s.Currency) {
			return nil, "", bad("the provider pays out in %s and %s; look at its own page", currency, s.Currency)
		}
		lines = append(lines, books.PaidLine{Number: s.Ref, Day: s.PaidOut, Amount: int64(s.Amount), Fees: int64(s.Fees), VAT: int64(s.VAT), Out: int64(s.Out)})
	}
	return lines, cmp.Or(currency, usualCurrency), nil
}

// paidSales returns the payments that the lines of a day are of, by the provider's name.
func (d *Desk) paidSales(ctx context.Context, provider, day string, lines []books.PaidLine) (map[string]books.PaidSale, error) {
	known := map[string]books.PaidSale{}
	for _, l := range lines {
		if _, has := known[l.Number]; has || l.Day != day || l.Number == "" {
			continue
		}
		a, err := d.Phones.Store.AttemptBy(ctx, pg.Name{Provider: provider, Ref: l.Number})
		switch {
		case err == nil:
			known[l.Number] = paidSale(a)
		case !errors.Is(err, pg.ErrNotFound):
			return nil, err
		}
	}
	return known, nil
}

func paidSale(a pg.Attempt) books.PaidSale {
	s := books.PaidSale{Kiosk: a.Kiosk, Key: a.Key, Number: a.Ref}
	if a.Taken != nil {
		s.Taken, s.Refunded = int64(a.Taken.Amount), int64(a.Taken.Refunded)
	}
	return s
}

// dueSales returns what was sold on a day and the days before it, as long as it is looked
// for. Test money is never paid out.
func (d *Desk) dueSales(ctx context.Context, provider string, last time.Time) (due []books.PaidSale, err error) {
	from, until := last.AddDate(0, 0, 1-lateDays), last.AddDate(0, 0, 1)
	f := pg.Filter{Provider: provider, From: from.Add(-phoneBack), Until: until, Limit: hq.MaxLimit}
	err = d.eachPhone(ctx, f, func(a pg.Attempt) error {
		if a.Taken != nil && !a.Test && !a.Taken.At.Before(from) && a.Taken.At.Before(until) {
			due = append(due, paidSale(a))
		}
		return nil
	})
	return due, err
}
