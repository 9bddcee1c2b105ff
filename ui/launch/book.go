package launch

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// Keep is where the key of the sessions lives. It is sealed there.
type Keep interface {
	Get(name string) ([]byte, error) // wraps [fs.ErrNotExist] for what is not there
	Put(name string, value []byte) error
}

// Options are what a book is opened with. All of them may be left out.
type Options struct {
	// Keep holds the key of the sessions. Without one they end with the agent.
	Keep Keep

	// Reusable launches open their place as often as they are used, and never
	// lapse. It is for test mode, where no money can move.
	Reusable bool

	// Rand is where words and keys come from; crypto/rand if nil.
	Rand io.Reader
}

// Book knows which launches were offered and which sessions are ours. Its
// methods may be called by many goroutines at once.
type Book struct {
	rand   io.Reader
	key    []byte
	offers offers
}

// ErrSpent is the answer to a launch that was used, has lapsed, or never was.
var ErrSpent = errors.New("this launch was used already, has lapsed, or is for another page")

// name of the key in the keep.
const name = "screen-sessions"

const keySize = 32

// Open reads the key of the sessions, or makes it.
func Open(o Options) (*Book, error) {
	b := &Book{rand: o.Rand, offers: offers{reusable: o.Reusable}}
	if b.rand == nil {
		b.rand = rand.Reader
	}
	var err error
	if b.key, err = b.load(o.Keep); err != nil {
		return nil, fmt.Errorf("the key of the screen's sessions: %w", err)
	}
	return b, nil
}

func (b *Book) load(k Keep) ([]byte, error) {
	if k != nil {
		key, err := k.Get(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return key, err
		}
	}
	key := make([]byte, keySize)
	if _, err := io.ReadFull(b.rand, key); err != nil || k == nil {
		return key, err
	}
	return key, k.Put(name, key)
}

// Offer returns a word that opens a place.
func (b *Book) Offer(place string) (string, error) {
	word, err := random(b.rand, 16)
	if err != nil {
		return "", fmt.Errorf("make a launch: %w", err)
	}
	b.offers.add(word, place)
	return word, nil
}

// Begin uses a launch up and returns a session for its place, or [ErrSpent].
func (b *Book) Begin(word, place string) (string, error) {
	if !b.offers.take(word, place) {
		return "", ErrSpent
	}
	id, err := random(b.rand, 16)
	if err != nil {
		return "", fmt.Errorf("begin a session: %w", err)
	}
	return id + "." + b.sign(id, place), nil
}

// Holds reports whether a session is one of ours for a place.
func (b *Book) Holds(session, place string) bool {
	id, signature, ok := strings.Cut(session, ".")
	return ok && hmac.Equal([]byte(signature), []byte(b.sign(id, place)))
}

func (b *Book) sign(id, place string) string {
	h := hmac.New(sha256.New, b.key)
	_, _ = fmt.Fprintf(h, "screen %q %q", place, id)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
