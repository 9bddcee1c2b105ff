package pin

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Hash is what a PIN is told by, in a line of text that may stand in settings. Its
// form is that of the reference implementation of argon2.
type Hash string

// begins every hash: what it cost is not a choice, so that no settings can have a
// kiosk work for minutes at each try, or for nothing.
const begins = "$argon2id$v=19$m=19456,t=2,p=1$"

// ErrHash is the cause when a text is no hash of a PIN.
var ErrHash = errors.New("not the hash of a PIN; make one with: kioskd staff pin --print")

const (
	saltSize = 16
	sumSize  = 32
)

// NewHash hashes a PIN, with salt from r.
func NewHash(pin string, r io.Reader) (Hash, error) {
	if err := check(pin); err != nil {
		return "", err
	}
	salt, sum, err := salted(pin, r)
	return encoded(salt, sum), err
}

// ReadHash checks a text.
func ReadHash(text string) (Hash, error) {
	_, _, err := Hash(text).read()
	return Hash(text), err
}

func (h Hash) read() (salt, sum []byte, err error) {
	rest, ok := strings.CutPrefix(string(h), begins)
	first, second, whole := strings.Cut(rest, "$")
	if !ok || !whole {
		return nil, nil, ErrHash
	}
	text := base64.RawStdEncoding.Strict()
	salt, err = text.DecodeString(first)
	if err == nil {
		sum, err = text.DecodeString(second)
	}
	if err != nil || len(salt) != saltSize || len(sum) != sumSize || encoded(salt, sum) != h {
		return nil, nil, ErrHash
	}
	return salt, sum, nil
}

func encoded(salt, sum []byte) Hash {
	text := base64.RawStdEncoding.EncodeToString
	return Hash(begins + text(salt) + "$" + text(sum))
}

func salted(pin string, r io.Reader) (salt, sum []byte, err error) {
	salt = make([]byte, saltSize)
	if _, err := io.ReadFull(r, salt); err != nil {
		return nil, nil, fmt.Errorf("make a salt: %w", err)
	}
	return salt, hash(pin, salt), nil
}

// Use has the settings say what the PIN is; "" has the kiosk's own count again. Tries
// that were wrong go on counting, also after a restart, until the PIN is another.
func (d *Door) Use(ctx context.Context, h Hash) error {
	return d.alone(ctx, func() error {
		d.given = h
		return nil
	})
}
