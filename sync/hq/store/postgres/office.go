package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
)

// Record implements [hq.Office].
func (s *Store) Record(ctx context.Context, kind, name string) (hq.Record, error) {
	found, err := list(ctx, s, scanRecord, `SELECT kind, name, tag, version, body FROM records WHERE kind = $1 AND name = $2`, column(kind), column(name))
	if err == nil && len(found) == 0 {
		err = hq.ErrNotFound
	}
	if err != nil {
		return hq.Record{}, err
	}
	return found[0], nil
}

func scanRecord(row pgx.CollectableRow) (r hq.Record, err error) {
	err = row.Scan(&r.Kind, &r.Name, &r.Tag, &r.Version, &r.Body)
	return r, err
}

// Records implements [hq.Office].
func (s *Store) Records(ctx context.Context, kind string) ([]hq.Record, error) {
	return list(ctx, s, scanRecord, `SELECT kind, name, tag, version, body FROM records WHERE kind = $1 ORDER BY name`, column(kind))
}

// RecordsAfter implements [hq.Office].
func (s *Store) RecordsAfter(ctx context.Context, kind, after string, limit int) ([]hq.Record, error) {
	return list(ctx, s, scanRecord, `SELECT kind, name, tag, version, body FROM records WHERE kind = $1 AND name > $2 ORDER BY name LIMIT $3`, column(kind), column(after), limit)
}

const countTagged = `SELECT count(*) FROM (SELECT FROM records WHERE kind = $1 AND tag = $2 AND tag <> '' LIMIT $3) AS counted`

// Count implements [hq.Office].
func (s *Store) Count(ctx context.Context, kind, tag string, most int) (n int, err error) {
	err = s.pool.QueryRow(ctx, countTagged, column(kind), column(tag), most).Scan(&n)
	return n, err
}

// PutRecord implements [hq.Office].
func (s *Store) PutRecord(ctx context.Context, r hq.Record) error {
	if r.Version == 0 {
		return added(s.pool.Exec(ctx, `INSERT INTO records (kind, name, tag, version, body) VALUES ($1, $2, $3, 1, $4) ON CONFLICT DO NOTHING`,
			column(r.Kind), column(r.Name), column(r.Tag), r.Body))
	}
	err := changed(s.pool.Exec(ctx, `UPDATE records SET version = version + 1, body = $1, tag = $2 WHERE kind = $3 AND name = $4 AND version = $5`,
		r.Body, column(r.Tag), column(r.Kind), column(r.Name), int64(r.Version)))
	if errors.Is(err, hq.ErrNotFound) {
		return hq.ErrChanged
	}
	return err
}

// DropRecord implements [hq.Office].
func (s *Store) DropRecord(ctx context.Context, kind, name string) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM records WHERE kind = $1 AND name = $2`, column(kind), column(name))
	return said("forget a record", err)
}

// AddLine implements [hq.Office]. That there is no gap is looked at in the
// statement that adds the line.
func (s *Store) AddLine(ctx context.Context, l hq.AuditLine) error {
	err := added(s.pool.Exec(ctx, `INSERT INTO audit (seq, line)
		SELECT $1, $2 WHERE $1 <= (SELECT coalesce(max(seq), 0) + 1 FROM audit) ON CONFLICT DO NOTHING`, int64(l.Seq), l.Line))
	if !errors.Is(err, hq.ErrExists) {
		return err
	}
	var last int64
	if err := s.pool.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM audit`).Scan(&last); err != nil {
		return fmt.Errorf("read the end of the audit: %w", err)
	}
	if l.Seq > uint64(last) {
		return hq.ErrGap
	}
	return hq.ErrExists
}

// Lines implements [hq.Office].
func (s *Store) Lines(ctx context.Context, before uint64, limit int) ([]hq.AuditLine, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (l hq.AuditLine, err error) {
		err = r.Scan(&l.Seq, &l.Line)
		return l, err
	}, `SELECT seq, line FROM audit WHERE $1 = 0 OR seq < $1 ORDER BY seq DESC LIMIT $2`, int64(before), limit)
}

const totals = `SELECT ((extract(epoch FROM started) * 1000)::bigint - $3::bigint) / $4::bigint AS step, kiosk, method, status, currency, test,
	count(*), sum(amount)::bigint, sum(refunded)::bigint
	FROM payments WHERE started >= $1 AND started < $2 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`

// Totals implements [hq.Office].
func (s *Store) Totals(ctx context.Context, from, until time.Time, step time.Duration) ([]hq.Total, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (t hq.Total, err error) {
		err = r.Scan(&t.Step, &t.Kiosk, &t.Method, &t.Status, &t.Currency, &t.Test, &t.Count, &t.Amount, &t.Refunded)
		return t, err
	}, totals, from, until, from.UnixMilli(), step.Milliseconds())
}
