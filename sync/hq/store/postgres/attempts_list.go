package postgres

import (
	"context"
	"fmt"

	"kioskd/sync/hq/pg"
)

// Attempts implements [pg.Store].
func (s *Store) Attempts(ctx context.Context, f pg.Filter) ([]pg.Attempt, error) {
	var q query
	q.WriteString(`SELECT ` + attemptColumns + ` FROM attempts WHERE true`)
	for _, c := range []struct{ condition, value string }{{"kiosk = $", f.Kiosk}, {"provider = $", f.Provider}} {
		if c.value != "" {
			q.and(c.condition, column(c.value))
		}
	}
	if len(f.States) > 0 {
		q.and("state = ANY($)", f.States)
	}
	if !f.From.IsZero() {
		q.and("began >= $", f.From.UnixMilli())
	}
	if !f.Until.IsZero() {
		q.and("began < $", f.Until.UnixMilli())
	}
	if words := text(f.Words()); words != "" {
		q.and("(strpos(lower(key), $) > 0 OR strpos(id, $) > 0 OR strpos(lower(ref), $) > 0)", words, words, words)
	}
	if f.After != "" {
		if _, err := s.AttemptBy(ctx, pg.Name{ID: f.After}); err != nil {
			return nil, err
		}
		q.and("(began, id) < (SELECT began, id FROM attempts WHERE id = $)", column(f.After))
	}
	_, _ = fmt.Fprintf(&q, ` ORDER BY began DESC, id DESC LIMIT %d`, f.Size())
	return list(ctx, s, scanAttempt, q.String(), q.args...)
}
