package seal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// The causes of a key that cannot be had, beside [ErrBadKey].
var (
	// ErrNoKey says that there is no key where one should be.
	ErrNoKey = errors.New("data key is missing")

	// ErrRights says that more people may read a key than should.
	ErrRights = errors.New("key can be read by others")

	// ErrFixed says that the keeper hands a key over and takes none.
	ErrFixed = errors.New("key cannot be written here")
)

// Keeper is where a machine keeps its data key. It holds no state of its own and
// may be asked at any time.
type Keeper interface {
	// Load returns the key. Its errors say what to do and wrap [ErrNoKey],
	// [ErrBadKey] or [ErrRights] where these are the cause.
	Load() (Key, error)

	// Save keeps the key in place of what was there, in one step, and returns
	// when that is durable. Its errors wrap [ErrFixed] where only a person can
	// put a key.
	Save(Key) error

	// String says for people where the key is.
	String() string
}

// Make makes a key from r and has it kept. It refuses where there is a key
// already, readable or not.
func Make(k Keeper, r io.Reader) (Key, error) {
	if _, err := k.Load(); !errors.Is(err, ErrNoKey) {
		return Key{}, fmt.Errorf("make a data key: %s must not hold one yet: %w", k, fs.ErrExist)
	}
	key, err := NewKey(r)
	if err != nil {
		return Key{}, err
	}
	return key, k.Save(key)
}

// Rotate adds a generation from r to the kept key. Sealers made from the new key
// seal with it; sealers made before go on with the old one.
func Rotate(k Keeper, r io.Reader) (Key, error) {
	old, err := k.Load()
	if err != nil {
		return Key{}, fmt.Errorf("rotate the data key: %w", err)
	}
	key, err := old.grow(r)
	if err == nil {
		err = k.Save(key)
	}
	if err != nil {
		return Key{}, fmt.Errorf("rotate the data key: %w", err)
	}
	return key, nil
}

// maxKeyFile is more than any of our files has, in bytes.
const maxKeyFile = 128 << 10

// readSmall reads a small file of ours.
func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err == nil && len(text) > maxKeyFile {
		err = fmt.Errorf("%w: it is longer than %d bytes", ErrBadKey, maxKeyFile)
	}
	return text, errors.Join(err, f.Close())
}
