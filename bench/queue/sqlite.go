package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqlite is one table and one writer, as its own documents recommend.
type sqlite struct {
	db     *sql.DB
	insert *sql.Stmt
}

func openSQLite(dir string) (store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path := "file:" + filepath.Join(dir, "lite.db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("create table if not exists records (seq integer primary key, record blob not null)"); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	insert, err := db.Prepare("insert into records (record) values (?)")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return sqlite{db, insert}, nil
}

func (s sqlite) Put(ctx context.Context, _ int, record []byte) error {
	_, err := s.insert.ExecContext(ctx, record)
	return err
}

func (s sqlite) Close() error { return errors.Join(s.insert.Close(), s.db.Close()) }
