package people

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Bounds on a password, in characters.
const (
	LeastPassword = 12
	MostPassword  = 200
)

// CheckPassword refuses what is guessed first.
func CheckPassword(user, password string) error {
	n := utf8.RuneCountInString(password)
	small := strings.ToLower(password)
	switch {
	case n < LeastPassword || n > MostPassword:
		return Bad("a password has %d to %d characters; a sentence is easy to keep in mind", LeastPassword, MostPassword)
	case strings.Contains(small, user):
		return Bad("the password must not contain the name")
	case kinds(small) < 5:
		return Bad("the password needs at least five different characters")
	}
	return nil
}

func kinds(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// The cost of a guess: 19 MiB and some tens of milliseconds, the least that
// OWASP's password storage cheat sheet asks of argon2id.
const (
	rounds    = 2
	kibibytes = 19 * 1024
	salted    = 16
	length    = 32
)

// atOnce bounds how many passwords are hashed at a time, and so the memory that
// it takes.
const atOnce = 2

// hasher hashes passwords, a few at a time.
type hasher struct {
	turns chan struct{}
	rand  io.Reader
	key   func(password, salt []byte) []byte // argon2id, but for tests of other things
}

func newHasher(r io.Reader) hasher { return hasher{make(chan struct{}, atOnce), r, argon} }

func argon(password, salt []byte) []byte {
	return argon2.IDKey(password, salt, rounds, kibibytes, 1, length)
}

func (h hasher) alone(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-h.turns }()
	return h.key([]byte(password), salt), nil
}

const prefix = "$argon2id$v=19$m=19456,t=2,p=1$"

// hash makes the text that is kept of a password.
func (h hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, salted)
	if _, err := io.ReadFull(h.rand, salt); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	sum, err := h.alone(ctx, password, salt)
	return prefix + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(sum), err
}

// fits reports whether a password is the one that was hashed. Where nothing is
// kept, it takes as long and does not fit.
func (h hasher) fits(ctx context.Context, password, kept string) (bool, error) {
	salt, want := parts(kept)
	if len(password) > 4*MostPassword {
		password = ""
	}
	got, err := h.alone(ctx, password, salt)
	return err == nil && len(want) == length && subtle.ConstantTimeCompare(got, want) == 1, err
}

func parts(kept string) (salt, sum []byte) {
	text, ok := strings.CutPrefix(kept, prefix)
	a, b, _ := strings.Cut(text, "$")
	salt, err := base64.RawStdEncoding.DecodeString(a)
	if !ok || err != nil {
		return make([]byte, salted), nil
	}
	if sum, err = base64.RawStdEncoding.DecodeString(b); err != nil {
		return salt, nil
	}
	return salt, sum
}
