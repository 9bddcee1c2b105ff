package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// PutSettings implements [hq.Directory].
func (s *Store) PutSettings(ctx context.Context, d hq.Settings) error {
	news := hq.News{Kind: hq.NewsSettings, Kiosks: d.For, Ref: fmt.Sprint(d.Version)}
	err := s.and(ctx, news, func(tx pgx.Tx) error {
		err := added(tx.Exec(ctx, `INSERT INTO settings (version, key, sig, document, added) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			int64(d.Version), d.Key, d.Signature, d.Document, d.Added.Truncate(millisecond)))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO settings_for (kiosk, version) SELECT kiosk, $2 FROM unnest($1::text[]) AS u (kiosk) ON CONFLICT DO NOTHING`, columns(d.For), int64(d.Version))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep settings %d: %w", d.Version, err)
	}
	return nil
}

func columns(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = column(name)
	}
	return all
}

const newestSettings = `SELECT u.place, ` + documentColumns + ` FROM unnest($1::text[]) WITH ORDINALITY AS u (k, place)
	JOIN settings s ON version = (SELECT max(version) FROM settings_for WHERE kiosk IN (u.k, '*'))`

func (s *Store) askSettings(ctx context.Context, all []*asked[string, []hq.Settings]) error {
	return answerAll(ctx, s, all, scanSettings, newestSettings, questions(all, column))
}

// NewestSettings implements [hq.Directory].
func (s *Store) NewestSettings(ctx context.Context, kiosk string) (hq.Settings, error) {
	found, err := ask(ctx, s.gathered.settings, kiosk)
	if err == nil && len(found) == 0 {
		err = hq.ErrNotFound
	}
	if err != nil {
		return hq.Settings{}, fmt.Errorf("newest settings: %w", err)
	}
	return found[0], nil
}

func scanSettings(r pgx.CollectableRow) (hq.Settings, error) {
	var d hq.Settings
	err := r.Scan(&d.Version, &d.Key, &d.Signature, &d.Document, &d.Added, &d.For)
	d.Added = d.Added.UTC()
	return d, err
}

// NoteSettings implements [hq.Directory].
func (s *Store) NoteSettings(ctx context.Context, kiosk string, r wire.SettingsResult, at time.Time) error {
	result, err := json.Marshal(r)
	if err == nil {
		_, err = s.pool.Exec(ctx, `INSERT INTO settings_at (kiosk, version, hash, result, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (kiosk, version, hash) DO UPDATE SET result = excluded.result, at = excluded.at`,
			kiosk, int64(r.Version), column(r.Hash), result, at.Truncate(millisecond))
	}
	return said("note what became of settings", err)
}

// SettingsAt implements [hq.Directory].
func (s *Store) SettingsAt(ctx context.Context, kiosk string) ([]hq.SettingsNote, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (n hq.SettingsNote, err error) {
		var result []byte
		if err = r.Scan(&result, &n.At); err == nil {
			err = json.Unmarshal(result, &n.SettingsResult)
		}
		n.At = n.At.UTC()
		return n, err
	}, `SELECT result, at FROM settings_at WHERE kiosk = $1 ORDER BY version DESC`, column(kiosk))
}

// PutCommand implements [hq.Directory].
func (s *Store) PutCommand(ctx context.Context, kiosk string, c wire.Command, at time.Time) error {
	command, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("keep a command: %w", err)
	}
	return s.and(ctx, hq.News{Kind: hq.NewsCommand, Kiosks: []string{kiosk}, Ref: c.ID}, func(tx pgx.Tx) error {
		return added(tx.Exec(ctx, `INSERT INTO commands (kiosk, id, command, added) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			column(kiosk), column(c.ID), command, at.Truncate(millisecond)))
	})
}

// GiveCommand implements [hq.Directory].
func (s *Store) GiveCommand(ctx context.Context, kiosk, id, life string) (first string, err error) {
	err = s.pool.QueryRow(ctx, `UPDATE commands SET given = CASE given WHEN '' THEN $1 ELSE given END
		WHERE kiosk = $2 AND id = $3 RETURNING given`, life, column(kiosk), column(id)).Scan(&first)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", hq.ErrNotFound
	}
	return first, said("note that a command is given", err)
}

// NoteCommand implements [hq.Directory].
func (s *Store) NoteCommand(ctx context.Context, kiosk string, r wire.CommandResult, at time.Time) error {
	result, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("note a result: %w", err)
	}
	return changed(s.pool.Exec(ctx, `UPDATE commands SET result = $1, at = $2 WHERE kiosk = $3 AND id = $4`, result, at.Truncate(millisecond), kiosk, column(r.ID)))
}

// Commands implements [hq.Directory].
func (s *Store) Commands(ctx context.Context, kiosk string, limit int) ([]hq.CommandNote, error) {
	return ask(ctx, s.gathered.commands, commandsOf{kiosk, limit})
}

// commandsOf asks for the newest commands for a kiosk.
type commandsOf struct {
	kiosk string
	most  int
}

func (s *Store) askCommands(ctx context.Context, all []*asked[commandsOf, []hq.CommandNote]) error {
	return answerAll(ctx, s, all, scanCommand, `SELECT u.place, c.command, c.added, c.given, c.result, c.at
		FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS u (k, most, place),
		LATERAL (SELECT * FROM commands WHERE kiosk = u.k ORDER BY number DESC LIMIT u.most) c ORDER BY u.place, c.number DESC`,
		questions(all, func(c commandsOf) string { return column(c.kiosk) }), questions(all, func(c commandsOf) int64 { return int64(c.most) }))
}

func scanCommand(row pgx.CollectableRow) (hq.CommandNote, error) {
	var n hq.CommandNote
	var command, result []byte
	var at *time.Time
	if err := row.Scan(&command, &n.Added, &n.Given, &result, &at); err != nil {
		return n, err
	}
	err := json.Unmarshal(command, &n.Command)
	n.Added = n.Added.UTC()
	if len(result) == 0 {
		return n, err
	}
	var r wire.CommandResult
	err = errors.Join(err, json.Unmarshal(result, &r))
	n.State, n.Output, n.Reason, n.At = r.State, r.Output, r.Reason, orZero(at)
	return n, err
}
