package queue

import (
	"errors"
	"fmt"
	"os"
)

// lengthenStore fills the store's file with zeros up to a length.
func (q *Queue) lengthenStore(to int64) error {
	path := q.opts.Disk.Path(storeFile)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("make room in the store: %w", err)
	}
	if err := errors.Join(writeZeros(f, q.filled, to), f.Close()); err != nil {
		return fmt.Errorf("make room in the store: %w", err)
	}
	q.filled = to
	return nil
}
