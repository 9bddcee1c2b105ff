package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func testRecovery(t testing.TB) RecoveryKey {
	t.Helper()
	k, err := NewRecoveryKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func wrap(t testing.TB, key Key, to Recipient) []byte {
	t.Helper()
	text, err := Wrap(key, to, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestWrapUnwrap(t *testing.T) {
	t.Parallel()
	operator := testRecovery(t)
	for _, n := range []int{1, 3} {
		want := grown(t, n)
		got, err := Unwrap(wrap(t, want, operator.Recipient()), operator)
		if err != nil || !got.Equal(want) {
			t.Errorf("%d generations: unwrapped another key, error %v", n, err)
		}
	}
}

func TestUnwrapByAnother(t *testing.T) {
	t.Parallel()
	text := wrap(t, testKey(t), testRecovery(t).Recipient())
	if _, err := Unwrap(text, testRecovery(t)); !errors.Is(err, ErrRecipient) {
		t.Errorf("error %v, want %v", err, ErrRecipient)
	}
}

// TestBoxHidesTheKey: neither the key's digits nor its bytes are in the text.
func TestBoxHidesTheKey(t *testing.T) {
	t.Parallel()
	key, operator := testKey(t), testRecovery(t)
	text := wrap(t, key, operator.Recipient())
	if digits := key.marshal()[len(keyHeader)+2:]; bytes.Contains(text, bytes.TrimSpace(digits)) {
		t.Error("the key is in the box, in plain")
	}
	if bytes.Equal(text, wrap(t, key, operator.Recipient())) {
		t.Error("two boxes of one key are equal")
	}
}

// TestDamagedBox: any changed byte is noticed, wherever it is.
func TestDamagedBox(t *testing.T) {
	t.Parallel()
	operator := testRecovery(t)
	text := wrap(t, testKey(t), operator.Recipient())
	for i := range text {
		broken := bytes.Clone(text)
		broken[i] ^= 1
		if _, err := Unwrap(broken, operator); err == nil {
			t.Fatalf("a bit flipped in byte %d of %q went unnoticed", i, text)
		}
	}
	for n := range text {
		if _, err := Unwrap(text[:n], operator); !errors.Is(err, ErrBadKey) {
			t.Fatalf("cut to %d bytes: error %v, want %v", n, err, ErrBadKey)
		}
	}
}

// TestWeakPoint: a box whose sender chose a point that makes every shared secret
// the same is refused.
func TestWeakPoint(t *testing.T) {
	t.Parallel()
	operator := testRecovery(t)
	b, err := parseBox(wrap(t, testKey(t), operator.Recipient()))
	if err != nil {
		t.Fatal(err)
	}
	b.from = [32]byte{}
	if _, err := Unwrap(b.marshal(), operator); !errors.Is(err, ErrBadKey) {
		t.Errorf("error %v, want %v", err, ErrBadKey)
	}
}

func TestRecoveryFiles(t *testing.T) {
	t.Parallel()
	secretFile, publicFile := filepath.Join(t.TempDir(), "s"), filepath.Join(t.TempDir(), "p")
	made := testRecovery(t)
	if err := errors.Join(made.Write(secretFile), made.Recipient().Write(publicFile)); err != nil {
		t.Fatal(err)
	}
	read, err := ReadRecoveryKey(secretFile)
	if err != nil || read.Recipient().String() != made.Recipient().String() {
		t.Errorf("the secret read back is another, error %v", err)
	}
	public, err := ReadRecipient(publicFile)
	if err != nil || public.String() != made.Recipient().String() {
		t.Errorf("the public key read back is another, error %v", err)
	}
	for _, err := range []error{made.Write(secretFile), made.Recipient().Write(publicFile)} {
		if !errors.Is(err, fs.ErrExist) {
			t.Errorf("written over: error %v, want %v", err, fs.ErrExist)
		}
	}
	_, swappedSecret := ReadRecoveryKey(publicFile)
	_, swappedPublic := ReadRecipient(secretFile)
	for _, err := range []error{swappedSecret, swappedPublic} {
		if err == nil || !strings.Contains(err.Error(), "half") {
			t.Errorf("swapped: error %v, want one that says which half", err)
		}
	}
	if strings.Contains(swappedPublic.Error(), hexOf(t, secretFile)[:16]) {
		t.Error("the error shows the secret")
	}
}

func hexOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(text))[5]
}

func TestRecoveryKeyRights(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("mode bits say nothing on Windows")
	}
	path := filepath.Join(t.TempDir(), "s")
	if err := testRecovery(t).Write(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadRecoveryKey(path); !errors.Is(err, ErrRights) {
		t.Errorf("error %v, want %v", err, ErrRights)
	}
}

func keepWrapped(t *testing.T, path string, key Key, to Recipient) bool {
	t.Helper()
	written, err := KeepWrapped(path, key, to, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return written
}

func TestKeepWrapped(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), RecoveryFile)
	operator, next := testRecovery(t), testRecovery(t)
	key := testKey(t)
	rotated, err := key.grow(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		what string
		key  Key
		with RecoveryKey
		want bool
	}{
		{"first", key, operator, true},
		{"again", key, operator, false},
		{"rotated", rotated, operator, true},
		{"another operator", rotated, next, true},
		{"again", rotated, next, false},
	} {
		if got := keepWrapped(t, path, step.key, step.with.Recipient()); got != step.want {
			t.Errorf("%s: written %t, want %t", step.what, got, step.want)
		}
		if got, err := ReadWrapped(path, step.with); err != nil || !got.Equal(step.key) {
			t.Errorf("%s: another key is kept, error %v", step.what, err)
		}
	}
}

