package main

import (
	"context"
	"sync"

	"github.com/tidwall/wal"
)

// tidwall is a write-ahead log, flushed at each write. It wants the number of
// each entry, so writing and counting go together.
type tidwall struct {
	mu   sync.Mutex // guards last, and keeps writes in its order
	log  *wal.Log
	last uint64
}

func openTidwall(dir string) (store, error) {
	log, err := wal.Open(dir, &wal.Options{SegmentSize: 20 << 20, LogFormat: wal.Binary})
	if err != nil {
		return nil, err
	}
	last, err := log.LastIndex()
	return &tidwall{log: log, last: last}, err
}

func (t *tidwall) Put(_ context.Context, _ int, record []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.log.Write(t.last+1, record); err != nil {
		return err
	}
	t.last++
	return nil
}

func (t *tidwall) Close() error { return t.log.Close() }
