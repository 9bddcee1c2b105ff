package pin

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// safe keeps values by name.
type safe map[string][]byte

func (s safe) Get(name string) ([]byte, error) {
	if v, ok := s[name]; ok {
		return v, nil
	}
	return nil, fs.ErrNotExist
}

func (s safe) Put(name string, value []byte) error {
	s[name] = value
	return nil
}

const given = "314159"

func hashOf(t *testing.T, pin string) Hash {
	t.Helper()
	h, err := NewHash(pin, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestGivenPIN: the settings' PIN counts instead of the kiosk's own, which is there
// again when the settings say nothing any more.
func TestGivenPIN(t *testing.T) {
	t.Parallel()
	d := New(safe{}, nil)
	if err := errors.Join(d.Set(t.Context(), right), d.Use(t.Context(), hashOf(t, given))); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Try(t.Context(), given), d.Try(t.Context(), given)); err != nil {
		t.Errorf("the given PIN: %v", err)
	}
	if err := d.Try(t.Context(), right); !errors.Is(err, ErrWrong) {
		t.Errorf("the kiosk's own meanwhile: %v", err)
	}
	if err := d.Set(t.Context(), right); !errors.Is(err, ErrGiven) {
		t.Errorf("set another meanwhile: %v", err)
	}
	if err := errors.Join(d.Use(t.Context(), ""), d.Try(t.Context(), right)); err != nil {
		t.Errorf("the kiosk's own again: %v", err)
	}
	if err := d.Try(t.Context(), given); !errors.Is(err, ErrWrong) {
		t.Errorf("the one that is given no more: %v", err)
	}
}

// TestGivenLockout: neither a restart nor the same settings again win a guess;
// another PIN unlocks.
func TestGivenLockout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		vault, h := safe{}, hashOf(t, given)
		try := func(h Hash, pin string) error { // each time after a restart
			d := New(vault, nil)
			return errors.Join(d.Use(t.Context(), h), d.Try(t.Context(), pin))
		}
		for range free {
			if err := try(h, right); !errors.Is(err, ErrWrong) {
				t.Fatal(err)
			}
		}
		var locked *Locked
		if err := try(h, given); !errors.As(err, &locked) {
			t.Errorf("the right PIN at a locked door: %v", err)
		}
		if err := try(hashOf(t, "161803"), "161803"); err != nil {
			t.Errorf("another PIN: %v", err)
		}
		time.Sleep(firstLock)
		if err := try(h, given); err != nil {
			t.Errorf("after the lock: %v", err)
		}
	})
}

func TestReadHash(t *testing.T) {
	t.Parallel()
	h := string(hashOf(t, given))
	if bytes.Contains([]byte(h), []byte(given)) {
		t.Error("the PIN stands in its hash")
	}
	for _, bad := range []string{"", given, h + "x", h[:len(h)-1], strings.Replace(h, "m=19456", "m=8", 1), strings.Replace(h, "t=2", "t=2000000", 1),
		strings.Replace(h, "argon2id", "argon2i", 1), begins + "$", begins + strings.TrimPrefix(h, begins) + "\n"} {
		if _, err := ReadHash(bad); !errors.Is(err, ErrHash) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := ReadHash(h); err != nil {
		t.Error(err)
	}
	if _, err := NewHash("123456", rand.Reader); !errors.Is(err, ErrWeak) {
		t.Errorf("a weak PIN: %v", err)
	}
}

// FuzzReadHash: what passes says the same when it is written again.
func FuzzReadHash(f *testing.F) {
	f.Add(begins + strings.Repeat("A", 22) + "$" + strings.Repeat("A", 43))
	f.Add(begins + "$")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := ReadHash(text)
		if err != nil {
			return
		}
		salt, sum, err := h.read()
		if err != nil || len(salt) != saltSize || len(sum) != sumSize || string(h) != text || strings.ContainsAny(text, " \n\r") {
			t.Fatalf("%q passes: %v", text, err)
		}
	})
}
