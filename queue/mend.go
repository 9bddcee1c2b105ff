package queue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"kioskd/queue/internal/safefile"
)

// mend makes a good store of a damaged or missing one, and keeps the damaged one
// under another name. bbolt never overwrites what its last commit but one left,
// so that is tried first; then a new store is filled with what the log has and
// with every page of the old one that can still be read.
func (q *Queue) mend(f folder, cause error) error {
	heads, err := q.heads()
	if err != nil {
		return err
	}
	if len(heads) > 0 && !q.keyFits(heads) {
		return fmt.Errorf("%w: neither the store nor the log opens with it: put the right one back (%s)", ErrKey, q.opts.Disk.Path(keyFile))
	}
	q.found("%s: %v", storeFile, cause)
	fresh := q.opts.Disk.Path(storeFile + ".new")
	back := f.store && q.stepBack(fresh, heads)
	if !back {
		if err := q.rebuild(f, fresh, distinct(heads)); err != nil {
			return fmt.Errorf("fill a new store: %w", err)
		}
	}
	return q.exchange(f, fresh, cause)
}

// exchange puts the mended store in place of the damaged one. If the power goes
// in between, the next start finds no store and fills one again.
func (q *Queue) exchange(f folder, fresh string, cause error) error {
	if f.store {
		if err := q.setAside(storeFile, why(cause)); err != nil {
			return err
		}
	}
	return safefile.Rename(fresh, q.opts.Disk.Path(storeFile))
}

// stepBack tries a copy of the store as it was before its last commit.
func (q *Queue) stepBack(fresh string, heads []run) bool {
	err := q.copyOneBack(fresh)
	if err == nil {
		err = q.opts.Verify(context.Background(), fresh)
	}
	if err == nil {
		err = q.tryStore(fresh, heads)
	}
	if err == nil {
		err = errors.Join(q.dropStore(), safefile.SyncFile(fresh))
	}
	if err != nil {
		q.found("the store before its last commit is no better: %v", err)
		return false
	}
	q.did("the store went one commit back; the log has what came after")
	return true
}

// copyOneBack copies the store and spoils the newer of its two first pages.
func (q *Queue) copyOneBack(fresh string) error {
	if err := copyFile(q.opts.Disk.Path(storeFile), fresh); err != nil {
		return err
	}
	f, err := os.OpenFile(fresh, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	page, err := newerMeta(f)
	if err == nil {
		_, err = f.WriteAt(make([]byte, metaLength), page)
	}
	return errors.Join(err, f.Close())
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// oldStore opens whatever is left of the store: itself, or where an earlier try
// was cut off, what that has set aside.
func (q *Queue) oldStore(f folder) (*os.File, error) {
	for _, name := range []string{storeFile, f.damaged} {
		if name == "" {
			continue
		}
		file, err := os.Open(q.opts.Disk.Path(name))
		if err == nil {
			return file, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read what is left of the store: %w", err)
		}
	}
	return nil, nil
}
