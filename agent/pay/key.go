package pay

import (
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// Key names one order's payment for ever. It is also the idempotency key: the
// same key with the same order always has the same outcome.
type Key string

// Bounds of a key's length, in characters of [A-Za-z0-9_-].
const (
	MinKey = 6
	MaxKey = 64
)

// ErrKey is the cause of every refusal of a payment key.
var ErrKey = errors.New("bad payment key")

// NewKey makes a key: a UUIDv7 whose random part comes from r.
func NewKey(r io.Reader) (Key, error) {
	id, err := uuid.NewV7FromReader(r)
	if err != nil {
		return "", fmt.Errorf("make a payment key: %w", err)
	}
	return Key(id.String()), nil
}

// Check reports whether the key has a length between [MinKey] and [MaxKey] and
// only characters of [A-Za-z0-9_-].
func (k Key) Check() error {
	if len(k) < MinKey || len(k) > MaxKey {
		return fmt.Errorf("%w: %d characters, want %d to %d", ErrKey, len(k), MinKey, MaxKey)
	}
	for i := range len(k) {
		if !isKeyByte(k[i]) {
			return fmt.Errorf("%w: character %d is not one of A-Z a-z 0-9 _ -", ErrKey, i+1)
		}
	}
	return nil
}

func isKeyByte(b byte) bool {
	return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_' || b == '-'
}
