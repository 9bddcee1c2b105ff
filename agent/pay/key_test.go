package pay

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
)

// A key is a UUIDv7 of its clock and its dice, and of nothing that was before.
func TestNewKeyRepeats(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fresh := func() Key {
			k, err := NewKey(bytes.NewReader(bytes.Repeat([]byte{0xff}, 16)))
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
		first := fresh()
		if again := fresh(); again != first {
			t.Errorf("the same clock and dice made %s and %s", first, again)
		}
		time.Sleep(time.Millisecond)
		if later := fresh(); later <= first {
			t.Errorf("%s was made after %s", later, first)
		}
		id, err := uuid.Parse(string(first))
		if err != nil || id.Version() != 7 || id.Variant() != uuid.RFC4122 || string(first) != "00dc6acf-ac00-7fff-bfff-ffffffffffff" {
			t.Errorf("%s is no UUIDv7 of its time: %v", first, err)
		}
		if _, err := NewKey(bytes.NewReader(nil)); err == nil {
			t.Error("a key was made without randomness")
		}
	})
}
