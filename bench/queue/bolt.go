package main

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// bbolt is plain bbolt: one bucket, ascending keys, one Update a record.
type bbolt struct{ *bolt.DB }

var records = []byte("records")

func openBolt(dir string) (store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	db, err := bolt.Open(filepath.Join(dir, "bolt.db"), 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(records)
		return err
	})
	return bbolt{db}, err
}

func (b bbolt) Put(_ context.Context, _ int, record []byte) error {
	return b.Update(func(tx *bolt.Tx) error { return putBolt(tx, record) })
}

func putBolt(tx *bolt.Tx, record []byte) error {
	bucket := tx.Bucket(records)
	seq, err := bucket.NextSequence()
	if err != nil {
		return err
	}
	bucket.FillPercent = 1
	return bucket.Put(binary.BigEndian.AppendUint64(nil, seq), record)
}

// fill puts so many records, a thousand a commit.
func (b bbolt) fill(total int) error {
	for done := 0; done < total; done += 1000 {
		err := b.Update(func(tx *bolt.Tx) error {
			for n := done; n < min(done+1000, total); n++ {
				if err := putBolt(tx, record(n)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// drain deletes everything, a thousand a commit.
func (b bbolt) drain() error {
	for {
		n := 0
		err := b.Update(func(tx *bolt.Tx) error {
			var keys [][]byte
			c := tx.Bucket(records).Cursor()
			for k, _ := c.First(); k != nil && len(keys) < 1000; k, _ = c.Next() {
				keys = append(keys, k)
			}
			n = len(keys)
			var errs []error
			for _, k := range keys {
				errs = append(errs, tx.Bucket(records).Delete(k))
			}
			return errors.Join(errs...)
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
