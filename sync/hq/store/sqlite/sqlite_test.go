package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/store/sqlite"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/wire/wiretest"
)

func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // closed by the test as well
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) hq.Store { return open(t, filepath.Join(t.TempDir(), "hq.db")) })
}

// A path with signs that mean something in a URI is a path all the same, and
// what was stored is there after the next start.
func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b#c%20&d", "hq.db")
	j := wiretest.New("e1")
	j.Fill(9)
	s := open(t, path)
	if err := s.Put(t.Context(), "k1", "e1", storetest.Facts(t, j, 1, 9)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the file is elsewhere: %v", err)
	}
	storetest.CheckWhole(t, open(t, path), "k1", j)
}

func TestOnlyTheOwnerMayLook(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("rights are the folder's on Windows")
	}
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, filepath.Join(dir, "hq.db"))
	if err := s.Seen(t.Context(), hq.Kiosk{ID: "k1", Epoch: "e1"}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("files: %v, %v", files, err)
	}
	for _, f := range append(files, dirEntry(t, dir)) {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s has rights %o, want none for others", f.Name(), mode)
		}
	}
}

func dirEntry(t *testing.T, path string) os.DirEntry {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Fatalf("entries: %v, %v", entries, err)
	}
	return entries[0]
}

// What Put promises rests on these settings of each connection.
func TestCommitsAreFlushed(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "hq.db"))
	journal, synchronous, err := s.Settings(t.Context())
	if err != nil || journal != "wal" || synchronous != 2 {
		t.Errorf("journal mode %q, synchronous %d, %v, want wal and 2 (FULL)", journal, synchronous, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("this is no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(dir, "newer.db")
	makeNewer(t, newer)
	for name, path := range map[string]string{
		"a file that is no database":        garbage,
		"a folder":                          dir,
		"a folder below a file":             filepath.Join(garbage, "hq.db"),
		"a file of a kioskhq of the future": newer,
	} {
		if s, err := sqlite.Open(t.Context(), path); err == nil {
			t.Errorf("%s was opened", name)
			_ = s.Close()
		}
	}
	if b, err := os.ReadFile(garbage); err != nil || !strings.HasPrefix(string(b), "this is no database") {
		t.Errorf("the file that was refused was changed: %.30q, %v", b, err)
	}
}

func makeNewer(t *testing.T, path string) {
	t.Helper()
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(context.Background(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
}

func TestAttempts(t *testing.T) {
	storetest.RunAttempts(t, func(t *testing.T) pg.Store { return open(t, filepath.Join(t.TempDir(), "hq.db")) })
}

// TestOlderAttempts: those of a file that knew no list are listed as they began.
func TestOlderAttempts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hq.db")
	s := open(t, path)
	storetest.KeepAttempts(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, do := range []string{`DROP INDEX records_tag`, `ALTER TABLE records DROP COLUMN tag`, `DROP INDEX attempts_by_state`, `DROP INDEX attempts_by_time`, `ALTER TABLE attempts DROP COLUMN state`, `ALTER TABLE attempts DROP COLUMN began`, `DELETE FROM goose_db_version WHERE version_id >= 8`} {
		if _, err := db.ExecContext(t.Context(), do); err != nil {
			t.Fatal(do, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	storetest.ListsKept(t, open(t, path))
}
