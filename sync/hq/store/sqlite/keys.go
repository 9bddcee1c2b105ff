package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
)

// AddCode implements [hq.Directory].
func (s *Store) AddCode(ctx context.Context, c hq.Code) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO codes (hash, kiosk, expires) VALUES (?, ?, ?)`, c.Hash, c.Kiosk, c.Expires.UnixMilli())
	return said("keep a code", err)
}

// Enrol implements [hq.Directory].
func (s *Store) Enrol(ctx context.Context, hash string, k hq.Key) (string, error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	err = tx.QueryRowContext(ctx, `DELETE FROM codes WHERE hash = ? AND expires > ? RETURNING kiosk`, hash, k.Added.UnixMilli()).Scan(&k.Kiosk)
	if errors.Is(err, sql.ErrNoRows) {
		return "", hq.ErrCode
	}
	if err == nil {
		err = addKey(ctx, tx, k)
	}
	if err == nil {
		err = tx.Commit()
	}
	return k.Kiosk, said("enrol", err)
}

// AddKey implements [hq.Directory].
func (s *Store) AddKey(ctx context.Context, k hq.Key) error { return addKey(ctx, s.write, k) }

// doer is a database or a transaction.
type doer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func addKey(ctx context.Context, db doer, k hq.Key) error {
	return added(db.ExecContext(ctx, `INSERT INTO keys (kiosk, name, public, added, replaces, reason) VALUES (?, ?, ?, ?, ?, '') ON CONFLICT DO NOTHING`,
		k.Kiosk, k.Name, k.Public, k.Added.UnixMilli(), k.Replaces))
}

// added turns an insertion that met a row into [hq.ErrExists].
func added(r sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("insert: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(hq.ErrExists, err)
	}
	return nil
}

// Keys implements [hq.Directory].
func (s *Store) Keys(ctx context.Context, kiosk string) ([]hq.Key, error) {
	return list(ctx, s.read, `SELECT kiosk, name, public, added, replaces, revoked, reason FROM keys WHERE kiosk = ? ORDER BY id`, scanKey, kiosk)
}

func scanKey(scan func(...any) error) (hq.Key, error) {
	var k hq.Key
	var added int64
	var revoked sql.NullInt64
	err := scan(&k.Kiosk, &k.Name, &k.Public, &added, &k.Replaces, &revoked, &k.Reason)
	k.Added = time.UnixMilli(added).UTC()
	if revoked.Valid {
		k.Revoked = time.UnixMilli(revoked.Int64).UTC()
	}
	return k, err
}

// list reads rows.
func list[T any](ctx context.Context, db *sql.DB, query string, read func(func(...any) error) (T, error), args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []T
	for rows.Next() {
		one, err := read(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("read a row: %w", err)
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// Revoke implements [hq.Directory].
func (s *Store) Revoke(ctx context.Context, kiosk, name, reason string, at time.Time) error {
	return changed(s.write.ExecContext(ctx, `UPDATE keys SET revoked = ?, reason = ? WHERE kiosk = ? AND name = ?`, at.UnixMilli(), reason, kiosk, name))
}

// changed turns a change that met no row into [hq.ErrNotFound].
func changed(r sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("update: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(hq.ErrNotFound, err)
	}
	return nil
}

func said(doing string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}
