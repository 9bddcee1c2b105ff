package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
)

// Record implements [hq.Office].
func (s *Store) Record(ctx context.Context, kind, name string) (hq.Record, error) {
	r, err := scanRecord(s.read.QueryRowContext(ctx, `SELECT kind, name, tag, version, body FROM records WHERE kind = ? AND name = ?`, kind, name).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return hq.Record{}, hq.ErrNotFound
	}
	return r, err
}

func scanRecord(scan func(...any) error) (r hq.Record, err error) {
	err = scan(&r.Kind, &r.Name, &r.Tag, &r.Version, &r.Body)
	return r, err
}

// Records implements [hq.Office].
func (s *Store) Records(ctx context.Context, kind string) ([]hq.Record, error) {
	return list(ctx, s.read, `SELECT kind, name, tag, version, body FROM records WHERE kind = ? ORDER BY name`, scanRecord, kind)
}

// RecordsAfter implements [hq.Office].
func (s *Store) RecordsAfter(ctx context.Context, kind, after string, limit int) ([]hq.Record, error) {
	return list(ctx, s.read, `SELECT kind, name, tag, version, body FROM records WHERE kind = ? AND name > ? ORDER BY name LIMIT ?`, scanRecord, kind, after, limit)
}

const countTagged = `SELECT count(*) FROM (SELECT 1 FROM records WHERE kind = ? AND tag = ? AND tag <> '' LIMIT ?)`

// Count implements [hq.Office].
func (s *Store) Count(ctx context.Context, kind, tag string, most int) (n int, err error) {
	err = s.read.QueryRowContext(ctx, countTagged, kind, tag, most).Scan(&n)
	return n, err
}

// PutRecord implements [hq.Office].
func (s *Store) PutRecord(ctx context.Context, r hq.Record) error {
	if r.Version == 0 {
		return added(s.write.ExecContext(ctx, `INSERT INTO records (kind, name, tag, version, body) VALUES (?, ?, ?, 1, ?) ON CONFLICT DO NOTHING`, r.Kind, r.Name, r.Tag, r.Body))
	}
	err := changed(s.write.ExecContext(ctx, `UPDATE records SET version = version + 1, body = ?, tag = ? WHERE kind = ? AND name = ? AND version = ?`,
		r.Body, r.Tag, r.Kind, r.Name, r.Version))
	if errors.Is(err, hq.ErrNotFound) {
		return hq.ErrChanged
	}
	return err
}

// DropRecord implements [hq.Office].
func (s *Store) DropRecord(ctx context.Context, kind, name string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM records WHERE kind = ? AND name = ?`, kind, name)
	return said("forget a record", err)
}

// AddLine implements [hq.Office]. That there is no gap is looked at in the
// statement that adds the line.
func (s *Store) AddLine(ctx context.Context, l hq.AuditLine) error {
	r, err := s.write.ExecContext(ctx, `INSERT INTO audit (seq, line)
		SELECT ?1, ?2 WHERE ?1 <= (SELECT coalesce(max(seq), 0) + 1 FROM audit) ON CONFLICT DO NOTHING`, l.Seq, l.Line)
	if err = added(r, err); !errors.Is(err, hq.ErrExists) {
		return err
	}
	var last uint64
	if err := s.write.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM audit`).Scan(&last); err != nil {
		return fmt.Errorf("read the end of the audit: %w", err)
	}
	if l.Seq > last {
		return hq.ErrGap
	}
	return hq.ErrExists
}

// Lines implements [hq.Office].
func (s *Store) Lines(ctx context.Context, before uint64, limit int) ([]hq.AuditLine, error) {
	return list(ctx, s.read, `SELECT seq, line FROM audit WHERE ?1 = 0 OR seq < ?1 ORDER BY seq DESC LIMIT ?2`, func(scan func(...any) error) (l hq.AuditLine, err error) {
		err = scan(&l.Seq, &l.Line)
		return l, err
	}, before, limit)
}

// Totals implements [hq.Office].
func (s *Store) Totals(ctx context.Context, from, until time.Time, step time.Duration) ([]hq.Total, error) {
	return list(ctx, s.read, `SELECT (started - ?1) / ?3 AS step, kiosk, method, status, currency, test, count(*), sum(amount), sum(refunded)
		FROM payments WHERE started >= ?1 AND started < ?2 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`, func(scan func(...any) error) (t hq.Total, err error) {
		err = scan(&t.Step, &t.Kiosk, &t.Method, &t.Status, &t.Currency, &t.Test, &t.Count, &t.Amount, &t.Refunded)
		return t, err
	}, from.UnixMilli(), until.UnixMilli(), step.Milliseconds())
}

// Documents implements [hq.Office].
func (s *Store) Documents(ctx context.Context, limit int) ([]hq.Settings, error) {
	all, err := list(ctx, s.read, `SELECT version, key, sig, document, added FROM settings ORDER BY version DESC LIMIT ?`, scanSettings, limit)
	for i := range all {
		if err == nil {
			all[i].For, err = list(ctx, s.read, `SELECT kiosk FROM settings_for WHERE version = ? ORDER BY kiosk`, scanText, all[i].Version)
		}
	}
	return all, err
}

// OfferTo implements [hq.Office].
func (s *Store) OfferTo(ctx context.Context, version uint64, kiosks []string) error {
	return s.changeOffer(ctx, version, `INSERT INTO settings_for (kiosk, version) VALUES (?, ?) ON CONFLICT DO NOTHING`, kiosks)
}

// Withdraw implements [hq.Office].
func (s *Store) Withdraw(ctx context.Context, version uint64, kiosks []string) error {
	return s.changeOffer(ctx, version, `DELETE FROM settings_for WHERE kiosk = ? AND version = ?`, kiosks)
}

func (s *Store) changeOffer(ctx context.Context, version uint64, change string, kiosks []string) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	var there int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM settings WHERE version = ?`, version).Scan(&there); err != nil {
		return fmt.Errorf("look up settings %d: %w", version, err)
	}
	if there == 0 {
		return hq.ErrNotFound
	}
	for _, kiosk := range kiosks {
		if _, err := tx.ExecContext(ctx, change, kiosk, version); err != nil {
			return fmt.Errorf("change who is offered settings %d: %w", version, err)
		}
	}
	return tx.Commit()
}
