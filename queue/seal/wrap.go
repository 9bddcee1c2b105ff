package seal

import (
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/crypto/chacha20poly1305"
)

// ErrRecipient says that a data key was wrapped to another recovery key.
var ErrRecipient = errors.New("data key was wrapped to another recovery key")

// Wrap encrypts a data key to a recipient: a key pair for this one box is made
// from r, the two sides' shared secret (X25519) is turned into a key (HKDF) that
// seals the text (XChaCha20-Poly1305), with the box's head as associated data.
// Nobody but the holder of the recovery key can open it, the kiosk included.
func Wrap(key Key, to Recipient, r io.Reader) ([]byte, error) {
	b, err := newBox(key, to)
	if err == nil {
		err = b.seal(key, to, r)
	}
	if err != nil {
		return nil, fmt.Errorf("wrap the data key: %w", err)
	}
	return b.marshal(), nil
}

func newBox(key Key, to Recipient) (box, error) {
	id, err := key.ID()
	return box{to: [32]byte(to.public.Bytes()), id: id, generations: key.Generations()}, err
}

func (b *box) seal(key Key, to Recipient, r io.Reader) error {
	once, err := newPrivate(r)
	if err != nil {
		return err
	}
	b.from = [32]byte(once.PublicKey().Bytes())
	aead, err := b.cipher(once, to.public)
	if err != nil {
		return err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := io.ReadFull(r, nonce); err != nil {
		return err
	}
	b.sealed = aead.Seal(nonce, nonce, key.marshal(), b.head())
	return nil
}

// cipher derives the box's key from one side's private and the other's public
// key.
func (b *box) cipher(mine *ecdh.PrivateKey, theirs *ecdh.PublicKey) (cipher.AEAD, error) {
	shared, err := mine.ECDH(theirs)
	if err != nil {
		return nil, err
	}
	k, err := hkdf.Key(sha256.New, shared, slices.Concat(b.from[:], b.to[:]), "kioskd recovery box 1", chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(k)
}

// Unwrap returns the data key of a box that was wrapped to the recovery key's
// [Recipient].
func Unwrap(text []byte, with RecoveryKey) (Key, error) {
	b, err := parseBox(text)
	if err != nil {
		return Key{}, fmt.Errorf("unwrap the data key: %w", err)
	}
	k, err := b.open(with)
	if err != nil {
		return Key{}, fmt.Errorf("unwrap the data key: %w", err)
	}
	return k, nil
}

func (b *box) open(with RecoveryKey) (Key, error) {
	if mine := with.Recipient(); [32]byte(mine.public.Bytes()) != b.to {
		return Key{}, fmt.Errorf("%w: it is for %x, the key at hand is %s", ErrRecipient, b.to, mine)
	}
	theirs, err := ecdh.X25519().NewPublicKey(b.from[:])
	if err != nil {
		return Key{}, err
	}
	aead, err := b.cipher(with.private, theirs)
	if err != nil {
		return Key{}, fmt.Errorf("%w: %w", ErrBadKey, err)
	}
	plain, err := aead.Open(nil, b.sealed[:aead.NonceSize()], b.sealed[aead.NonceSize():], b.head())
	if err != nil {
		return Key{}, fmt.Errorf("%w: the wrapped key is damaged", ErrBadKey)
	}
	return parseKey(plain)
}
