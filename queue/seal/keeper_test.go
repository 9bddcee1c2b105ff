package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// keepers are all that can be tested on every system. The protected one gets a
// stand-in for what Windows does.
var keepers = map[string]func(dir string) Keeper{
	"file":      func(dir string) Keeper { return File{Path: filepath.Join(dir, "queue.key")} },
	"default":   func(dir string) Keeper { return Default(filepath.Join(dir, "queue.key")) },
	"protected": func(dir string) Keeper { return backwards(filepath.Join(dir, "queue.key")) },
}

// backwards "encrypts" by turning the bytes round.
func backwards(path string) protected {
	turn := func(b []byte) ([]byte, error) {
		b = bytes.Clone(b)
		slices.Reverse(b)
		return b, nil
	}
	return protected{path: path, encrypt: turn, decrypt: turn}
}

func eachKeeper(t *testing.T, f func(t *testing.T, k Keeper)) {
	for name, open := range keepers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, open(t.TempDir()))
		})
	}
}

func load(t *testing.T, k Keeper) Key {
	t.Helper()
	key, err := k.Load()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestMakeOnce(t *testing.T) {
	t.Parallel()
	eachKeeper(t, func(t *testing.T, k Keeper) {
		if _, err := k.Load(); !errors.Is(err, ErrNoKey) || !strings.Contains(err.Error(), "put it back") {
			t.Errorf("before: error %v, want %v and what to do", err, ErrNoKey)
		}
		made, err := Make(k, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if !load(t, k).Equal(made) {
			t.Error("the key read back is another")
		}
		if _, err := Make(k, rand.Reader); !errors.Is(err, fs.ErrExist) {
			t.Errorf("again: error %v, want %v", err, fs.ErrExist)
		}
		if !load(t, k).Equal(made) {
			t.Error("the refused Make changed the key")
		}
	})
}

func TestRotate(t *testing.T) {
	t.Parallel()
	eachKeeper(t, func(t *testing.T, k Keeper) {
		if _, err := Rotate(k, rand.Reader); !errors.Is(err, ErrNoKey) {
			t.Errorf("nothing to rotate: error %v, want %v", err, ErrNoKey)
		}
		made, err := Make(k, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		rotated, err := Rotate(k, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if rotated.Generations() != 2 || rotated.generations[0] != made.generations[0] || rotated.generations[1] == made.generations[0] {
			t.Error("rotation did not add one generation after the old")
		}
		if !load(t, k).Equal(rotated) {
			t.Error("the rotated key read back is another")
		}
	})
}

// TestSpoiltKey: whatever is wrong with a key, nothing is made in its place.
func TestSpoiltKey(t *testing.T) {
	t.Parallel()
	eachKeeper(t, func(t *testing.T, k Keeper) {
		if _, err := Make(k, rand.Reader); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"", "not a key", protectedHeader + "00\n", strings.Repeat("x", maxKeyFile+1)} {
			if err := os.WriteFile(k.String(), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, loadErr := k.Load()
			_, makeErr := Make(k, rand.Reader)
			_, rotateErr := Rotate(k, rand.Reader)
			if !errors.Is(loadErr, ErrBadKey) || !errors.Is(makeErr, fs.ErrExist) || !errors.Is(rotateErr, ErrBadKey) {
				t.Errorf("%.20q: load %v, make %v, rotate %v", text, loadErr, makeErr, rotateErr)
			}
			if after, err := os.ReadFile(k.String()); err != nil || string(after) != text {
				t.Errorf("%.20q was changed: %v", text, err)
			}
		}
	})
}

func TestOthersMayNotRead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("mode bits say nothing on Windows")
	}
	path := filepath.Join(t.TempDir(), "queue.key")
	if _, err := Make(File{path}, rand.Reader); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[os.FileMode]error{0o600: nil, 0o400: nil, 0o640: ErrRights, 0o604: ErrRights, 0o660: ErrRights, 0o610: ErrRights} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := File{path}.Load()
		if !errors.Is(err, want) {
			t.Errorf("mode %o: error %v, want %v", mode, err, want)
		}
		if want != nil && !strings.Contains(err.Error(), "chmod 600 "+path) {
			t.Errorf("mode %o: error %v does not say what to type", mode, err)
		}
	}
}

func TestKeyFileIsAFile(t *testing.T) {
	t.Parallel()
	if _, err := (File{t.TempDir()}).Load(); !errors.Is(err, ErrBadKey) {
		t.Errorf("a folder: error %v, want %v", err, ErrBadKey)
	}
}

// TestCarried: a key that came on a stick is read whatever its rights, and left
// as it is.
func TestCarried(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "queue.key")
	if _, err := Carried(path); !errors.Is(err, ErrNoKey) {
		t.Errorf("missing: error %v, want %v", err, ErrNoKey)
	}
	made, err := Make(Default(path), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	if got, err := Carried(path); err != nil || !got.Equal(made) {
		t.Errorf("another key was carried, %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed, %v", err)
	}
	if err := errors.Join(os.Remove(path), os.WriteFile(path, []byte("spilt coffee"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := Carried(path); !errors.Is(err, ErrBadKey) {
		t.Errorf("spoilt: error %v, want %v", err, ErrBadKey)
	}
}

func TestPlainKeyIsProtected(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "queue.key")
	plain, err := Make(File{path}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if !load(t, backwards(path)).Equal(plain) {
			t.Error("the key taken over is another")
		}
	}
	text, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(text, []byte(protectedHeader)) || bytes.Contains(text, plain.marshal()) {
		t.Errorf("the file is not protected now: %v", err)
	}
}

func TestForeignMachine(t *testing.T) {
	t.Parallel()
	k := backwards(filepath.Join(t.TempDir(), "queue.key"))
	if _, err := Make(k, rand.Reader); err != nil {
		t.Fatal(err)
	}
	k.decrypt = func([]byte) ([]byte, error) { return nil, errors.New("not mine") }
	if _, err := k.Load(); !errors.Is(err, ErrBadKey) || !strings.Contains(err.Error(), "another machine") {
		t.Errorf("error %v, want %v", err, ErrBadKey)
	}
}

func TestCredential(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, where := range []string{"", dir} {
		if _, found, err := FindCredential(where); found || err != nil {
			t.Errorf("%q: found %t, %v", where, found, err)
		}
	}
	want := testKey(t)
	if err := os.WriteFile(filepath.Join(dir, credentialName), want.marshal(), 0o440); err != nil {
		t.Fatal(err)
	}
	c, found, err := FindCredential(dir)
	if err != nil || !found {
		t.Fatalf("found %t, %v", found, err)
	}
	if !load(t, c).Equal(want) {
		t.Error("the credential is another key")
	}
	if _, err := Rotate(c, rand.Reader); !errors.Is(err, ErrFixed) || !strings.Contains(err.Error(), "systemd-creds") {
		t.Errorf("rotate: error %v, want %v and what to do", err, ErrFixed)
	}
	if err := os.Remove(c.path); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Load(); !errors.Is(err, ErrNoKey) {
		t.Errorf("gone: error %v, want %v", err, ErrNoKey)
	}
}

func FuzzParseProtected(f *testing.F) {
	f.Add([]byte(protectedHeader + "00ff\n"))
	f.Add([]byte(protectedHeader))
	f.Fuzz(func(t *testing.T, text []byte) {
		sealed, err := parseProtected(text)
		if err == nil && !bytes.Equal(marshalProtected(sealed), text) {
			t.Errorf("%q parses, and marshals to something else", text)
		}
	})
}
