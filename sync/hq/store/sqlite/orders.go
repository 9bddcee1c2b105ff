package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// PutSettings implements [hq.Directory].
func (s *Store) PutSettings(ctx context.Context, d hq.Settings) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	err = added(tx.ExecContext(ctx, `INSERT INTO settings (version, key, sig, document, added) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		d.Version, d.Key, d.Signature, d.Document, d.Added.UnixMilli()))
	for _, kiosk := range d.For {
		if err == nil {
			_, err = tx.ExecContext(ctx, `INSERT OR IGNORE INTO settings_for (kiosk, version) VALUES (?, ?)`, kiosk, d.Version)
		}
	}
	if err != nil {
		return fmt.Errorf("keep settings %d: %w", d.Version, err)
	}
	return tx.Commit()
}

// NewestSettings implements [hq.Directory].
func (s *Store) NewestSettings(ctx context.Context, kiosk string) (hq.Settings, error) {
	found, err := list(ctx, s.read, `SELECT s.version, s.key, s.sig, s.document, s.added FROM settings s
		JOIN settings_for f ON f.version = s.version WHERE f.kiosk IN (?, '*') ORDER BY s.version DESC LIMIT 1`, scanSettings, kiosk)
	if err == nil && len(found) == 0 {
		err = hq.ErrNotFound
	}
	if err != nil {
		return hq.Settings{}, fmt.Errorf("newest settings: %w", err)
	}
	found[0].For, err = list(ctx, s.read, `SELECT kiosk FROM settings_for WHERE version = ? ORDER BY kiosk`, scanText, found[0].Version)
	return found[0], err
}

func scanText(scan func(...any) error) (s string, err error) {
	err = scan(&s)
	return s, err
}

func scanSettings(scan func(...any) error) (hq.Settings, error) {
	var d hq.Settings
	var added int64
	err := scan(&d.Version, &d.Key, &d.Signature, &d.Document, &added)
	d.Added = time.UnixMilli(added).UTC()
	return d, err
}

// NoteSettings implements [hq.Directory].
func (s *Store) NoteSettings(ctx context.Context, kiosk string, r wire.SettingsResult, at time.Time) error {
	text, err := json.Marshal(r)
	if err == nil {
		_, err = s.write.ExecContext(ctx, `INSERT OR REPLACE INTO settings_at (kiosk, version, hash, result, at) VALUES (?, ?, ?, ?, ?)`,
			kiosk, r.Version, r.Hash, text, at.UnixMilli())
	}
	return said("note what became of settings", err)
}

// SettingsAt implements [hq.Directory].
func (s *Store) SettingsAt(ctx context.Context, kiosk string) ([]hq.SettingsNote, error) {
	return list(ctx, s.read, `SELECT result, at FROM settings_at WHERE kiosk = ? ORDER BY version DESC`, func(scan func(...any) error) (n hq.SettingsNote, err error) {
		var text []byte
		var at int64
		if err = scan(&text, &at); err == nil {
			err = json.Unmarshal(text, &n.SettingsResult)
		}
		n.At = time.UnixMilli(at).UTC()
		return n, err
	}, kiosk)
}

// PutCommand implements [hq.Directory].
func (s *Store) PutCommand(ctx context.Context, kiosk string, c wire.Command, at time.Time) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("keep a command: %w", err)
	}
	return added(s.write.ExecContext(ctx, `INSERT INTO commands (kiosk, id, command, added) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		kiosk, c.ID, text, at.UnixMilli()))
}

// GiveCommand implements [hq.Directory].
func (s *Store) GiveCommand(ctx context.Context, kiosk, id, life string) (first string, err error) {
	err = s.write.QueryRowContext(ctx, `UPDATE commands SET given = CASE given WHEN '' THEN ? ELSE given END
		WHERE kiosk = ? AND id = ? RETURNING given`, life, kiosk, id).Scan(&first)
	if errors.Is(err, sql.ErrNoRows) {
		return "", hq.ErrNotFound
	}
	return first, said("note that a command is given", err)
}

// NoteCommand implements [hq.Directory].
func (s *Store) NoteCommand(ctx context.Context, kiosk string, r wire.CommandResult, at time.Time) error {
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("note a result: %w", err)
	}
	return changed(s.write.ExecContext(ctx, `UPDATE commands SET result = ?, at = ? WHERE kiosk = ? AND id = ?`, text, at.UnixMilli(), kiosk, r.ID))
}

// Commands implements [hq.Directory].
func (s *Store) Commands(ctx context.Context, kiosk string, limit int) ([]hq.CommandNote, error) {
	return list(ctx, s.read, `SELECT command, added, given, result, at FROM commands WHERE kiosk = ? ORDER BY number DESC LIMIT ?`, scanCommand, kiosk, limit)
}

func scanCommand(scan func(...any) error) (hq.CommandNote, error) {
	var n hq.CommandNote
	var command, result []byte
	var added int64
	var at sql.NullInt64
	if err := scan(&command, &added, &n.Given, &result, &at); err != nil {
		return n, err
	}
	err := json.Unmarshal(command, &n.Command)
	n.Added = time.UnixMilli(added).UTC()
	if len(result) == 0 {
		return n, err
	}
	var r wire.CommandResult
	err = errors.Join(err, json.Unmarshal(result, &r))
	n.State, n.Output, n.Reason, n.At = r.State, r.Output, r.Reason, time.UnixMilli(at.Int64).UTC()
	return n, err
}
