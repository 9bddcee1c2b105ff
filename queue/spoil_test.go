package queue

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"kioskd/queue/seal"
)

// spoils are what can be wrong with a folder beyond mending; each has its error,
// and Open leaves every file as it was.
var spoils = map[string]struct {
	spoil func(t *testing.T, dir string)
	want  error
}{
	"key gone":              {remove(keyFile), ErrKey},
	"key of another":        {otherKey, ErrKey},
	"key unreadable":        {write(keyFile, "not a key"), ErrKey},
	"store and key gone":    {both(remove(storeFile), remove(keyFile)), ErrKey},
	"store gone, other key": {both(remove(storeFile), otherKey), ErrKey},
	"store newer":           {newer, ErrNewer},
	"store of another":      {otherStore, ErrDamaged},
	"no log, store gone":    {both(noLog, remove(storeFile)), ErrDamaged},
	"no log, store empty":   {both(noLog, write(storeFile, "")), ErrDamaged},
	"no log, store is text": {both(noLog, write(storeFile, strings.Repeat("no database ", 5000))), ErrDamaged},
	"no log, store cut":     {both(noLog, cutTo(5*os.Getpagesize())), ErrDamaged},
	"no log, store swapped": {both(noLog, write(epochFile, strings.Repeat("0", 32)+"\n")), ErrDamaged},
	"no log, fact changed":  {both(noLog, lastFact), ErrDamaged},
}

// mends are what can be wrong with a store that the log can make good.
var mends = map[string]func(t *testing.T, dir string){
	"store gone":        remove(storeFile),
	"store empty":       write(storeFile, ""),
	"store is text":     write(storeFile, strings.Repeat("no database ", 5000)),
	"store of zeros":    write(storeFile, string(make([]byte, 1<<16))),
	"store cut":         cutTo(5 * os.Getpagesize()),
	"store of others":   otherBolt,
	"version changed":   meta(metaVersion, []byte{0, 0, 0, 9}),
	"version gone":      meta(metaVersion, nil),
	"epoch changed":     meta(metaEpoch, []byte("another")),
	"witness changed":   meta(metaWitness, []byte("another")),
	"last fact changed": lastFact,
	"a fact changed": func(t *testing.T, dir string) {
		edit(t, dir, func(tx *bolt.Tx) error { return tx.Bucket(bucketFacts).Put(seqKey(7), []byte("x")) })
	},
	"an index entry": func(t *testing.T, dir string) {
		edit(t, dir, func(tx *bolt.Tx) error { return tx.Bucket(bucketIndex).Put(make([]byte, 24), nil) })
	},
	"cursor beyond": beyond,
	"cursor changed": func(t *testing.T, dir string) {
		edit(t, dir, func(tx *bolt.Tx) error { return tx.Bucket(bucketCursors).Put([]byte("hq"), seqKey(80)) })
	},
	"sign changed": write(epochFile, strings.Repeat("0", 32)+"\n"),
}

func remove(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func write(name, text string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func both(spoils ...func(*testing.T, string)) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		for _, spoil := range spoils {
			spoil(t, dir)
		}
	}
}

func noLog(t *testing.T, dir string) {
	for name := range contents(t, dir) {
		if strings.HasSuffix(name, segmentSuffix) {
			remove(name)(t, dir)
		}
	}
}

func newer(t *testing.T, dir string) {
	edit(t, dir, func(tx *bolt.Tx) error {
		version := binary.BigEndian.AppendUint32(nil, formatVersion+1)
		m := tx.Bucket(bucketMeta)
		return errors.Join(m.Put(metaVersion, version), m.Put(metaVersionSum, summed(version)))
	})
}

// otherStore puts the store of another queue with the same key in the place of
// this one.
func otherStore(t *testing.T, dir string) {
	other := t.TempDir()
	write(keyFile, contents(t, dir)[keyFile])(t, other)
	shut(t, reopen(t, other, Options{}))
	write(storeFile, contents(t, other)[storeFile])(t, dir)
}

func cutTo(size int) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		if err := os.Truncate(filepath.Join(dir, storeFile), int64(size)); err != nil {
			t.Fatal(err)
		}
	}
}

func otherKey(t *testing.T, dir string) {
	remove(keyFile)(t, dir)
	if _, err := seal.Make(seal.Default(filepath.Join(dir, keyFile)), rand.Reader); err != nil {
		t.Fatal(err)
	}
}

// edit changes a store behind the queue's back.
func edit(t *testing.T, dir string, f func(tx *bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(dir, storeFile), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(f), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func otherBolt(t *testing.T, dir string) {
	remove(storeFile)(t, dir)
	edit(t, dir, func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket([]byte("somebody's"))
		return err
	})
}

func meta(key, value []byte) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		edit(t, dir, func(tx *bolt.Tx) error { return tx.Bucket(bucketMeta).Put(key, value) })
	}
}

func lastFact(t *testing.T, dir string) {
	edit(t, dir, func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketFacts)
		return b.Put(seqKey(100), b.Get(seqKey(99)))
	})
}

func beyond(t *testing.T, dir string) {
	edit(t, dir, func(tx *bolt.Tx) error { return tx.Bucket(bucketCursors).Put([]byte("hq"), seqKey(101)) })
}
