package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

func testKey(t testing.TB) Key {
	t.Helper()
	k, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// grown returns a key of so many generations.
func grown(t testing.TB, generations int) (k Key) {
	t.Helper()
	for range generations {
		var err error
		if k, err = k.grow(rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

func TestKeyText(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 11, maxGenerations} {
		want := grown(t, n)
		got, err := parseKey(want.marshal())
		if err != nil || !got.Equal(want) || got.Generations() != n {
			t.Errorf("%d generations: read back %d, error %v", n, got.Generations(), err)
		}
	}
}

func TestKeyGrowsUpToItsByte(t *testing.T) {
	t.Parallel()
	if _, err := grown(t, maxGenerations).grow(rand.Reader); err == nil {
		t.Error("a generation more than the one byte can number")
	}
	if _, err := NewKey(iotest.ErrReader(errors.New("no entropy"))); err == nil {
		t.Error("made a key of nothing")
	}
}

func TestKeyTextRefused(t *testing.T) {
	t.Parallel()
	one, two := string(testKey(t).marshal()), string(grown(t, 2).marshal())
	second := two[strings.Index(two, "\n")+1:]
	for _, text := range []string{
		"", "\n", one[:len(one)-1], one[:len(one)-3] + "\n", strings.ToUpper(one), one + "\n", one + one, second, second + one,
		strings.Replace(one, "key 1", "key 01", 1), strings.Replace(one, "\n", "\r\n", 1), " " + one,
	} {
		_, err := parseKey([]byte(text))
		if !errors.Is(err, ErrBadKey) {
			t.Errorf("%q: error %v, want %v", text, err, ErrBadKey)
		}
		if digits := strings.Fields(one)[4]; err != nil && strings.Contains(err.Error(), digits[:16]) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

func TestKeyID(t *testing.T) {
	t.Parallel()
	key, other := testKey(t), testKey(t)
	rotated, err := key.grow(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if id(t, key) != id(t, rotated) {
		t.Error("rotation changed the id")
	}
	if id(t, key) == id(t, other) {
		t.Error("two keys share an id")
	}
	if strings.Contains(string(key.marshal()), id(t, key)) {
		t.Error("the id is a part of the key")
	}
}

func id(t *testing.T, k Key) string {
	t.Helper()
	s, err := k.ID()
	if err != nil || len(s) != 32 {
		t.Fatalf("id %q, %v", s, err)
	}
	return s
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	key, err := NewKey(strings.NewReader(strings.Repeat("K", 32)))
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := NewRecoveryKey(strings.NewReader(strings.Repeat("K", 32)))
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		if got := fmt.Sprintf(verb, key); got != "[data key]" {
			t.Errorf("%s prints %q", verb, got)
		}
		if got := fmt.Sprintf(verb, recovery); got != "[recovery key]" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

func FuzzParseKey(f *testing.F) {
	one := strings.Repeat("0123456789abcdef", 4)
	f.Add([]byte(keyHeader + "1 " + one + "\n"))
	f.Add([]byte(keyHeader + "1 " + one + "\n" + keyHeader + "2 " + one + "\n"))
	f.Add([]byte(keyHeader))
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := parseKey(text)
		if err == nil && !bytes.Equal(k.marshal(), text) {
			t.Errorf("%q parses, and marshals to something else", text)
		}
	})
}
