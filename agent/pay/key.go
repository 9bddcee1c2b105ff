package pay

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

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

// NewKey makes a key: a UUIDv7 of the clock's millisecond and 74 bits from r. It
// depends on nothing else, so that the same clock and the same r make the same
// key; uuid.NewV7 remembers what it made before.
func NewKey(r io.Reader) (Key, error) {
	id, err := uuid.NewRandomFromReader(r)
	if err != nil {
		return "", fmt.Errorf("make a payment key: %w", err)
	}
	const version = 7
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(time.Now().UnixMilli()))
	copy(id[:6], ms[2:])
	id[6] = id[6]&0x0f | version<<4
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
