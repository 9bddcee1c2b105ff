package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// File keeps the key in a text file that only its owner may read.
type File struct{ Path string }

var _ Keeper = File{}

// String returns the path.
func (f File) String() string { return f.Path }

// Load implements [Keeper]. It refuses a file that others may read.
func (f File) Load() (Key, error) {
	text, err := readPrivate(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, missing(f.Path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("read the data key: %w", err)
	}
	k, err := parseKey(text)
	if err != nil {
		return Key{}, spoilt(f.Path, err)
	}
	return k, nil
}

// Save implements [Keeper].
func (f File) Save(k Key) error {
	if err := writePrivate(f.Path, k.marshal()); err != nil {
		return fmt.Errorf("keep the data key: %w", err)
	}
	return nil
}

// Carried returns the key in a file that was carried here with a data folder. It
// does not mind the file's rights, which a stick or another machine may have
// changed, and writes nothing; [Keeper.Save] the key where it is to stay.
func Carried(path string) (Key, error) {
	text, err := readSmall(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, missing(path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("read the data key: %w", err)
	}
	k, err := parseHere(text)
	if err != nil {
		return Key{}, spoilt(path, err)
	}
	return k, nil
}

// missing and spoilt say what to do, in the same words for all keepers.
func missing(where string) error {
	return fmt.Errorf("%w: %s: put it back as it was; with the operator's recovery key another machine can read the facts: kioskd queue salvage --recovery-key FILE", ErrNoKey, where)
}

func spoilt(where string, err error) error {
	return fmt.Errorf("read the data key from %s: %w: put it back as it was; with the operator's recovery key another machine can read the facts: kioskd queue salvage --recovery-key FILE", where, err)
}

// readPrivate reads a file that must be its owner's alone.
func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is not a file", ErrBadKey, path)
	}
	if err := private(path, info); err != nil {
		return nil, err
	}
	return readSmall(path)
}
