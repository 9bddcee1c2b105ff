package queue

import (
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"kioskd/queue/seal"
)

// keySealer makes the sealer whose key is kept beside the store. A key is made
// only where no store has been: beside a store, a missing key is a fault.
func keySealer(o Options, there bool) (Sealer, error) {
	key, err := o.Keeper.Load()
	if errors.Is(err, seal.ErrNoKey) && !there {
		key, err = seal.Make(o.Keeper, o.Rand)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return seal.New(key, o.Rand)
}

// renewWitness seals the store's witness with the newest generation of the key,
// before any fact is. So a key from before its rotation, put back from an old
// copy, is told from damage: the witness does not open with it.
func (q *Queue) renewWitness() error {
	sealer, rotates := q.opts.Sealer.(interface{ Stale(sealed []byte) bool })
	if !rotates {
		return nil
	}
	stale := false
	err := q.db.View(func(tx *bolt.Tx) error {
		stale = sealer.Stale(tx.Bucket(bucketMeta).Get(metaWitness))
		return nil
	})
	if err != nil || !stale {
		return err
	}
	sealed, err := q.opts.Sealer.Seal(q.epoch, 0, []byte(witness))
	if err == nil {
		err = q.db.Update(func(tx *bolt.Tx) error { return tx.Bucket(bucketMeta).Put(metaWitness, sealed) })
	}
	if err == nil {
		err = q.opts.Disk.Committed(storeFile)
	}
	if err != nil {
		return fmt.Errorf("note the key's new generation: %w", err)
	}
	return nil
}
