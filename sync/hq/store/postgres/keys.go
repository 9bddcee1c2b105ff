package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kioskd/sync/hq"
)

// millisecond is as exact as times are kept, in every store.
const millisecond = time.Millisecond

// AddCode implements [hq.Directory].
func (s *Store) AddCode(ctx context.Context, c hq.Code) error {
	_, err := s.pool.Exec(ctx, `INSERT INTO codes (hash, kiosk, expires) VALUES ($1, $2, $3)`, c.Hash, c.Kiosk, c.Expires)
	return said("keep a code", err)
}

// Enrol implements [hq.Directory].
func (s *Store) Enrol(ctx context.Context, hash string, k hq.Key) (string, error) {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `DELETE FROM codes WHERE hash = $1 AND expires > $2 RETURNING kiosk`, hash, k.Added).Scan(&k.Kiosk)
		if errors.Is(err, pgx.ErrNoRows) {
			return hq.ErrCode
		}
		if err != nil {
			return err
		}
		return addKey(ctx, tx, k)
	})
	if errors.Is(err, hq.ErrCode) {
		return "", hq.ErrCode
	}
	return k.Kiosk, said("enrol", err)
}

// AddKey implements [hq.Directory].
func (s *Store) AddKey(ctx context.Context, k hq.Key) error { return addKey(ctx, s.pool, k) }

// doer is a pool or a transaction.
type doer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func addKey(ctx context.Context, db doer, k hq.Key) error {
	return added(db.Exec(ctx, `INSERT INTO keys (kiosk, name, public, added, replaces, reason) VALUES ($1, $2, $3, $4, $5, '') ON CONFLICT DO NOTHING`,
		k.Kiosk, k.Name, k.Public, k.Added.Truncate(millisecond), k.Replaces))
}

// added turns an insertion that met a row into [hq.ErrExists].
func added(tag pgconn.CommandTag, err error) error {
	if err == nil && tag.RowsAffected() == 0 {
		return hq.ErrExists
	}
	return said("insert", err)
}

// changed turns a change that met no row into [hq.ErrNotFound].
func changed(tag pgconn.CommandTag, err error) error {
	if err == nil && tag.RowsAffected() == 0 {
		return hq.ErrNotFound
	}
	return said("update", err)
}

// Keys implements [hq.Directory].
func (s *Store) Keys(ctx context.Context, kiosk string) ([]hq.Key, error) {
	return ask(ctx, s.gathered.keys, kiosk)
}

func (s *Store) askKeys(ctx context.Context, all []*asked[string, []hq.Key]) error {
	return answerAll(ctx, s, all, scanKey, `SELECT u.place, kiosk, name, public, added, replaces, revoked, reason
		FROM unnest($1::text[]) WITH ORDINALITY AS u (k, place) JOIN keys ON kiosk = u.k ORDER BY id`, questions(all, column))
}

func scanKey(r pgx.CollectableRow) (hq.Key, error) {
	var k hq.Key
	var revoked *time.Time
	err := r.Scan(&k.Kiosk, &k.Name, &k.Public, &k.Added, &k.Replaces, &revoked, &k.Reason)
	k.Added, k.Revoked = k.Added.UTC(), orZero(revoked)
	return k, err
}

// Revoke implements [hq.Directory].
func (s *Store) Revoke(ctx context.Context, kiosk, name, reason string, at time.Time) error {
	return s.and(ctx, hq.News{Kind: hq.NewsRevoked, Kiosks: []string{kiosk}, Ref: name}, func(tx pgx.Tx) error {
		return changed(tx.Exec(ctx, `UPDATE keys SET revoked = $1, reason = $2 WHERE kiosk = $3 AND name = $4`,
			at.Truncate(millisecond), text(reason), column(kiosk), column(name)))
	})
}

func said(doing string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}
