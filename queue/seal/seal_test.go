package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

const epoch = "00112233445566778899aabbccddeeff"

func newSealer(t testing.TB) *Sealer { return sealerFrom(t, rand.Reader) }

func sealerFrom(t testing.TB, r io.Reader) *Sealer {
	t.Helper()
	key, err := NewKey(r)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(key, r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func seal(t testing.TB, s *Sealer, epoch string, seq uint64, plain string) []byte {
	t.Helper()
	sealed, err := s.Seal(epoch, seq, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestSealOpen(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	for _, want := range []string{"", "x", strings.Repeat("a fact ", 1000)} {
		sealed := seal(t, s, epoch, 7, want)
		if len(sealed) != len(want)+Overhead {
			t.Errorf("sealed %d bytes into %d, want %d more", len(want), len(sealed), Overhead)
		}
		got, err := s.Open(epoch, 7, sealed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("opened (-want +got):\n%s", diff)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	good := seal(t, s, epoch, 7, "eleven thousand")
	flipped := bytes.Clone(good)
	flipped[len(flipped)-1] ^= 1
	newer := bytes.Clone(good)
	newer[0] = 2
	for _, tt := range []struct {
		name   string
		sealer *Sealer
		epoch  string
		seq    uint64
		sealed []byte
	}{
		{"another key", newSealer(t), epoch, 7, good},
		{"another epoch", s, "f" + epoch[1:], 7, good},
		{"another number", s, epoch, 8, good},
		{"a flipped bit", s, epoch, 7, flipped},
		{"another generation", s, epoch, 7, newer},
		{"a cut value", s, epoch, 7, good[:len(good)-1]},
		{"too short", s, epoch, 7, good[:Overhead-1]},
		{"nothing", s, epoch, 7, nil},
	} {
		if _, err := tt.sealer.Open(tt.epoch, tt.seq, tt.sealed); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: error %v, want %v", tt.name, err, ErrSealed)
		}
	}
}

// TestGenerations: what an older generation sealed stays readable, and names
// are indexed as before; a sealer that does not know the new one fails closed.
func TestGenerations(t *testing.T) {
	t.Parallel()
	key := testKey(t)
	before, err := New(key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if key, err = key.grow(rand.Reader); err != nil {
		t.Fatal(err)
	}
	after, err := New(key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	old, fresh := seal(t, before, epoch, 1, "old"), seal(t, after, epoch, 2, "new")
	if old[0] != 1 || fresh[0] != 2 {
		t.Errorf("sealed by generations %d and %d, want 1 and 2", old[0], fresh[0])
	}
	if got, err := after.Open(epoch, 1, old); err != nil || string(got) != "old" {
		t.Errorf("the old value after rotation: %q, %v", got, err)
	}
	if _, err := before.Open(epoch, 2, fresh); !errors.Is(err, ErrSealed) {
		t.Errorf("the new value before rotation: error %v, want %v", err, ErrSealed)
	}
	if before.Generations() != 1 || after.Generations() != 2 {
		t.Errorf("%d and %d generations, want 1 and 2", before.Generations(), after.Generations())
	}
	fresh[0] = 1
	if _, err := after.Open(epoch, 2, fresh); !errors.Is(err, ErrSealed) {
		t.Errorf("a value that names another generation: error %v, want %v", err, ErrSealed)
	}
	if !bytes.Equal(before.Index("order-1"), after.Index("order-1")) {
		t.Error("rotation changed the index")
	}
}

func TestNoKeyNoSealer(t *testing.T) {
	t.Parallel()
	if _, err := New(Key{}, rand.Reader); !errors.Is(err, ErrNoKey) {
		t.Errorf("error %v, want %v", err, ErrNoKey)
	}
}

func TestSealNeverRepeats(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	if bytes.Equal(seal(t, s, epoch, 1, "same"), seal(t, s, epoch, 1, "same")) {
		t.Error("two sealings of one text are equal: the nonce repeats")
	}
}

func TestSealWithoutRandomness(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	s.rand = iotest.ErrReader(errors.New("no entropy"))
	if _, err := s.Seal(epoch, 1, []byte("x")); err == nil {
		t.Error("sealed without a nonce")
	}
}

func TestIndex(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	if got := len(s.Index("order-1")); got != IndexSize {
		t.Errorf("index entry of %d bytes, want %d", got, IndexSize)
	}
	if !bytes.Equal(s.Index("order-1"), s.Index("order-1")) {
		t.Error("one name has two index entries")
	}
	if bytes.Equal(s.Index("order-1"), s.Index("order-2")) {
		t.Error("two names share an index entry")
	}
	if bytes.Equal(s.Index("order-1"), newSealer(t).Index("order-1")) {
		t.Error("two keys give one index entry")
	}
}

func FuzzOpen(f *testing.F) {
	s := sealerFrom(f, mathrand.NewChaCha8([32]byte{1})) // the same in every run
	good := seal(f, s, epoch, 7, "eleven thousand")
	f.Add(good)
	f.Add(good[:Overhead])
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, sealed []byte) {
		_, err := s.Open(epoch, 7, sealed)
		if (err == nil) != bytes.Equal(sealed, good) {
			t.Errorf("Open(%x): error %v", sealed, err)
		}
	})
}
