package seal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"kioskd/queue/internal/safefile"
)

// RecoveryFile is the name of the wrapped data key in a data folder.
const RecoveryFile = "queue.key.recovery"

// KeepWrapped sees to it that the file at path holds the key, wrapped to the
// recipient, and reports whether it had to write. A box of another data key is
// not overwritten, for it may be all that is left of that key: it is kept beside
// under the name of its key.
func KeepWrapped(path string, key Key, to Recipient, r io.Reader) (written bool, err error) {
	want, err := newBox(key, to)
	if err != nil {
		return false, err
	}
	current, err := keptAlready(path, want)
	if err != nil || current {
		return false, err
	}
	text, err := Wrap(key, to, r)
	if err == nil {
		err = safefile.Write(path, text)
	}
	if err != nil {
		return false, fmt.Errorf("keep the wrapped data key: %w", err)
	}
	return true, nil
}

// keptAlready reports whether the box at path says that it holds what is wanted.
// A box of another key, or what is no box at all, is moved out of the way.
func keptAlready(path string, want box) (bool, error) {
	text, err := readSmall(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look at the wrapped data key: %w", err)
	}
	have, err := parseBox(text)
	if err != nil {
		return false, setAside(path, "damaged")
	}
	if have.id != want.id || have.generations > want.generations {
		return false, setAside(path, fmt.Sprintf("%.8s-%d", have.id, have.generations))
	}
	return have.to == want.to && have.generations == want.generations, nil
}

func setAside(path, why string) error {
	if err := safefile.Rename(path, path+"."+why); err != nil {
		return fmt.Errorf("keep the older wrapped key: %w", err)
	}
	return nil
}

// WrappedTo returns the public key that the file at path says its data key is
// wrapped to, in hex.
func WrappedTo(path string) (string, error) {
	text, err := readSmall(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: there is no %s", ErrNoKey, path)
	}
	if err != nil {
		return "", fmt.Errorf("look at the wrapped data key: %w", err)
	}
	b, err := parseBox(text)
	if err != nil {
		return "", fmt.Errorf("look at the wrapped data key in %s: %w: it is made anew at the next start", path, err)
	}
	return fmt.Sprintf("%x", b.to), nil
}

// ReadWrapped returns the data key that is wrapped in the file at path.
func ReadWrapped(path string, with RecoveryKey) (Key, error) {
	text, err := readSmall(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, fmt.Errorf("%w: there is no %s: the kiosk was run without a recovery key ([journal] recovery_key)", ErrNoKey, path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("read the wrapped data key: %w", err)
	}
	return Unwrap(text, with)
}
