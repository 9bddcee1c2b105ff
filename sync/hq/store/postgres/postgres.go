// Package postgres keeps what kiosks report in PostgreSQL: the store of an HQ
// that has outgrown one machine. Any number of kioskhq processes work on one
// database at once.
//
//	sessions ──▶ Put ──▶ lane ──▶ one transaction for all who wait ──▶ ack
//	                      │         lock the ends of the chains, load payments   (one round trip)
//	                      │         insert facts, payments, ends, commit         (one round trip)
//	                      └ a kiosk's lane is always the same
//
// # Promises
//
// A commit is durable before Put returns, whatever the database's default for
// synchronous_commit; a server that runs without fsync is warned of. The row of a
// chain's end is locked while facts are added to it, so that two processes that
// hear the same kiosk cannot both go on from the same fact.
//
// Facts are partitioned by a hash of the kiosk. The bytes that the kiosk wrote are
// kept as they came; the columns beside them are for people who ask the database.
// PostgreSQL's text can hold no NUL, and an index no long text, so those columns
// hold what [column] makes of such a key.
//
// # Several processes
//
// What one process does that concerns kiosks at another is written as news in the
// transaction that does it. NOTIFY only wakes: the others read news by number, and
// look every few seconds without having been woken, so that a notification that got
// lost costs seconds and nothing else. Who is connected where stands in a table, with
// the process, which counts as dead when it has not said for a while that it lives.
//
// Schema changes are files in migrations, applied by whichever process comes
// first while the others wait. A database written by a newer HQ is not touched
// by an older one.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kioskd/sync/hq"
)

// Store implements [hq.Store] in a PostgreSQL database.
type Store struct {
	pool    *pgxpool.Pool
	lazy    *pgxpool.Pool // whose commits do not wait for the disk: for what comes again by itself
	log     *slog.Logger
	pace    pace
	process int64 // the number of this process; no two have the same
	puts    []*lane[*put]
	gathered
	close func()
}

var _ hq.Store = (*Store)(nil)

// Connections of one process, unless the address says otherwise with
// pool_max_conns. The lanes write, the others read.
const (
	lanes       = 4
	connections = 2*lanes + 4
)

// openWithin bounds how long Open tries to reach the server.
const openWithin = 15 * time.Second

// Open connects to the database at address, of the form
// postgres://USER@HOST:PORT/DATABASE, and brings its tables up to date. Errors say
// what to do next, and never tell a password. What the address leaves out comes
// from the usual places of PostgreSQL's clients: PGPASSWORD, ~/.pgpass, PGSSLMODE.
func Open(ctx context.Context, address string, log *slog.Logger) (*Store, error) {
	config, err := parse(address)
	if err != nil {
		return nil, err
	}
	config.AfterConnect = durable
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, explain(config, err)
	}
	lazy, err := pgxpool.NewWithConfig(ctx, lazily(config))
	if err != nil {
		pool.Close()
		return nil, explain(config, err)
	}
	s := newStore(pool, lazy, log)
	if err := s.ready(ctx); err != nil {
		return nil, errors.Join(explain(config, err), s.Close())
	}
	return s, nil
}

// lazyConnections is how many connections there are for what need not wait for the
// disk.
const lazyConnections = 3

// lazily returns how to connect for what may be lost in a crash of the server.
func lazily(config *pgxpool.Config) *pgxpool.Config {
	c := config.Copy()
	c.MaxConns, c.AfterConnect = lazyConnections, nil
	c.ConnConfig.RuntimeParams["synchronous_commit"] = "off"
	return c
}

func newStore(pool, lazy *pgxpool.Pool, log *slog.Logger) *Store {
	s := &Store{pool: pool, lazy: lazy, log: log, pace: usualPace}
	s.gathered = s.newGathered()
	for range lanes {
		s.puts = append(s.puts, &lane[*put]{write: s.putAll})
	}
	s.close = sync.OnceFunc(func() {
		for _, l := range s.puts {
			l.wait()
		}
		s.gathered.wait()
		lazy.Close()
		pool.Close()
	})
	return s
}

// durable has every commit on this connection wait for the disk.
func durable(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`)
	return err
}

// ready makes sure that the server is one that we can work with, and migrates.
func (s *Store) ready(ctx context.Context) error {
	first, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	if err := s.check(first); err != nil {
		return err
	}
	if err := migrate(ctx, s.pool); err != nil {
		return fmt.Errorf("bring the tables up to date: %w", err)
	}
	return s.pool.QueryRow(ctx, `SELECT nextval('process_ids')`).Scan(&s.process)
}

// oldest is the oldest version of PostgreSQL that this package is tested with.
const oldest = 15

// errTooOld is the cause of refusing a server that can be reached.
var errTooOld = errors.New("this server is too old")

func (s *Store) check(ctx context.Context) error {
	var version int
	var fsync string
	err := s.pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int / 10000, current_setting('fsync')`).Scan(&version, &fsync)
	if err != nil {
		return err
	}
	if fsync == "off" {
		s.log.Warn("hq: PostgreSQL runs without fsync: a power cut can lose facts that were acknowledged", "next", "set fsync = on in postgresql.conf")
	}
	return checkVersion(version)
}

func checkVersion(version int) error {
	if version < oldest {
		return fmt.Errorf("%w: PostgreSQL %d, where kioskhq works with %d and newer; upgrade it (pg_upgrade), or name another server", errTooOld, version, oldest)
	}
	return nil
}

// Close implements [hq.Store].
func (s *Store) Close() error {
	s.close()
	return nil
}
