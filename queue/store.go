package queue

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"

	"kioskd/queue/internal/safefile"
)

// formatVersion is the layout of the store. A program opens its own version and
// refuses newer ones.
const formatVersion = 1

// The buckets, and the keys of the meta bucket.
var (
	bucketFacts      = []byte("facts")      // number → sealed record
	bucketIndex      = []byte("index")      // HMAC of a name, number → nothing
	bucketCursors    = []byte("cursors")    // name → position
	bucketQuarantine = []byte("quarantine") // number, cursor → sealed rejection
	bucketMeta       = []byte("meta")

	metaVersion = []byte("version")
	metaEpoch   = []byte("epoch")
	metaWitness = []byte("witness") // a sealed word that tells whether the key is right
)

// witness is sealed at place 0, where no fact can be.
const witness = "Wkioskd.queue.v1"

// openBolt opens a bbolt file. Panics become errors, and leave the file neither
// open nor locked, so that trying again is possible.
func openBolt(path string) (db *bolt.DB, err error) {
	var file *os.File
	o := &bolt.Options{
		Timeout:      time.Second,
		FreelistType: bolt.FreelistMapType,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag, mode)
			file = f
			return f, err
		},
	}
	err = guard(func() error {
		db, err = bolt.Open(path, 0o600, o)
		return err
	})
	if errors.Is(err, ErrDamaged) && file != nil {
		err = errors.Join(err, unlockHandle(file), file.Close())
	}
	return db, err
}

// makeStore makes an empty store under a temporary name, whole, and then moves
// it in place: a power cut leaves either no store or a good one.
func makeStore(o Options) error {
	fresh := o.Disk.Path(storeFile + ".new")
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove what an earlier start left: %w", err)
	}
	epoch, err := newEpoch(o.Rand)
	if err != nil {
		return err
	}
	sealed, err := o.Sealer.Seal(epoch, 0, []byte(witness))
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	if err := fillStore(fresh, epoch, sealed); err != nil {
		return fmt.Errorf("make %s: %w", fresh, err)
	}
	return safefile.Rename(fresh, o.Disk.Path(storeFile))
}

func newEpoch(r io.Reader) (string, error) {
	var id [16]byte
	if _, err := io.ReadFull(r, id[:]); err != nil {
		return "", fmt.Errorf("make an epoch: %w", err)
	}
	return fmt.Sprintf("%x", id), nil
}

func fillStore(path, epoch string, witness []byte) error {
	db, err := openBolt(path)
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{bucketFacts, bucketIndex, bucketCursors, bucketQuarantine, bucketMeta} {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		m := tx.Bucket(bucketMeta)
		version := binary.BigEndian.AppendUint32(nil, formatVersion)
		return errors.Join(m.Put(metaVersion, version), m.Put(metaEpoch, []byte(epoch)), m.Put(metaWitness, witness))
	})
	return errors.Join(err, db.Close())
}
