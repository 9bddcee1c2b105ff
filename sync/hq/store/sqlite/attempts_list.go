package sqlite

import (
	"context"
	"strings"

	"kioskd/sync/hq/pg"
)

// Attempts implements [pg.Store].
func (s *Store) Attempts(ctx context.Context, f pg.Filter) ([]pg.Attempt, error) {
	query, args := `SELECT `+attemptColumns+` FROM attempts WHERE 1`, []any{}
	and := func(condition string, values ...any) { query, args = query+` AND `+condition, append(args, values...) }
	if f.Kiosk != "" {
		and(`kiosk = ?`, f.Kiosk)
	}
	if f.Provider != "" {
		and(`provider = ?`, f.Provider)
	}
	if n := len(f.States); n > 0 {
		and(`state IN (?` + strings.Repeat(`, ?`, n-1) + `)`)
		for _, state := range f.States {
			args = append(args, state)
		}
	}
	if !f.From.IsZero() {
		and(`began >= ?`, f.From.UnixMilli())
	}
	if !f.Until.IsZero() {
		and(`began < ?`, f.Until.UnixMilli())
	}
	if words := f.Words(); words != "" {
		and(`(instr(lower(key), ?) > 0 OR instr(id, ?) > 0 OR instr(lower(ref), ?) > 0)`, words, words, words)
	}
	if f.After != "" {
		if _, err := s.AttemptBy(ctx, pg.Name{ID: f.After}); err != nil {
			return nil, err
		}
		and(`(began, id) < (SELECT began, id FROM attempts WHERE id = ?)`, f.After)
	}
	return list(ctx, s.read, query+` ORDER BY began DESC, id DESC LIMIT ?`, scanAttempt, append(args, f.Size())...)
}
