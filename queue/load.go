package queue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"kioskd/queue/internal/safefile"
)

// load reads what the queue keeps in memory of the store: where it ends, and
// where its readers are.
func (q *Queue) load() error {
	return q.db.View(func(tx *bolt.Tx) error {
		if err := q.loadMeta(tx); err != nil {
			return err
		}
		if err := q.wholeFile(tx); err != nil {
			return err
		}
		if err := q.loadTip(tx); err != nil {
			return err
		}
		l := look{q: q, tx: tx, tip: q.tip, runs: q.runs, holes: q.holes}
		return errors.Join(q.loadLoose(l), q.loadCursors(l), q.loadQuarantine(l))
	})
}

// wholeFile refuses a file that has been cut: reading behind its end would be a
// memory fault.
func (q *Queue) wholeFile(tx *bolt.Tx) error {
	info, err := os.Stat(tx.DB().Path())
	if err != nil {
		return fmt.Errorf("look at the store: %w", err)
	}
	if info.Size() < tx.Size() {
		return fmt.Errorf("%w: %d bytes long, want %d", errCut, info.Size(), tx.Size())
	}
	return nil
}

func (q *Queue) loadTip(tx *bolt.Tx) error {
	q.tip = q.runs.start()
	key, value := tx.Bucket(bucketFacts).Cursor().Last()
	if key == nil {
		return nil
	}
	e, err := look{q: q, runs: q.runs}.open(key, value)
	if err != nil {
		return err
	}
	q.tip = q.runs.begin(e.tip())
	return nil
}

// loadLoose finds the index entries that the store does not have yet.
func (q *Queue) loadLoose(l look) error {
	text := l.tx.Bucket(bucketMeta).Get(metaIndexed)
	if text == nil && q.version == 1 {
		return nil // the first format indexed each fact at once
	}
	from, err := number(text)
	if err != nil {
		return fmt.Errorf("end of the index: %w", err)
	}
	return l.each(from+1, func(e entry) error {
		q.loose = append(q.loose, q.indexKeys(e.Fact)...)
		return nil
	})
}

func (q *Queue) loadCursors(l look) error {
	return l.tx.Bucket(bucketCursors).ForEach(func(name, value []byte) error {
		position, err := l.position(name, value)
		if err != nil {
			return err
		}
		s, err := l.standing(position)
		if err != nil {
			return fmt.Errorf("cursor %s: %w", name, err)
		}
		c := q.newCursor(string(name))
		c.standing, c.saved = s, saved(position)
		q.cursors[c.name] = c
		return nil
	})
}

// position reads where a cursor is. The first format kept no checksum.
func (l look) position(name, value []byte) (uint64, error) {
	if l.q.version == 1 && len(value) == 8 {
		value = summed(value)
	}
	n, err := number(value)
	if err != nil || !isWord(string(name)) {
		return 0, fmt.Errorf("%w: cursor %q is kept in %d bytes", ErrDamaged, name, len(value))
	}
	if n > l.tip.seq {
		return 0, fmt.Errorf("%w: cursor %q is at %d, the last fact is %d", ErrDamaged, name, n, l.tip.seq)
	}
	return n, nil
}

func (q *Queue) loadQuarantine(l look) error {
	return l.tx.Bucket(bucketQuarantine).ForEach(func(key, value []byte) error {
		r, err := l.rejected(key, value)
		if err != nil {
			return err
		}
		c := q.cursors[r.Cursor]
		if c == nil {
			return fmt.Errorf("%w: fact %d was rejected by %s, which is no cursor", ErrDamaged, r.Fact.Seq, r.Cursor)
		}
		c.setAside(share{r.Fact.Seq, r.Fact.Sum, r.Fact.At})
		return nil
	})
}

// signEpoch writes the epoch beside the store, so that a store that goes
// missing is missed.
func (q *Queue) signEpoch() error {
	path, want := q.opts.Disk.Path(epochFile), q.runs.current().Epoch+"\n"
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the epoch: %w", err)
	}
	if string(text) == want {
		return nil
	}
	return safefile.Write(path, []byte(want))
}

// checkSign refuses a store of which neither the sign beside it nor the log
// knows any epoch: somebody has swapped files.
func (q *Queue) checkSign(known runs) error {
	text, err := os.ReadFile(q.opts.Disk.Path(epochFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the epoch: %w", err)
	}
	for _, r := range q.runs {
		if string(text) == r.Epoch+"\n" || known.has(r) {
			return nil
		}
	}
	return fmt.Errorf("%w: %s is of another store: put the files back that belong together", errForeign, q.opts.Disk.Path(epochFile))
}

// explain turns what bbolt says about a file into one of our errors, with a
// next step.
func explain(o Options, err error) error {
	const keep = "nothing was changed; keep a copy of the folder before trying anything"
	if errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%s: %w (%s)", o.Disk.Path(storeFile), err, keep)
	}
	return fmt.Errorf("%s: %w", o.Disk.Path(storeFile), err)
}

// asDamage says of what bbolt refuses a file for that it is damage, unless the
// system said so or somebody else has the file open.
func asDamage(err error) error {
	var system *fs.PathError
	var number syscall.Errno
	if errors.Is(err, ErrDamaged) || errors.Is(err, berrors.ErrTimeout) || errors.As(err, &system) || errors.As(err, &number) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}
