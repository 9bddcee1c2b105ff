// Package each tells a story at every store that an HQ can have: in memory, on
// SQLite and on a real PostgreSQL. What a story checks is then true of HQ and not of
// one way to keep it.
//
//	func TestMain(m *testing.M) { each.Main(m) }
//
//	func TestTold(t *testing.T) {
//		each.Store(t, func(t *testing.T, open each.Opener) {
//			synctest.Test(t, func(t *testing.T) { store := open(t); … })
//		})
//	}
//
// Stories may run in virtual time: a store that is opened inside of it is closed there,
// too, and time stands still while a store works.
package each

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/store/postgres"
	"kioskd/sync/hq/store/postgres/pgtest"
	"kioskd/sync/hq/store/sqlite"
)

// server is one for all tests of a package; nil where there is no PostgreSQL.
var server *pgtest.Cluster

// Main runs a package's tests beside a PostgreSQL. For TestMain.
func Main(m *testing.M) { pgtest.Main(m, func(c *pgtest.Cluster) { server = c }) }

// Opener opens an empty store, and has it closed when the test ends. It is called
// once.
type Opener func(t *testing.T) hq.Store

// Store tells a story at each store, as a subtest that runs beside others.
func Store(t *testing.T, story func(t *testing.T, open Opener)) {
	t.Helper()
	for name, ready := range map[string]func(*testing.T) func(context.Context) (hq.Store, error){
		"memory":   inMemory,
		"sqlite":   onSQLite,
		"postgres": onPostgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open := ready(t)
			story(t, func(t *testing.T) hq.Store { return closing(t, open) })
		})
	}
}

// Memory tells a story in memory alone.
func Memory(t *testing.T, story func(t *testing.T, open Opener)) {
	t.Helper()
	story(t, func(t *testing.T) hq.Store { return closing(t, inMemory(t)) })
}

func closing(t *testing.T, open func(context.Context) (hq.Store, error)) hq.Store {
	t.Helper()
	s, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func inMemory(*testing.T) func(context.Context) (hq.Store, error) {
	return func(context.Context) (hq.Store, error) { return memory.New(), nil }
}

func onSQLite(t *testing.T) func(context.Context) (hq.Store, error) {
	path := filepath.Join(t.TempDir(), "hq.db")
	return func(ctx context.Context) (hq.Store, error) { return sqlite.Open(ctx, path) }
}

// onPostgres makes a database before virtual time begins.
func onPostgres(t *testing.T) func(context.Context) (hq.Store, error) {
	pgtest.Need(t, server)
	name, err := model()
	if err != nil {
		t.Fatal(err)
	}
	address, err := server.Database(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx context.Context) (hq.Store, error) {
		return postgres.Open(ctx, address, slog.New(slog.DiscardHandler))
	}
}

// model makes a database with tables, which others are copied from: that is quicker
// than to make the tables in each.
var model = sync.OnceValues(func() (name string, err error) {
	ctx := context.Background()
	address, err := server.Database(ctx, "")
	if err != nil {
		return "", err
	}
	s, err := postgres.Open(ctx, address, slog.New(slog.DiscardHandler))
	if err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	return strings.Trim(u.Path, "/"), s.Close()
})
