package main

import (
	"context"
	"encoding/binary"
	"os"
	"sync/atomic"

	"github.com/dgraph-io/badger/v4"
)

// badgerStore is badger with SyncWrites, one transaction a record. Commits of
// several callers share its flushes.
type badgerStore struct {
	*badger.DB
	last atomic.Uint64
}

func openBadger(dir string) (store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	db, err := badger.Open(badger.DefaultOptions(dir).WithSyncWrites(true).WithLogger(nil))
	if err != nil {
		return nil, err
	}
	return &badgerStore{DB: db}, nil
}

func (b *badgerStore) Put(_ context.Context, _ int, record []byte) error {
	key := binary.BigEndian.AppendUint64(nil, b.last.Add(1))
	return b.Update(func(tx *badger.Txn) error { return tx.Set(key, record) })
}
