package queue

import (
	"errors"
	"fmt"

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
