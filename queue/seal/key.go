package seal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"kioskd/queue/internal/safefile"
)

// The causes of a key that cannot be had.
var (
	ErrNoKey  = errors.New("data key file is missing")
	ErrBadKey = errors.New("data key file is not readable as one")
)

// keyHeader opens a key file and says how to read it.
const keyHeader = "kioskd data key 1 "

// Key is a data key. It prints as a placeholder, so that no log can hold one.
type Key struct{ bytes [32]byte }

// Format prints a placeholder whatever the verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[data key]") }

// NewKey makes a key of 32 bytes from r.
func NewKey(r io.Reader) (Key, error) {
	var k Key
	if _, err := io.ReadFull(r, k.bytes[:]); err != nil {
		return Key{}, fmt.Errorf("make a data key: %w", err)
	}
	return k, nil
}

// MakeKey makes a key from r and keeps it at path. It returns when the file is
// durable, and refuses to replace a file that is there.
func MakeKey(path string, r io.Reader) (Key, error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return Key{}, fmt.Errorf("make a data key: %s must not be there yet: %w", path, fs.ErrExist)
	}
	k, err := NewKey(r)
	if err != nil {
		return Key{}, err
	}
	return k, safefile.Write(path, k.marshal())
}

// ReadKey reads a key file. Its errors wrap [ErrNoKey] or [ErrBadKey] where
// these are the cause.
func ReadKey(path string) (Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, fmt.Errorf("%w: %w", ErrNoKey, err)
	}
	if err != nil {
		return Key{}, fmt.Errorf("read the data key: %w", err)
	}
	k, err := parseKey(text)
	if err != nil {
		return Key{}, fmt.Errorf("read %s: %w", path, err)
	}
	return k, nil
}

func (k Key) marshal() []byte {
	return []byte(keyHeader + hex.EncodeToString(k.bytes[:]) + "\n")
}

// parseKey never quotes the text in its errors: it is or was a secret.
func parseKey(text []byte) (Key, error) {
	digits, ok := strings.CutPrefix(string(text), keyHeader)
	if !ok {
		return Key{}, fmt.Errorf("%w: it does not begin with %q", ErrBadKey, keyHeader)
	}
	digits, ok = strings.CutSuffix(digits, "\n")
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != 32 || hex.EncodeToString(b) != digits {
		return Key{}, fmt.Errorf("%w: after its header, want 64 lower-case hex digits and a line end", ErrBadKey)
	}
	return Key{bytes: [32]byte(b)}, nil
}
