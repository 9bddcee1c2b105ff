// Package sqlite keeps what kiosks report in one SQLite file: the store of an
// HQ on one machine, with nothing to install.
//
// A commit is on disk before Put returns: write-ahead log, synchronous FULL.
// SQLite has one writer, so Put takes the one writing connection in turn; pages
// and machines read beside it from connections of their own.
//
// Schema changes are files in migrations, applied in order by [Open]; a file
// written by a newer HQ is not touched by an older one.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver named "sqlite"

	"kioskd/sync/hq"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store implements [hq.Store] in a file.
type Store struct {
	write *sql.DB // one connection
	read  *sql.DB
	close func() error
}

var _ hq.Store = (*Store)(nil)

// readers is how many connections read beside the writer.
const readers = 4

// Open opens the file at path, or makes it, in a folder that only its owner can
// enter if the folder has to be made too.
func Open(ctx context.Context, path string) (*Store, error) {
	if err := prepare(path); err != nil {
		return nil, fmt.Errorf("prepare %s: %w", path, err)
	}
	s := &Store{}
	s.close = sync.OnceValue(func() error { return errors.Join(s.read.Close(), s.write.Close()) })
	var err error
	if s.write, err = connect(path, 1); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if s.read, err = connect(path, readers); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), s.write.Close())
	}
	if err := migrate(ctx, s.write); err != nil {
		return nil, errors.Join(fmt.Errorf("bring %s up to date: %w", path, err), s.Close())
	}
	return s, nil
}

// prepare makes the folder and an empty file, so that SQLite gives the files
// beside it the same narrow rights.
func prepare(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func connect(path string, connections int) (*sql.DB, error) {
	address, err := dsn(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func dsn(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") { // C:/…
		abs = "/" + abs
	}
	q := url.Values{
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)"},
		"_txlock": {"immediate"},
	}
	return "file://" + (&url.URL{Path: abs}).EscapedPath() + "?" + q.Encode(), nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return err
	}
	if err := notNewer(ctx, p); err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

func notNewer(ctx context.Context, p *goose.Provider) error {
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("the file has version %d, this kioskhq knows up to %d; use the newer kioskhq", have, want)
	}
	return nil
}

// Close implements [hq.Store].
func (s *Store) Close() error { return s.close() }
