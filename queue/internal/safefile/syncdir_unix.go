//go:build !windows

package safefile

import (
	"fmt"
	"os"
)

// SyncDir makes the names in a folder durable.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("flush folder %s: %w", dir, err)
	}
	if err := d.Sync(); err != nil {
		_ = d.Close() // the sync error says more
		return fmt.Errorf("flush folder %s: %w", dir, err)
	}
	return d.Close()
}
