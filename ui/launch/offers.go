package launch

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"sync"
	"time"
)

// lapse is how long a launch may wait for its browser.
const lapse = 5 * time.Minute

// maxOffers bounds the launches that nobody used; the oldest makes room.
const maxOffers = 64

// offers are the launches that have not been used.
type offers struct {
	reusable bool

	mu   sync.Mutex // guards list
	list []offer    // oldest first
}

type offer struct {
	word  [sha256.Size]byte // hashed, so that comparing tells nothing by its time
	place string
	since time.Time
}

func (o *offers) add(word, place string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.list) == maxOffers {
		o.list = o.list[1:]
	}
	o.list = append(o.list, offer{word: sha256.Sum256([]byte(word)), place: place, since: time.Now()})
}

// take uses a launch up, and reports whether it was one for the place.
func (o *offers) take(word, place string) bool {
	sum := sha256.Sum256([]byte(word))
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, f := range o.list {
		if f.word != sum || f.place != place {
			continue
		}
		if o.reusable {
			return true
		}
		o.list = append(o.list[:i:i], o.list[i+1:]...)
		return time.Since(f.since) < lapse
	}
	return false
}

// random returns n random bytes as text that an address can hold.
func random(r io.Reader, n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}
