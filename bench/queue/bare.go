package main

import (
	"context"
	"errors"
	"path/filepath"
)

// bare makes the flushes of a money fact and nothing else: one of a log, and
// beside it the two of a bbolt commit, its pages and then its first page. No
// store that keeps a fact in both before it answers can be faster on this disk.
type bare struct{ log, pages store }

func openBare(dir string) (store, error) {
	log, err := openRawPrepared(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	pages, err := openRawPrepared(filepath.Join(dir, "pages"))
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	return bare{log, pages}, nil
}

// dirtyPages is how many pages a commit of one fact writes before the last one:
// the leaf, what leads to it, and the list of free pages.
var dirtyPages = make([]byte, 4*4096)

func (b bare) Put(ctx context.Context, n int, record []byte) error {
	logged := make(chan error, 1)
	go func() { logged <- b.log.Put(ctx, n, record) }()
	err := b.pages.Put(ctx, n, dirtyPages)
	if err == nil {
		err = b.pages.Put(ctx, n, dirtyPages[:4096])
	}
	return errors.Join(err, <-logged)
}

func (b bare) Close() error { return errors.Join(b.log.Close(), b.pages.Close()) }
