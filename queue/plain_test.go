package queue

import (
	"encoding/hex"
	"runtime"
	"strings"
	"testing"
)

// The folder shows how many facts there are and nothing of what they say, and no
// file but its own shows the key.
func TestNothingIsPlain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	f := Fact{At: day, Kind: "plainkind", Key: "plainkey", Ref: "plainref", Sum: 11000, Body: []byte(`"plainbody"`)}
	appendTest(t, q, f, fact(2))
	if err := cursor(t, q, "hq").Reject(t.Context(), 1, "plainreason"); err != nil {
		t.Fatal(err)
	}
	shut(t, q)
	files := contents(t, dir)
	if len(files) < 4 {
		t.Fatalf("%d files beside the lock, want store, log, key and sign", len(files))
	}
	key := keyInPlain(t, files[keyFile])
	for name, data := range files {
		for _, secret := range key {
			if name != keyFile && strings.Contains(data, secret) {
				t.Errorf("%s shows the data key", name)
			}
		}
		for _, plain := range []string{"plain", "approved", "order-", "11000", `"seq"`, "2026-11"} {
			if strings.Contains(data, plain) {
				t.Errorf("%s shows %q", name, plain)
			}
		}
	}
	if !strings.Contains(files[storeFile], "quarantine") {
		t.Error("the search finds nothing at all, not even a bucket's name")
	}
}

// keyInPlain returns the data key as digits and as bytes; nothing on Windows,
// whose key file shows neither.
func keyInPlain(t *testing.T, text string) []string {
	t.Helper()
	if runtime.GOOS == "windows" {
		return nil
	}
	text = strings.TrimSpace(text)
	digits := text[max(0, len(text)-64):]
	secret, err := hex.DecodeString(digits)
	if err != nil || len(secret) != 32 {
		t.Fatalf("the key file ends with no key: %v", err)
	}
	return []string{digits, string(secret)}
}
