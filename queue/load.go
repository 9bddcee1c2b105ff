package queue

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"kioskd/queue/internal/safefile"
)

// load reads what the queue keeps in memory: where it ends, and where its
// readers are.
func (q *Queue) load() error {
	err := q.db.View(func(tx *bolt.Tx) error {
		if err := q.loadMeta(tx); err != nil {
			return err
		}
		if err := q.wholeFile(tx); err != nil {
			return err
		}
		return errors.Join(q.loadTip(tx), q.loadCursors(tx), q.loadQuarantine(tx))
	})
	if err != nil {
		return err
	}
	if err := q.signEpoch(); err != nil {
		return err
	}
	return q.noteGeneration()
}

// loadMeta reads version and epoch, and tries the key.
func (q *Queue) loadMeta(tx *bolt.Tx) error {
	for _, name := range [][]byte{bucketFacts, bucketIndex, bucketCursors, bucketQuarantine, bucketMeta} {
		if tx.Bucket(name) == nil {
			return fmt.Errorf("%w: it has no %s", ErrDamaged, name)
		}
	}
	m := tx.Bucket(bucketMeta)
	version := m.Get(metaVersion)
	if len(version) != 4 {
		return fmt.Errorf("%w: it has no version", ErrDamaged)
	}
	if v := binary.BigEndian.Uint32(version); v > formatVersion {
		return fmt.Errorf("%w: format %d, this one reads up to %d: install the newer program again", ErrNewer, v, formatVersion)
	}
	if err := q.checkGeneration(m); err != nil {
		return err
	}
	q.epoch = string(m.Get(metaEpoch))
	plain, err := q.opts.Sealer.Open(q.epoch, 0, m.Get(metaWitness))
	if err != nil || string(plain) != witness {
		return fmt.Errorf("%w: put the key back that it was made with (%s)", ErrKey, q.opts.Disk.Path(keyFile))
	}
	return nil
}

// wholeFile refuses a file that has been cut: reading behind its end would be a
// memory fault.
func (q *Queue) wholeFile(tx *bolt.Tx) error {
	info, err := os.Stat(q.opts.Disk.Path(storeFile))
	if err != nil {
		return fmt.Errorf("look at the store: %w", err)
	}
	if info.Size() < tx.Size() {
		return fmt.Errorf("%w: %d bytes long, want %d", ErrDamaged, info.Size(), tx.Size())
	}
	return nil
}

func (q *Queue) loadTip(tx *bolt.Tx) error {
	q.tip = tip{hash: seed(q.epoch)}
	key, value := tx.Bucket(bucketFacts).Cursor().Last()
	if key == nil {
		return nil
	}
	e, err := q.open(key, value)
	if err != nil {
		return err
	}
	q.tip = e.tip()
	return nil
}

func (q *Queue) loadCursors(tx *bolt.Tx) error {
	return tx.Bucket(bucketCursors).ForEach(func(name, value []byte) error {
		position, err := parsePosition(name, value)
		if err != nil {
			return err
		}
		c := q.newCursor(string(name))
		s, err := q.standingIn(tx, position)
		if err != nil {
			return fmt.Errorf("cursor %s: %w", name, err)
		}
		c.standing, c.saved = s, saved(position)
		q.cursors[c.name] = c
		return nil
	})
}

func parsePosition(name, value []byte) (uint64, error) {
	if !isWord(string(name)) || len(value) != 8 {
		return 0, fmt.Errorf("%w: cursor %q is kept in %d bytes", ErrDamaged, name, len(value))
	}
	return binary.BigEndian.Uint64(value), nil
}

func (q *Queue) loadQuarantine(tx *bolt.Tx) error {
	return tx.Bucket(bucketQuarantine).ForEach(func(key, value []byte) error {
		r, err := q.openRejected(tx, key, value)
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
// missing is missed. A sign of another epoch means that somebody has swapped
// files.
func (q *Queue) signEpoch() error {
	path := q.opts.Disk.Path(epochFile)
	text, err := os.ReadFile(path)
	switch want := q.epoch + "\n"; {
	case errors.Is(err, fs.ErrNotExist):
		return safefile.Write(path, []byte(want))
	case err != nil:
		return fmt.Errorf("read the epoch: %w", err)
	case string(text) != want:
		return fmt.Errorf("%w: %s is of another store: put the files back that belong together", ErrDamaged, path)
	}
	return nil
}

// explain turns what bbolt says about a file into one of our errors, with a
// next step.
func explain(o Options, err error) error {
	const keep = "nothing was changed; keep a copy of the folder before trying anything"
	for _, sign := range []error{berrors.ErrInvalid, berrors.ErrChecksum, berrors.ErrVersionMismatch} {
		if errors.Is(err, sign) {
			err = fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	if errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%s: %w (%s)", o.Disk.Path(storeFile), err, keep)
	}
	return fmt.Errorf("%s: %w", o.Disk.Path(storeFile), err)
}
