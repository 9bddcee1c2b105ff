package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"
)

// raw writes records to a file and flushes each: what any store must do at
// least, if it flushes for each record.
type raw struct {
	mu   sync.Mutex // guards the file and at: callers wait for one another, which is the point
	file *os.File
	at   int64
	size int64 // where writing begins again; 0 for a file that grows
}

func openRawAppend(dir string) (store, error) { return openRaw(dir, 0) }

// openRawPrepared writes zeros first, so that a flush has no new extents to
// note: the fastest that a file can be.
func openRawPrepared(dir string) (store, error) { return openRaw(dir, 32<<20) }

func openRaw(dir string, size int64) (store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "raw"), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	if _, err := f.Write(make([]byte, size)); err != nil {
		return nil, fmt.Errorf("prepare the file: %w", err)
	}
	return &raw{file: f, size: size}, f.Sync()
}

func (r *raw) Put(_ context.Context, _ int, record []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.size > 0 && r.at+int64(len(record)) > r.size {
		r.at = 0
	}
	if _, err := r.file.WriteAt(record, r.at); err != nil {
		return err
	}
	r.at += int64(len(record))
	return unix.Fdatasync(int(r.file.Fd()))
}

func (r *raw) Close() error { return r.file.Close() }
