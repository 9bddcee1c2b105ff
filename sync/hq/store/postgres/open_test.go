package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/postgres"
	"kioskd/sync/hq/store/postgres/pgtest"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/wire/wiretest"
)

// TestOpenAtOnce: several processes that start on an empty database at once.
func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	address := empty(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			s, err := postgres.Open(t.Context(), address, quiet)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// secret is a password with every sign that ends a part of an address.
const secret = "sEcReT:/@?#[]%&x"

// as returns an address for another user with the secret.
func as(t *testing.T, address, user, password string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(user, password)
	return u.String()
}

func exec(t *testing.T, address, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// TestOpenRefuses: each error has a next step, and none the password.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	address := empty(t)
	exec(t, address, "CREATE ROLE "+pgtest.Guest+" LOGIN PASSWORD '"+secret+"'")
	newer := empty(t)
	if err := open(t, newer).Close(); err != nil {
		t.Fatal(err)
	}
	exec(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
	for name, c := range map[string]struct{ address, want string }{
		"a wrong password":       {as(t, address, pgtest.Guest, "not-"+secret), "the password of user guest is wrong"},
		"no rights":              {as(t, address, pgtest.Guest, secret), "OWNER TO guest"},
		"nobody we know":         {as(t, address, "stranger", secret), "createuser --pwprompt stranger"},
		"no such database":       {strings.Replace(address, "/t", "/none", 1), "createdb --owner postgres none"},
		"nobody there":           {"postgres://u:" + url.QueryEscape(secret) + "@127.0.0.1:1/db", "pg_isready"},
		"a newer kioskhq's":      {newer, "use the newer kioskhq"},
		"signs not escaped":      {"postgres://u:" + secret + "@h/db", "write @ as %40"},
		"no database":            {"postgres://u:sEcReT@h/", "/DATABASE"},
		"another scheme":         {"mysql://u:sEcReT@h/db", "postgres://"},
		"a parameter of nobody":  {"postgres://u:sEcReT@h/db?sslmode=sEcReT", "postgres://"},
		"an address of nonsense": {"postgres://u:sEcReT@h:port/db", "postgres://"},
	} {
		_, err := postgres.Open(t.Context(), c.address, quiet)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want …%s…", name, err, c.want)
		}
		if err != nil && (strings.Contains(err.Error(), "sEcReT") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: the error tells the password, or has more than a line: %v", name, err)
		}
	}
}

// TestGuest: a user who owns the database and nothing else is all it takes.
func TestGuest(t *testing.T) {
	t.Parallel()
	address := empty(t)
	exec(t, address, `CREATE ROLE owner LOGIN`)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, address, "ALTER DATABASE "+strings.Trim(u.Path, "/")+" OWNER TO owner")
	s := open(t, as(t, address, "owner", ""))
	j := wiretest.New("e1")
	j.Fill(4)
	if err := s.Put(t.Context(), "k1", "e1", storetest.Facts(t, j, 1, 4)); err != nil {
		t.Error(err)
	}
}

func TestTooOld(t *testing.T) {
	t.Parallel()
	if err := postgres.CheckVersion(15); err != nil {
		t.Error(err)
	}
	if err := postgres.CheckVersion(14); err == nil || !strings.Contains(err.Error(), "pg_upgrade") {
		t.Error(err)
	}
}

// TestEveryCommitWaits: a database that does not wait for the disk by default is
// told to.
func TestEveryCommitWaits(t *testing.T) {
	t.Parallel()
	s := fresh(t) // the cluster's default is off
	if got, err := s.SynchronousCommit(t.Context()); err != nil || got != "on" {
		t.Errorf("synchronous_commit is %q, %v", got, err)
	}
}

func FuzzCheckAddress(f *testing.F) {
	for _, s := range []string{"postgres://u:sEcReT@h:5432/db?sslmode=require", "postgres://u:sEcReT:@h/db", "postgresql:///db?host=/tmp&password=sEcReT", "sEcReT", "postgres://%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		err := postgres.CheckAddress(s)
		if err != nil && err.Error() != postgres.ErrAddress.Error() {
			t.Errorf("%q: the error may tell something of it: %v", s, err)
		}
	})
}

// TestOneBadPut: what the server will not take of one kiosk keeps nobody else's
// facts out.
func TestOneBadPut(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	exec(t, s.Address(), `ALTER TABLE facts ADD CHECK (kiosk <> 'bad')`)
	good := wiretest.New("e1")
	good.Fill(4)
	errs := s.PutTogether(storetest.Facts(t, good, 1, 4), "k1", "bad", "k2")
	if errs["k1"] != nil || errs["k2"] != nil || errs["bad"] == nil || errors.Is(errs["bad"], context.Canceled) {
		t.Errorf("%v", errs)
	}
	storetest.CheckWhole(t, s, "k1", good)
	storetest.CheckWhole(t, s, "k2", good)
	storetest.CheckWhole(t, s, "bad", wiretest.New("e1"))
}

// TestAuditStays: not even somebody with the database in hand takes lines away
// without leaving a trace.
func TestAuditStays(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	if err := s.AddLine(t.Context(), hq.AuditLine{Seq: 1, Line: []byte(`{}`)}); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	for _, sql := range []string{"DELETE FROM audit", "UPDATE audit SET line = ''", "TRUNCATE audit"} {
		if _, err := conn.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s was done", sql)
		}
	}
}

// TestOlderAttempts: those of a database that knew no list are listed as they began.
func TestOlderAttempts(t *testing.T) {
	t.Parallel()
	address := empty(t)
	s := open(t, address)
	storetest.KeepAttempts(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	exec(t, address, "ALTER TABLE records DROP COLUMN tag; ALTER TABLE attempts DROP COLUMN state, DROP COLUMN began; DELETE FROM goose_db_version WHERE version_id >= 5")
	storetest.ListsKept(t, open(t, address))
}
