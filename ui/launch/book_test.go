package launch

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pocket keeps one value.
type pocket struct {
	value []byte
	err   error
}

func (p *pocket) Get(string) ([]byte, error) {
	if p.value == nil && p.err == nil {
		return nil, fs.ErrNotExist
	}
	return p.value, p.err
}

func (p *pocket) Put(_ string, value []byte) error {
	p.value = value
	return p.err
}

func open(t *testing.T, o Options) *Book {
	t.Helper()
	b, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *Book) offered(t *testing.T, place string) string {
	t.Helper()
	word, err := b.Offer(place)
	if err != nil {
		t.Fatal(err)
	}
	return word
}

func TestLaunchOpensOnePlaceOnce(t *testing.T) {
	t.Parallel()
	b := open(t, Options{})
	word := b.offered(t, "kiosk")
	if _, err := b.Begin(word, "staff"); !errors.Is(err, ErrSpent) {
		t.Errorf("a launch of the kiosk opened the staff page: %v", err)
	}
	session, err := b.Begin(word, "kiosk")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Begin(word, "kiosk"); !errors.Is(err, ErrSpent) {
		t.Errorf("a launch opened twice: %v", err)
	}
	if !b.Holds(session, "kiosk") || b.Holds(session, "staff") || b.Holds(session, "app:a") {
		t.Error("a session is for its place alone")
	}
	for _, forged := range []string{"", ".", "x", session + "x", "x" + session, strings.Replace(session, ".", "", 1), word} {
		if b.Holds(forged, "kiosk") {
			t.Errorf("%q counts as a session", forged)
		}
	}
	if _, err := b.Begin("", ""); !errors.Is(err, ErrSpent) {
		t.Errorf("no launch opened something: %v", err)
	}
}

func TestLaunchLapses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := open(t, Options{})
		early, late := b.offered(t, "kiosk"), b.offered(t, "kiosk")
		time.Sleep(lapse - time.Second)
		if _, err := b.Begin(early, "kiosk"); err != nil {
			t.Errorf("in time: %v", err)
		}
		time.Sleep(time.Second)
		if _, err := b.Begin(late, "kiosk"); !errors.Is(err, ErrSpent) {
			t.Errorf("too late: %v", err)
		}
	})
}

func TestReusable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := open(t, Options{Reusable: true})
		word := b.offered(t, "kiosk")
		for range 3 {
			time.Sleep(lapse)
			if _, err := b.Begin(word, "kiosk"); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestOffersAreBounded(t *testing.T) {
	t.Parallel()
	b := open(t, Options{})
	first := b.offered(t, "kiosk")
	for range maxOffers {
		b.offered(t, "kiosk")
	}
	if _, err := b.Begin(first, "kiosk"); !errors.Is(err, ErrSpent) || len(b.offers.list) != maxOffers {
		t.Errorf("%d offers, the oldest: %v", len(b.offers.list), err)
	}
}

func TestSessionsOutliveTheAgent(t *testing.T) {
	t.Parallel()
	p := &pocket{}
	b := open(t, Options{Keep: p})
	session, err := b.Begin(b.offered(t, "kiosk"), "kiosk")
	if err != nil {
		t.Fatal(err)
	}
	if !open(t, Options{Keep: p}).Holds(session, "kiosk") {
		t.Error("after a restart the session is unknown")
	}
	if open(t, Options{}).Holds(session, "kiosk") || open(t, Options{Keep: &pocket{}}).Holds(session, "kiosk") {
		t.Error("another kiosk knows the session")
	}
}

func TestNoKeyNoBook(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	if _, err := Open(Options{Keep: &pocket{err: broken}}); !errors.Is(err, broken) {
		t.Errorf("a key that cannot be read: %v", err)
	}
	if _, err := Open(Options{Rand: bytes.NewReader(nil)}); err == nil {
		t.Error("a key without randomness")
	}
	b := open(t, Options{Rand: bytes.NewReader(make([]byte, keySize))})
	if _, err := b.Offer("kiosk"); err == nil {
		t.Error("a launch without randomness")
	}
}
