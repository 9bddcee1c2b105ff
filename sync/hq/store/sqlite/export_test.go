package sqlite

import "context"

// Settings returns what makes commits durable on the writing connection.
func (s *Store) Settings(ctx context.Context) (journal string, synchronous int, err error) {
	if err = s.write.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&journal); err != nil {
		return "", 0, err
	}
	err = s.write.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&synchronous)
	return journal, synchronous, err
}
