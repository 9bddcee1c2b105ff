package seal

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// ErrSealed is the cause of every value that does not open: another key, a
// value from another place, or damage. These cannot be told apart.
var ErrSealed = errors.New("sealed value does not open")

// Overhead is how much longer a sealed value is than its plain text.
const Overhead = 1 + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// IndexSize is the length of an index entry. 128 bits of an HMAC do not meet by
// chance.
const IndexSize = 16

// Sealer seals and opens values with one data key. Opening and indexing may be
// done by many goroutines at once; sealing reads the source of randomness and is
// as safe as that is.
type Sealer struct {
	generations []cipher.AEAD // generation 1 first
	index       []byte
	rand        io.Reader
}

// New makes a Sealer from a data key. Nonces are read from rand.
func New(key Key, rand io.Reader) (*Sealer, error) {
	if key.Generations() == 0 {
		return nil, fmt.Errorf("make a sealer: %w", ErrNoKey)
	}
	index, err := key.generations[0].derive("kioskd index 1")
	if err != nil {
		return nil, err
	}
	s := &Sealer{index: index, rand: rand}
	for _, generation := range key.generations {
		aead, err := newCipher(generation)
		if err != nil {
			return nil, err
		}
		s.generations = append(s.generations, aead)
	}
	return s, nil
}

func newCipher(s secret) (cipher.AEAD, error) {
	sealing, err := s.derive("kioskd seal 1")
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(sealing)
	if err != nil {
		return nil, fmt.Errorf("make the cipher: %w", err)
	}
	return aead, nil
}

// Seal returns plain sealed for its place by the newest generation. It fails
// only when there is no randomness.
func (s *Sealer) Seal(epoch string, seq uint64, plain []byte) ([]byte, error) {
	head, newest := 1+chacha20poly1305.NonceSizeX, len(s.generations)
	out := make([]byte, head, Overhead+len(plain))
	out[0] = byte(newest)
	if _, err := io.ReadFull(s.rand, out[1:]); err != nil {
		return nil, fmt.Errorf("read a nonce: %w", err)
	}
	return s.generations[newest-1].Seal(out, out[1:head], plain, place(epoch, seq)), nil
}

// Open returns what [Sealer.Seal] was given for the same place, in memory of its
// own, or an error that wraps [ErrSealed].
func (s *Sealer) Open(epoch string, seq uint64, sealed []byte) ([]byte, error) {
	if len(sealed) < Overhead {
		return nil, fmt.Errorf("%w: %d bytes are too short", ErrSealed, len(sealed))
	}
	generation := int(sealed[0])
	if generation == 0 || generation > len(s.generations) {
		return nil, fmt.Errorf("%w: the key at hand has no generation %d", ErrSealed, generation)
	}
	head := 1 + chacha20poly1305.NonceSizeX
	plain, err := s.generations[generation-1].Open(nil, sealed[1:head], sealed[head:], place(epoch, seq))
	if err != nil {
		return nil, fmt.Errorf("%w: wrong key, wrong place or damage", ErrSealed)
	}
	return plain, nil
}

// Generations returns how many generations the key has.
func (s *Sealer) Generations() int { return len(s.generations) }

// Index returns the [IndexSize] bytes under which a name is kept.
func (s *Sealer) Index(name string) []byte {
	mac := hmac.New(sha256.New, s.index)
	_, _ = mac.Write([]byte(name)) // a hash never fails
	return mac.Sum(nil)[:IndexSize]
}

// place names where a value belongs. The zero byte keeps epoch and number apart.
func place(epoch string, seq uint64) []byte {
	b := append([]byte(epoch), 0)
	return binary.BigEndian.AppendUint64(b, seq)
}
