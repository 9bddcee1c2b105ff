package postgres

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"kioskd/sync/hq"
)

// CheckVersion is what Open asks of a server's version.
var CheckVersion = checkVersion

// ErrAddress is the only error of [CheckAddress].
var ErrAddress = errAddress

// Address returns where the store's database is.
func (s *Store) Address() string { return s.pool.Config().ConnString() }

// Hurry makes a process look after its peers every few milliseconds.
func (s *Store) Hurry() {
	s.pace = pace{look: 30 * time.Millisecond, dead: 5 * time.Second, again: 10 * time.Millisecond}
}

// SynchronousCommit returns the setting of one of our connections.
func (s *Store) SynchronousCommit(ctx context.Context) (on string, err error) {
	err = s.pool.QueryRow(ctx, `SHOW synchronous_commit`).Scan(&on)
	return on, err
}

// PutTogether puts the same facts for several kiosks as if they had waited
// together, and returns what became of each.
func (s *Store) PutTogether(facts []hq.Fact, kiosks ...string) map[string]error {
	var puts []*put
	for _, k := range kiosks {
		puts = append(puts, &put{kiosk: k, epoch: "e1", facts: facts})
	}
	errs := map[string]error{}
	for i, err := range s.putAll(puts) {
		errs[puts[i].kiosk] = err
	}
	return errs
}

// BackTo makes the tables what they were in a former version.
func (s *Store) BackTo(ctx context.Context, version int64) (err error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(s.pool)
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err == nil {
		_, err = p.DownTo(ctx, version)
	}
	return err
}

// Exec does a statement.
func (s *Store) Exec(ctx context.Context, statement string, args ...any) error {
	_, err := s.pool.Exec(ctx, statement, args...)
	return err
}

// PlanOfCount says how records are counted.
func (s *Store) PlanOfCount(ctx context.Context) (string, error) {
	plan, err := list(ctx, s, func(r pgx.CollectableRow) (line string, err error) {
		err = r.Scan(&line)
		return line, err
	}, `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) `+countTagged, "alarm", "open", 100)
	return strings.Join(plan, "\n"), err
}
