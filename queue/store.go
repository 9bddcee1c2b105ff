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
// older ones, and refuses newer ones. In the first one there was no log.
const formatVersion = 2

// pageSize is the same everywhere, so that a file can be carried elsewhere.
const pageSize = 4096

// The buckets, and the keys of the meta bucket.
var (
	bucketFacts      = []byte("facts")      // number → sealed record
	bucketIndex      = []byte("index")      // HMAC of a name, number → nothing
	bucketCursors    = []byte("cursors")    // name → position, checksum
	bucketQuarantine = []byte("quarantine") // number, cursor → sealed rejection
	bucketMeta       = []byte("meta")

	buckets = [][]byte{bucketFacts, bucketIndex, bucketCursors, bucketQuarantine, bucketMeta}

	metaVersion    = []byte("version")
	metaVersionSum = []byte("version-sum")
	metaEpoch      = []byte("epoch")
	metaWitness    = []byte("witness") // a sealed word that tells whether the key is right
	metaRuns       = []byte("epochs")  // all of them, where each begins
	metaHoles      = []byte("lost")    // facts that neither store had
	metaIndexed    = []byte("indexed") // number up to which the index is whole
	metaClean      = []byte("clean")   // where the log ended when the queue was closed
)

// witness is sealed at place 0, where no fact can be.
const witness = "Wkioskd.queue.v1"

// openBolt opens a bbolt file. Panics become errors, and leave the file neither
// open nor locked, so that trying again is possible.
func openBolt(path string, noFlush bool) (db *bolt.DB, err error) {
	var file *os.File
	o := &bolt.Options{
		Timeout:         time.Second,
		FreelistType:    bolt.FreelistMapType,
		PageSize:        pageSize,
		InitialMmapSize: initialMap,
		NoSync:          noFlush,
		NoGrowSync:      noFlush,
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
	if err == nil {
		db.AllocSize = 1 << 20 // by how much the file grows where fillStore did not see to it
	}
	return db, err
}

// makeStore makes an empty store of an epoch under a temporary name, whole, and
// then moves it in place: a power cut leaves either no store or a good one.
func makeStore(o Options) error {
	r, err := newRun(o, 0)
	if err != nil {
		return err
	}
	fresh := o.Disk.Path(storeFile + ".new")
	if err := fillNew(o, fresh, runs{r}); err != nil {
		return fmt.Errorf("make %s: %w", fresh, err)
	}
	return safefile.Rename(fresh, o.Disk.Path(storeFile))
}

// newRun makes an epoch that begins after base.
func newRun(o Options, base uint64) (run, error) {
	epoch, err := newEpoch(o.Rand)
	if err != nil {
		return run{}, err
	}
	sealed, err := o.Sealer.Seal(epoch, 0, []byte(witness))
	if err != nil {
		return run{}, fmt.Errorf("seal: %w", err)
	}
	return run{Epoch: epoch, Base: base, Witness: sealed}, nil
}

func newEpoch(r io.Reader) (string, error) {
	var id [16]byte
	if _, err := io.ReadFull(r, id[:]); err != nil {
		return "", fmt.Errorf("make an epoch: %w", err)
	}
	return fmt.Sprintf("%x", id), nil
}

// fillNew makes a store without facts, and takes away what an earlier start
// left in its place.
func fillNew(o Options, path string, rs runs) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove what an earlier start left: %w", err)
	}
	db, err := openBolt(path, o.noFlush)
	if err != nil {
		return err
	}
	return errors.Join(db.Update(func(tx *bolt.Tx) error { return putEmpty(tx, rs) }), db.Close())
}

func putEmpty(tx *bolt.Tx, rs runs) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	m := tx.Bucket(bucketMeta)
	return errors.Join(putVersion(m), m.Put(metaIndexed, summed(seqKey(0))), putRuns(m, rs, nil))
}

// putVersion keeps the version, and with a checksum again: a number that damage
// has raised is not taken for a newer program's.
func putVersion(m *bolt.Bucket) error {
	version := binary.BigEndian.AppendUint32(nil, formatVersion)
	return errors.Join(m.Put(metaVersion, version), m.Put(metaVersionSum, summed(version)))
}
