package sqlite

import (
	"context"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
)

// Settings returns what makes commits durable on the writing connection.
func (s *Store) Settings(ctx context.Context) (journal string, synchronous int, err error) {
	if err = s.write.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&journal); err != nil {
		return "", 0, err
	}
	err = s.write.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&synchronous)
	return journal, synchronous, err
}

// BackTo makes the tables what they were in a former version.
func (s *Store) BackTo(ctx context.Context, version int64) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, s.write, files)
	if err == nil {
		_, err = p.DownTo(ctx, version)
	}
	return err
}

// Exec does a statement.
func (s *Store) Exec(ctx context.Context, statement string, args ...any) error {
	_, err := s.write.ExecContext(ctx, statement, args...)
	return err
}

// PlanOfCount says how records are counted.
func (s *Store) PlanOfCount(ctx context.Context) (string, error) {
	plan, err := list(ctx, s.read, `EXPLAIN QUERY PLAN `+countTagged, func(scan func(...any) error) (line string, err error) {
		var none int
		err = scan(&none, &none, &none, &line)
		return line, err
	}, "alarm", "open", 100)
	return strings.Join(plan, "\n"), err
}
