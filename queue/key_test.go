package queue

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/queue/seal"
)

func TestRotatedKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := fill(t, dir)
	if _, err := seal.Rotate(seal.Default(filepath.Join(dir, keyFile)), rand.Reader); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		q := reopen(t, dir, Options{})
		want = append(want, appendTest(t, q, fact(len(want)+1))...)
		if diff := diffLines(want, readAll(t, q)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if found, err := q.Find(want[0].Key); err != nil || diffLines(want[:1], found) != "" {
			t.Errorf("found %v by a name from before the rotation, %v", found, err)
		}
		shut(t, q)
	}
}

// TestKeyFromBeforeRotation: an old copy of the key is the wrong key, even if
// nothing has been written since the rotation, and is never taken for damage.
func TestKeyFromBeforeRotation(t *testing.T) {
	t.Parallel()
	for _, more := range []int{0, 3} {
		dir := t.TempDir()
		fill(t, dir)
		path := filepath.Join(dir, keyFile)
		old, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Rotate(seal.Default(path), rand.Reader); err != nil {
			t.Fatal(err)
		}
		q := reopen(t, dir, Options{})
		appendTest(t, q, facts(more)...)
		shut(t, q)
		write(keyFile, string(old))(t, dir)
		before := contents(t, dir)
		if _, err := Open(dir, Options{}); !errors.Is(err, ErrKey) || errors.Is(err, ErrDamaged) {
			t.Errorf("%d facts later: error %v, want %v", more, err, ErrKey)
		}
		if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
			t.Errorf("files changed (-before +after)\n%s", diff)
		}
	}
}

func TestDamagedGeneration(t *testing.T) {
	t.Parallel()
	for _, text := range [][]byte{{}, {0, 0, 0, 9}, appendGeneration(nil, 9)[:7], append(appendGeneration(nil, 9)[:7], 0)} {
		if n, err := parseGeneration(text); !errors.Is(err, ErrDamaged) {
			t.Errorf("%x: %d, error %v, want %v", text, n, err, ErrDamaged)
		}
	}
}

func FuzzParseGeneration(f *testing.F) {
	f.Add(appendGeneration(nil, 2))
	f.Add([]byte{0, 0, 0, 2})
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := parseGeneration(text)
		if err == nil && text != nil && !bytes.Equal(appendGeneration(nil, n), text) {
			t.Errorf("%x is read as %d, and written otherwise", text, n)
		}
	})
}
