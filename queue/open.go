package queue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Open opens the queue in a folder, and makes it where there has been none. The
// queue must be closed: Open starts the committer, and holds the folder's lock.
//
// Open changes nothing when it refuses: a folder in use ([ErrLocked]), a store
// of a newer program ([ErrNewer]), a key that does not fit ([ErrKey]), a store
// that is damaged or gone ([ErrDamaged]). It looks at the store's two ends; the
// whole is looked at by [Queue.Check].
func Open(dir string, o Options) (*Queue, error) {
	o, err := o.withDefaults(dir)
	if err != nil {
		return nil, fmt.Errorf("open queue %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open queue %s: make the folder: %w", dir, err)
	}
	lock, err := lockDir(o.Disk.Path(lockFile))
	if err != nil {
		return nil, fmt.Errorf("open queue %s: %w", dir, err)
	}
	q, err := open(o, lock)
	if err != nil {
		return nil, fmt.Errorf("open queue %s: %w", dir, errors.Join(err, lock.release()))
	}
	go q.run()
	return q, nil
}

// open does what Open does, once the folder is ours.
func open(o Options, lock *dirLock) (*Queue, error) {
	there, err := exists(o.Disk.Path(storeFile))
	if err != nil {
		return nil, err
	}
	if err := prepare(&o, there); err != nil {
		return nil, err
	}
	db, err := openBolt(o.Disk.Path(storeFile))
	if err != nil {
		return nil, explain(o, err)
	}
	q := &Queue{opts: o, lock: lock, db: db, work: make(chan struct{}, 1), done: make(chan struct{})}
	q.moved, q.cursors = make(chan struct{}), map[string]*Cursor{}
	if err := guard(q.load); err != nil {
		return nil, errors.Join(explain(o, err), guard(db.Close))
	}
	return q, nil
}

// prepare sees to it that there are a key and a store, and makes them only
// where there has been no store before.
func prepare(o *Options, there bool) error {
	been, err := exists(o.Disk.Path(epochFile))
	if err != nil {
		return err
	}
	if been && !there {
		return fmt.Errorf("%w: %s says that a store was made here, but %s is gone: put it back; to give up what it held, move %[2]s away too",
			ErrDamaged, o.Disk.Path(epochFile), o.Disk.Path(storeFile))
	}
	if o.Sealer == nil {
		if o.Sealer, err = keySealer(*o, there); err != nil {
			return err
		}
	}
	if there {
		return notEmpty(o.Disk.Path(storeFile))
	}
	o.Log.Info("making a new store", "path", o.Disk.Path(storeFile))
	return makeStore(*o)
}

// notEmpty refuses a store of no bytes, which bbolt would silently fill anew.
func notEmpty(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("look at the store: %w", err)
	}
	if info.Size() == 0 {
		return fmt.Errorf("%w: %s is empty: put it back as it was", ErrDamaged, path)
	}
	return nil
}

func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", path, err)
	}
	return true, nil
}
