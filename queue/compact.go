package queue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	bolt "go.etcd.io/bbolt"

	"kioskd/queue/internal/safefile"
)

// compact writes the store anew, without free pages: into another file beside
// it, while the queue goes on, then verified, flushed, and put in its place. If
// anything was committed in the meantime the other file is thrown away.
func (q *Queue) compact() error {
	fresh := q.opts.Disk.Path(storeFile + ".new")
	before := q.Stats().Commits
	err := q.copyStore(fresh)
	if err == nil {
		<-q.baton
		if q.Stats().Commits == before {
			err = q.swap(storeFile + ".new")
			q.baton <- struct{}{}
			return err
		}
		q.baton <- struct{}{}
	}
	if gone := os.Remove(fresh); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

// copyStore copies the store, and compares the copy with it.
func (q *Queue) copyStore(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove what an earlier try left: %w", err)
	}
	db, err := openBolt(path, true)
	if err != nil {
		return err
	}
	err = guard(func() error { return bolt.Compact(db, q.store(), 1<<20) })
	if err == nil {
		err = guard(func() error { return sameKeys(q.store(), db) })
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("copy the store: %w", err)
	}
	return safefile.SyncFile(path)
}

// sameKeys compares how much is in each bucket and lets bbolt check the copy's
// pages.
func sameKeys(from, to *bolt.DB) error {
	return from.View(func(was *bolt.Tx) error {
		return to.View(func(is *bolt.Tx) error {
			for _, name := range buckets {
				if a, b := was.Bucket(name).Stats().KeyN, is.Bucket(name).Stats().KeyN; a != b {
					return fmt.Errorf("%w: the copy has %d of %d in %s", ErrDamaged, b, a, name)
				}
			}
			var first error
			for err := range is.Check() {
				first = firstOf(first, err)
			}
			return first
		})
	})
}

// swap puts another file in the place of the store. Readers that come in between
// wait for it. The baton is held.
func (q *Queue) swap(fresh string) error {
	ready := make(chan struct{})
	q.mu.Lock()
	old := q.db
	q.swapping = ready
	q.mu.Unlock()
	db, err := q.exchangeOpen(old, fresh)
	q.mu.Lock()
	if err == nil {
		q.db = db
	}
	q.swapping = nil
	q.mu.Unlock()
	close(ready)
	if err != nil {
		q.breakOff(err)
		return err
	}
	q.filled = 0
	return q.opts.Disk.Committed(storeFile)
}

// exchangeOpen closes one store and opens the other in its place.
func (q *Queue) exchangeOpen(old *bolt.DB, fresh string) (*bolt.DB, error) {
	if err := guard(old.Close); err != nil {
		return nil, fmt.Errorf("close the store: %w", err)
	}
	if err := errors.Join(q.opts.Disk.Rename(fresh, storeFile), q.opts.Disk.SyncDir()); err != nil {
		return nil, fmt.Errorf("put the compacted store in place: %w", err)
	}
	return openBolt(q.opts.Disk.Path(storeFile), q.opts.noFlush)
}
