package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
)

var _ pg.Store = (*Store)(nil)

const attemptColumns = `due, version, body`

func scanAttempt(row pgx.CollectableRow) (pg.Attempt, error) {
	var r pg.Row
	if err := row.Scan(&r.Due, &r.Version, &r.Body); err != nil {
		return pg.Attempt{}, err
	}
	return r.Attempt()
}

// BeginAttempt implements [pg.Store]. A lock on the payment keeps others from coming
// between looking and adding.
func (s *Store) BeginAttempt(ctx context.Context, a pg.Attempt) (kept pg.Attempt, known bool, err error) {
	a.Version = 1
	r, err := pg.RowOf(a)
	if err != nil {
		return a, false, err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, "attempt "+column(a.Kiosk)+" "+column(a.Key)); err != nil {
			return err
		}
		return added(tx.Exec(ctx, `INSERT INTO attempts (id, token, kiosk, key, number, provider, ref, blocks, due, version, body, began, state)
			SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
			WHERE NOT EXISTS (SELECT 1 FROM attempts WHERE kiosk = $3 AND key = $4 AND (blocks OR number = $5))`,
			a.ID, a.Token, column(a.Kiosk), column(a.Key), int64(a.Number), a.Provider, column(a.Ref), a.State.Blocks(), r.Due, r.Version, r.Body, pg.Millis(a.Began), string(a.State)))
	})
	if !errors.Is(err, hq.ErrExists) {
		return a, false, said("keep an attempt", err)
	}
	all, err := s.AttemptsOf(ctx, a.Kiosk, a.Key)
	if err != nil {
		return a, false, err
	}
	return pg.Known(all, a.Number)
}

// SaveAttempt implements [pg.Store].
func (s *Store) SaveAttempt(ctx context.Context, a pg.Attempt) (pg.Attempt, error) {
	before := a.Version
	a.Version++
	r, err := pg.RowOf(a)
	if err != nil {
		return a, err
	}
	err = changed(s.pool.Exec(ctx, `UPDATE attempts SET ref = $1, blocks = $2, due = $3, version = $4, body = $5, state = $6 WHERE id = $7 AND version = $8`,
		column(a.Ref), a.State.Blocks(), r.Due, r.Version, r.Body, string(a.State), a.ID, int64(before)))
	if errors.Is(err, hq.ErrNotFound) {
		err = pg.ErrStale
	}
	return a, err
}

// AttemptBy implements [pg.Store].
func (s *Store) AttemptBy(ctx context.Context, n pg.Name) (pg.Attempt, error) {
	where, args := `provider = $1 AND ref = $2 AND ref <> ''`, []any{column(n.Provider), column(n.Ref)}
	switch {
	case n.ID != "":
		where, args = `id = $1`, []any{column(n.ID)}
	case n.Token != "":
		where, args = `token = $1`, []any{column(n.Token)}
	}
	found, err := list(ctx, s, scanAttempt, `SELECT `+attemptColumns+` FROM attempts WHERE `+where+` LIMIT 1`, args...)
	if err == nil && len(found) == 0 {
		err = pg.ErrNotFound
	}
	if err != nil {
		return pg.Attempt{}, err
	}
	return found[0], nil
}

// AttemptsOf implements [pg.Store].
func (s *Store) AttemptsOf(ctx context.Context, kiosk, key string) ([]pg.Attempt, error) {
	return list(ctx, s, scanAttempt, `SELECT `+attemptColumns+` FROM attempts WHERE kiosk = $1 AND key = $2 ORDER BY number DESC`, column(kiosk), column(key))
}

// ClaimAttempts implements [pg.Store]. What another process is claiming is passed over.
func (s *Store) ClaimAttempts(ctx context.Context, due, later time.Time, limit int) ([]pg.Attempt, error) {
	return list(ctx, s, scanAttempt, `UPDATE attempts SET due = $2 WHERE id IN (
			SELECT id FROM attempts WHERE due <> 0 AND due <= $1 ORDER BY due LIMIT $3 FOR UPDATE SKIP LOCKED)
		RETURNING `+attemptColumns, due.UnixMilli(), later.UnixMilli(), limit)
}

// RouseAttempts implements [pg.Store].
func (s *Store) RouseAttempts(ctx context.Context, now time.Time) error {
	_, err := s.pool.Exec(ctx, `UPDATE attempts SET due = $1 WHERE due <> 0`, now.UnixMilli())
	return said("rouse attempts", err)
}

// KeepHeard implements [pg.Store].
func (s *Store) KeepHeard(ctx context.Context, provider, name string, h pg.Heard) (bool, error) {
	body, err := json.Marshal(h)
	if err != nil {
		return false, fmt.Errorf("encode what was heard: %w", err)
	}
	err = added(s.pool.Exec(ctx, `INSERT INTO heard (provider, name, at, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, column(provider), column(name), h.At.UnixMilli(), body))
	if errors.Is(err, hq.ErrExists) {
		return false, nil
	}
	return err == nil, err
}
