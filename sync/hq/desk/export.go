package desk

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"kioskd/sync/hq"
)

// exported are the columns of an export, which never change their order.
var exported = []string{"kiosk", "key", "reference", "status", "started", "ended", "amount", "currency", "refunded", "order", "approval", "card", "method", "attempt", "test", "recovered", "reason"}

// ExportPayments writes all payments that a filter chooses as CSV, the newest
// first: amounts in minor units, times in UTC.
func (d *Desk) ExportPayments(ctx context.Context, f hq.Filter, w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(exported); err != nil {
		return fmt.Errorf("write an export: %w", err)
	}
	f.Limit = hq.MaxLimit
	for {
		page, err := d.HQ.Store.Payments(ctx, f)
		if err != nil {
			return err
		}
		for _, p := range page {
			if err := out.Write(row(p)); err != nil {
				return fmt.Errorf("write an export: %w", err)
			}
		}
		if f.After = hq.Next(f, page); f.After.IsZero() {
			break
		}
	}
	out.Flush()
	return out.Error()
}

func row(p hq.Payment) []string {
	cells := []string{p.Kiosk, p.Key, p.Reference(), p.Status, stamp(p.Started), stamp(p.Ended), number(p.Amount), p.Currency, number(p.Refunded),
		p.Summary, p.Number, p.Card, p.Method, strconv.Itoa(p.Attempt), strconv.FormatBool(p.Test), strconv.FormatBool(p.Recovered), p.Reason}
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	return cells
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// harmless keeps spreadsheets from reading a text as a formula: what begins with
// one of their signs, and is no number, gets an apostrophe.
func harmless(cell string) string {
	if _, err := strconv.ParseInt(cell, 10, 64); err == nil || cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	return "'" + cell
}
