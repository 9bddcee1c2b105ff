package seal

import (
	"crypto/ecdh"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// The headers of the operator's two files; 64 hex digits follow.
const (
	recoveryHeader  = "kioskd recovery key 1 secret "
	recipientHeader = "kioskd recovery key 1 public "
)

// RecoveryKey is the operator's secret (X25519), to which kiosks wrap their data
// keys. It belongs on no kiosk. It prints as a placeholder.
type RecoveryKey struct{ private *ecdh.PrivateKey }

// Recipient is the public half of a [RecoveryKey]. Every kiosk may know it.
type Recipient struct{ public *ecdh.PublicKey }

// Format prints a placeholder whatever the verb.
func (RecoveryKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[recovery key]") }

// String returns the public key in hex, by which people can tell two apart.
func (r Recipient) String() string { return fmt.Sprintf("%x", r.public.Bytes()) }

// NewRecoveryKey makes a key from 32 bytes of r.
func NewRecoveryKey(r io.Reader) (RecoveryKey, error) {
	private, err := newPrivate(r)
	if err != nil {
		return RecoveryKey{}, fmt.Errorf("make a recovery key: %w", err)
	}
	return RecoveryKey{private}, nil
}

func newPrivate(r io.Reader) (*ecdh.PrivateKey, error) {
	var s secret
	if _, err := io.ReadFull(r, s[:]); err != nil {
		return nil, err
	}
	return ecdh.X25519().NewPrivateKey(s[:])
}

// Recipient returns the public half.
func (k RecoveryKey) Recipient() Recipient { return Recipient{k.private.PublicKey()} }

// Write keeps the secret in a new file that only its owner may read.
func (k RecoveryKey) Write(path string) error {
	return writeNew(path, fmt.Appendf(nil, "%s%x\n", recoveryHeader, k.private.Bytes()))
}

// Write keeps the public key in a new file.
func (r Recipient) Write(path string) error {
	return writeNew(path, []byte(recipientHeader+r.String()+"\n"))
}

func writeNew(path string, text []byte) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write %s: it must not be there yet: %w", path, fs.ErrExist)
	}
	return writePrivate(path, text)
}

// ReadRecoveryKey reads the operator's secret, and refuses a file that others
// may read.
func ReadRecoveryKey(path string) (RecoveryKey, error) {
	text, err := readPrivate(path)
	if err != nil {
		return RecoveryKey{}, fmt.Errorf("read the recovery key: %w", err)
	}
	k, err := parseRecoveryKey(text)
	if err != nil {
		return RecoveryKey{}, fmt.Errorf("read the recovery key from %s: %w", path, err)
	}
	return k, nil
}

// ReadRecipient reads the operator's public key.
func ReadRecipient(path string) (Recipient, error) {
	text, err := readSmall(path)
	if err != nil {
		return Recipient{}, fmt.Errorf("read the public recovery key: %w", err)
	}
	r, err := parseRecipient(text)
	if err != nil {
		return Recipient{}, fmt.Errorf("read the public recovery key from %s: %w", path, err)
	}
	return r, nil
}

func parseRecoveryKey(text []byte) (RecoveryKey, error) {
	b, err := parseLabelled(text, recoveryHeader, "the secret half that kioskd queue recovery-key has made")
	if err != nil {
		return RecoveryKey{}, err
	}
	private, err := ecdh.X25519().NewPrivateKey(b[:])
	return RecoveryKey{private}, err
}

func parseRecipient(text []byte) (Recipient, error) {
	b, err := parseLabelled(text, recipientHeader, "the public half that kioskd queue recovery-key has made")
	if err != nil {
		return Recipient{}, err
	}
	public, err := ecdh.X25519().NewPublicKey(b[:])
	return Recipient{public}, err
}

// parseLabelled reads 32 bytes behind a header. It never quotes the text, which
// may be a secret put in the wrong place.
func parseLabelled(text []byte, header, want string) ([32]byte, error) {
	digits, ok := strings.CutPrefix(string(text), header)
	if !ok {
		return [32]byte{}, fmt.Errorf("%w: it does not begin with %q: name the file with %s", ErrBadKey, header, want)
	}
	return parse32(digits)
}
