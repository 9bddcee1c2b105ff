package postgres_test

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/store/postgres"
	"kioskd/sync/hq/store/postgres/pgtest"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/wire/wiretest"
)

// server is one for all tests of this package; nil where there is no PostgreSQL.
var server *pgtest.Cluster

func TestMain(m *testing.M) { pgtest.Main(m, func(c *pgtest.Cluster) { server = c }) }

var quiet = slog.New(slog.DiscardHandler)

func open(t *testing.T, address string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), address, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // closed by the test as well
	return s
}

// empty makes a database without tables.
func empty(t *testing.T) string {
	t.Helper()
	return database(t, "")
}

func database(t *testing.T, template string) string {
	t.Helper()
	address, err := pgtest.Need(t, server).Database(t.Context(), template)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// model makes a database with tables, which others are copied from: that is
// quicker than to make the tables in each.
var model = sync.OnceValues(func() (name string, err error) {
	address, err := server.Database(context.Background(), "")
	if err != nil {
		return "", err
	}
	s, err := postgres.Open(context.Background(), address, quiet)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	return strings.Trim(u.Path, "/"), s.Close()
})

// fresh opens a store with nothing in it.
func fresh(t *testing.T) *postgres.Store {
	t.Helper()
	pgtest.Need(t, server)
	name, err := model()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, database(t, name))
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) hq.Store { return fresh(t) })
}

// TestReopen: what was stored is there after the next start, for another process
// too.
func TestReopen(t *testing.T) {
	t.Parallel()
	address := empty(t)
	j := wiretest.New("e1")
	j.Fill(9)
	s := open(t, address)
	if err := s.Put(t.Context(), "k1", "e1", storetest.Facts(t, j, 1, 9)); err != nil {
		t.Fatal(err)
	}
	storetest.CheckWhole(t, open(t, address), "k1", j)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	storetest.CheckWhole(t, open(t, address), "k1", j)
}

func TestAttempts(t *testing.T) {
	storetest.RunAttempts(t, func(t *testing.T) pg.Store { return fresh(t) })
}