// TestKeepWrappedKeepsOthers: a box of another key may be all that is left of
// that key.
func TestKeepWrappedKeepsOthers(t *testing.T) {
	t.Parallel()
	dir, operator := t.TempDir(), testRecovery(t)
	path := filepath.Join(dir, RecoveryFile)
	lost, fresh := grown(t, 2), testKey(t)
	keepWrapped(t, path, lost, operator.Recipient())
	keepWrapped(t, path, fresh, operator.Recipient())
	if err := os.WriteFile(path, []byte("spilt coffee"), 0o600); err != nil {
		t.Fatal(err)
	}
	keepWrapped(t, path, fresh, operator.Recipient())
	if got, err := ReadWrapped(path+"."+id(t, lost)[:8]+"-2", operator); err != nil || !got.Equal(lost) {
		t.Errorf("the older key is not kept beside: %v", err)
	}
	if text, err := os.ReadFile(path + ".damaged"); err != nil || string(text) != "spilt coffee" {
		t.Errorf("what was no box is not kept beside: %q, %v", text, err)
	}
	if got, err := ReadWrapped(path, operator); err != nil || !got.Equal(fresh) {
		t.Errorf("the present key is not kept: %v", err)
	}
}

func TestWrappedTo(t *testing.T) {
	t.Parallel()
	path, operator := filepath.Join(t.TempDir(), RecoveryFile), testRecovery(t)
	if _, err := WrappedTo(path); !errors.Is(err, ErrNoKey) {
		t.Errorf("missing: error %v, want %v", err, ErrNoKey)
	}
	keepWrapped(t, path, testKey(t), operator.Recipient())
	if to, err := WrappedTo(path); err != nil || to != operator.Recipient().String() {
		t.Errorf("wrapped to %s, %v", to, err)
	}
	if err := os.WriteFile(path, []byte("spilt coffee"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := WrappedTo(path); !errors.Is(err, ErrBadKey) {
		t.Errorf("damaged: error %v, want %v", err, ErrBadKey)
	}
}

func TestReadWrappedMissing(t *testing.T) {
	t.Parallel()
	_, err := ReadWrapped(filepath.Join(t.TempDir(), RecoveryFile), testRecovery(t))
	if !errors.Is(err, ErrNoKey) || !strings.Contains(err.Error(), "recovery_key") {
		t.Errorf("error %v, want %v and why", err, ErrNoKey)
	}
}

func FuzzUnwrap(f *testing.F) {
	operator := RecoveryKey{}
	var err error
	if operator.private, err = newPrivate(strings.NewReader(strings.Repeat("o", 32))); err != nil {
		f.Fatal(err)
	}
	key, err := NewKey(strings.NewReader(strings.Repeat("k", 32)))
	if err != nil {
		f.Fatal(err)
	}
	good, err := Wrap(key, operator.Recipient(), strings.NewReader(strings.Repeat("r", 56)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(boxHeader + "\nto \nkey  1\nfrom \nsealed \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := Unwrap(text, operator)
		if (err == nil) != bytes.Equal(text, good) {
			t.Errorf("Unwrap(%q): error %v", text, err)
		}
	})
}

func FuzzParseRecoveryFiles(f *testing.F) {
	digits := strings.Repeat("0123456789abcdef", 4)
	f.Add([]byte(recoveryHeader + digits + "\n"))
	f.Add([]byte(recipientHeader + digits + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		k, secretErr := parseRecoveryKey(text)
		r, publicErr := parseRecipient(text)
		if secretErr == nil && publicErr == nil {
			t.Errorf("%q is both a secret and a public key", text)
		}
		if secretErr == nil && recoveryHeader+hex.EncodeToString(k.private.Bytes())+"\n" != string(text) {
			t.Errorf("%q parses as a secret, and is another", text)
		}
		if publicErr == nil && recipientHeader+r.String()+"\n" != string(text) {
			t.Errorf("%q parses as a public key, and is another", text)
		}
	})
}
