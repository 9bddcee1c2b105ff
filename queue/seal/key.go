package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// ErrBadKey is the cause of every text that should be a key and is not.
var ErrBadKey = errors.New("not readable as a key")

// secret is one generation of a key.
type secret [32]byte

// maxGenerations is what the one byte in a sealed value can number.
const maxGenerations = 255

// Key is a data key with all its generations. The zero value is no key. It
// prints as a placeholder, so that no log can hold one.
type Key struct{ generations []secret } // oldest first

// Format prints a placeholder whatever the verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[data key]") }

// NewKey makes a key of one generation of 32 bytes from r.
func NewKey(r io.Reader) (Key, error) { return Key{}.grow(r) }

// grow returns the key with one generation more, read from r.
func (k Key) grow(r io.Reader) (Key, error) {
	if len(k.generations) == maxGenerations {
		return Key{}, fmt.Errorf("the data key has %d generations, the most it may have", maxGenerations)
	}
	var s secret
	if _, err := io.ReadFull(r, s[:]); err != nil {
		return Key{}, fmt.Errorf("make a data key: %w", err)
	}
	return Key{append(slices.Clone(k.generations), s)}, nil
}

// Generations returns how many generations the key has; new values are sealed
// with the last.
func (k Key) Generations() int { return len(k.generations) }

// Equal reports whether both keys are the same in all generations.
func (k Key) Equal(other Key) bool { return slices.Equal(k.generations, other.generations) }

// ID names the key without giving it away: 32 hex digits that stay the same when
// the key is rotated.
func (k Key) ID() (string, error) {
	id, err := k.generations[0].derive("kioskd key id 1")
	return hex.EncodeToString(id[:16]), err
}

func (s secret) derive(purpose string) ([]byte, error) {
	k, err := hkdf.Key(sha256.New, s[:], nil, purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("derive the key for %s: %w", purpose, err)
	}
	return k, nil
}

// keyHeader opens a generation's line; its number and 64 digits follow.
const keyHeader = "kioskd data key "

func (k Key) marshal() []byte {
	var b []byte
	for i, s := range k.generations {
		b = fmt.Appendf(b, "%s%d %x\n", keyHeader, i+1, s[:])
	}
	return b
}

// parseKey never quotes the text in its errors: it is or was a secret.
func parseKey(text []byte) (Key, error) {
	var k Key
	for line := range strings.Lines(string(text)) {
		number := len(k.generations) + 1
		digits, ok := strings.CutPrefix(line, keyHeader+strconv.Itoa(number)+" ")
		if !ok || number > maxGenerations {
			return Key{}, fmt.Errorf("%w: line %d does not begin with %q", ErrBadKey, number, keyHeader+strconv.Itoa(number))
		}
		s, err := parse32(digits)
		if err != nil {
			return Key{}, fmt.Errorf("line %d: %w", number, err)
		}
		k.generations = append(k.generations, s)
	}
	if len(k.generations) == 0 {
		return Key{}, fmt.Errorf("%w: it is empty", ErrBadKey)
	}
	return k, nil
}

// parse32 reads 32 bytes in their one spelling, with the line end after them.
func parse32(text string) (b [32]byte, err error) {
	digits, ended := strings.CutSuffix(text, "\n")
	decoded, err := hex.DecodeString(digits)
	if !ended || err != nil || len(decoded) != 32 || hex.EncodeToString(decoded) != digits {
		return b, fmt.Errorf("%w: want 64 lower-case hex digits and a line end", ErrBadKey)
	}
	return [32]byte(decoded), nil
}
