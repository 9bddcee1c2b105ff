package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
)

var _ pg.Store = (*Store)(nil)

const attemptColumns = `due, version, body`

func scanAttempt(scan func(...any) error) (pg.Attempt, error) {
	var r pg.Row
	if err := scan(&r.Due, &r.Version, &r.Body); err != nil {
		return pg.Attempt{}, err
	}
	return r.Attempt()
}

// BeginAttempt implements [pg.Store]. There is one writer, so nobody comes between
// looking and adding.
func (s *Store) BeginAttempt(ctx context.Context, a pg.Attempt) (pg.Attempt, bool, error) {
	a.Version = 1
	r, err := pg.RowOf(a)
	if err != nil {
		return a, false, err
	}
	err = added(s.write.ExecContext(ctx, `INSERT INTO attempts (id, token, kiosk, key, number, provider, ref, blocks, due, version, body, began, state)
		SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
		WHERE NOT EXISTS (SELECT 1 FROM attempts WHERE kiosk = ?3 AND key = ?4 AND (blocks = 1 OR number = ?5))`,
		a.ID, a.Token, a.Kiosk, a.Key, a.Number, a.Provider, a.Ref, a.State.Blocks(), r.Due, r.Version, r.Body, pg.Millis(a.Began), a.State))
	if !errors.Is(err, hq.ErrExists) {
		return a, false, err
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
	err = changed(s.write.ExecContext(ctx, `UPDATE attempts SET ref = ?, blocks = ?, due = ?, version = ?, body = ?, state = ? WHERE id = ? AND version = ?`,
		a.Ref, a.State.Blocks(), r.Due, r.Version, r.Body, a.State, a.ID, before))
	if errors.Is(err, hq.ErrNotFound) {
		err = pg.ErrStale
	}
	return a, err
}

// AttemptBy implements [pg.Store].
func (s *Store) AttemptBy(ctx context.Context, n pg.Name) (pg.Attempt, error) {
	a, err := scanAttempt(s.read.QueryRowContext(ctx, `SELECT `+attemptColumns+` FROM attempts
		WHERE CASE WHEN ?1 <> '' THEN id = ?1 WHEN ?2 <> '' THEN token = ?2 ELSE provider = ?3 AND ref = ?4 AND ref <> '' END LIMIT 1`,
		n.ID, n.Token, n.Provider, n.Ref).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = pg.ErrNotFound
	}
	return a, err
}

// AttemptsOf implements [pg.Store].
func (s *Store) AttemptsOf(ctx context.Context, kiosk, key string) ([]pg.Attempt, error) {
	return list(ctx, s.read, `SELECT `+attemptColumns+` FROM attempts WHERE kiosk = ? AND key = ? ORDER BY number DESC`, scanAttempt, kiosk, key)
}

// ClaimAttempts implements [pg.Store]. That nothing is due is seen without writing.
func (s *Store) ClaimAttempts(ctx context.Context, due, later time.Time, limit int) ([]pg.Attempt, error) {
	var there bool
	if err := s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM attempts WHERE due <> 0 AND due <= ?)`, due.UnixMilli()).Scan(&there); err != nil || !there {
		return nil, said("look for attempts that are due", err)
	}
	return list(ctx, s.write, `UPDATE attempts SET due = ? WHERE id IN (SELECT id FROM attempts WHERE due <> 0 AND due <= ? ORDER BY due LIMIT ?)
		RETURNING `+attemptColumns, scanAttempt, later.UnixMilli(), due.UnixMilli(), limit)
}

// RouseAttempts implements [pg.Store].
func (s *Store) RouseAttempts(ctx context.Context, now time.Time) error {
	_, err := s.write.ExecContext(ctx, `UPDATE attempts SET due = ? WHERE due <> 0`, now.UnixMilli())
	return said("rouse attempts", err)
}

// KeepHeard implements [pg.Store].
func (s *Store) KeepHeard(ctx context.Context, provider, name string, h pg.Heard) (bool, error) {
	body, err := json.Marshal(h)
	if err != nil {
		return false, fmt.Errorf("encode what was heard: %w", err)
	}
	err = added(s.write.ExecContext(ctx, `INSERT INTO heard (provider, name, at, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, provider, name, h.At.UnixMilli(), body))
	if errors.Is(err, hq.ErrExists) {
		return false, nil
	}
	return err == nil, err
}
