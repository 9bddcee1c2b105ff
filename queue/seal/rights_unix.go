//go:build !windows

package seal

import (
	"fmt"
	"io/fs"

	"kioskd/queue/internal/safefile"
)

// private refuses a file that its group or others may touch.
func private(path string, info fs.FileInfo) error {
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("%w: %s has mode %o: run: chmod 600 %[2]s", ErrRights, path, mode)
	}
	return nil
}

// writePrivate keeps a secret in a file that is its owner's alone.
func writePrivate(path string, secret []byte) error { return safefile.Write(path, secret) }

// Default returns the keeper that suits this system best for a key beside the
// store: a file of its own.
func Default(path string) Keeper { return File{Path: path} }

// parseHere reads a key file of this system.
func parseHere(text []byte) (Key, error) { return parseKey(text) }
