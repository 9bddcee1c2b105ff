package seal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// protectedHeader opens a file whose key the operating system has encrypted.
const protectedHeader = "kioskd data key, protected by Windows 1 "

// protected keeps the key in a file that only this machine can decrypt. What
// the operating system does is in its fields.
type protected struct {
	path    string
	encrypt func([]byte) ([]byte, error)
	decrypt func([]byte) ([]byte, error)
}

var _ Keeper = protected{}

func (p protected) String() string { return p.path }

// Load implements [Keeper]. A plain key, as [File] writes it, is taken over: it
// is protected from then on.
func (p protected) Load() (Key, error) {
	text, err := readPrivate(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, missing(p.path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("read the data key: %w", err)
	}
	k, err := p.parse(text)
	if err != nil {
		return Key{}, spoilt(p.path, err)
	}
	if !bytes.HasPrefix(text, []byte(protectedHeader)) {
		return k, p.Save(k)
	}
	return k, nil
}

// parse reads a key file, protected or plain.
func (p protected) parse(text []byte) (Key, error) {
	if k, err := parseKey(text); err == nil {
		return k, nil
	}
	return p.open(text)
}

func (p protected) open(text []byte) (Key, error) {
	sealed, err := parseProtected(text)
	if err != nil {
		return Key{}, err
	}
	plain, err := p.decrypt(sealed)
	if err != nil {
		return Key{}, fmt.Errorf("%w: it was protected on another machine, or is damaged: %w", ErrBadKey, err)
	}
	return parseKey(plain)
}

// Save implements [Keeper].
func (p protected) Save(k Key) error {
	sealed, err := p.encrypt(k.marshal())
	if err == nil {
		err = writePrivate(p.path, marshalProtected(sealed))
	}
	if err != nil {
		return fmt.Errorf("keep the data key in %s: %w", p.path, err)
	}
	return nil
}

func marshalProtected(sealed []byte) []byte {
	return []byte(protectedHeader + hex.EncodeToString(sealed) + "\n")
}

func parseProtected(text []byte) ([]byte, error) {
	digits, begun := strings.CutPrefix(string(text), protectedHeader)
	digits, ended := strings.CutSuffix(digits, "\n")
	sealed, err := hex.DecodeString(digits)
	if !begun || !ended || err != nil || len(sealed) == 0 || hex.EncodeToString(sealed) != digits {
		return nil, fmt.Errorf("%w: want one line that begins with %q", ErrBadKey, protectedHeader)
	}
	return sealed, nil
}
