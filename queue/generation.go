package queue

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"
)

// errOldKey says that the key is one from before its rotation.
var errOldKey = errors.New("the key at hand is an older copy: it has been rotated since")

// metaGeneration is where the store notes the newest generation of the key that
// facts may be sealed with. So a key from before its rotation, put back from an
// old copy, is told from damage.
var metaGeneration = []byte("generation")

// generations returns how many the sealer's key has, 0 for a sealer that does
// not say.
func (o Options) generations() uint32 {
	if s, ok := o.Sealer.(interface{ Generations() int }); ok {
		return uint32(s.Generations())
	}
	return 0
}

// checkGeneration refuses a key that lacks a generation. The note has a checksum
// of its own, because damage must not be taken for a wrong key.
func (q *Queue) checkGeneration(m *bolt.Bucket) error {
	noted, err := parseGeneration(m.Get(metaGeneration))
	if err != nil {
		return err
	}
	if has := q.opts.generations(); has > 0 && noted > has {
		return fmt.Errorf("%w: %w: it has %d generations, %d are needed: put the newest copy back (%s)", ErrKey, errOldKey, has, noted, q.opts.Keeper)
	}
	return nil
}

// noteGeneration notes the key's newest generation, before a fact is sealed with
// it: in the store, and in the head of another segment of the log.
func (q *Queue) noteGeneration() error {
	want := appendGeneration(nil, q.opts.generations())
	known := false
	err := q.db.View(func(tx *bolt.Tx) error {
		known = bytes.Equal(tx.Bucket(bucketMeta).Get(metaGeneration), want)
		return nil
	})
	if err != nil || known {
		return err
	}
	if err := q.log.leave(); err != nil {
		return fmt.Errorf("note the key's generation in the log: %w", err)
	}
	err = q.update(func(tx *bolt.Tx) error { return tx.Bucket(bucketMeta).Put(metaGeneration, want) })
	if err != nil {
		return fmt.Errorf("note the key's generation: %w", err)
	}
	return nil
}

// appendGeneration writes a number and its checksum.
func appendGeneration(b []byte, n uint32) []byte {
	b = binary.BigEndian.AppendUint32(b, n)
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// parseGeneration reads what appendGeneration has written; nothing noted is 0.
func parseGeneration(text []byte) (uint32, error) {
	if text == nil {
		return 0, nil
	}
	if len(text) != 8 || !bytes.Equal(appendGeneration(nil, binary.BigEndian.Uint32(text)), text) {
		return 0, fmt.Errorf("%w: its note of the key's generation", ErrDamaged)
	}
	return binary.BigEndian.Uint32(text), nil
}
