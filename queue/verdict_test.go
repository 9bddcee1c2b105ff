package queue

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

func TestVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		found error
		word  string // in the name of what is set aside
		says  string
	}{
		"cut":   {fmt.Errorf("%w: 7 bytes long", errCut), "cut", "7 bytes long"},
		"pages": {fmt.Errorf("%w: page 7 is used twice", ErrDamaged), "content", "page 7 is used twice"},
		"lines": {errors.Join(fmt.Errorf("%w: one", ErrDamaged), errors.New("two")), "content", "one; two"},
	} {
		t.Run(name, func(t *testing.T) {
			line, ok := Verdict(c.found)
			if !ok || strings.Contains(line, "\n") {
				t.Fatalf("got %q, %v, want one line", line, ok)
			}
			got := ReadVerdict(line + "\n")
			if !errors.Is(got, ErrDamaged) || why(got) != c.word || !strings.HasSuffix(got.Error(), c.says) {
				t.Errorf("got %v, set aside as %s, want %s and %q", got, why(got), c.word, c.says)
			}
		})
	}
}

func TestVerdictOnNothingWrong(t *testing.T) {
	if line, ok := Verdict(nil); line != "" || !ok {
		t.Errorf("got %q, %v, want nothing", line, ok)
	}
	if err := ReadVerdict("\n"); err != nil {
		t.Errorf("got %v, want no error", err)
	}
}

// A disk that does not answer says nothing about the store.
func TestNoVerdict(t *testing.T) {
	if line, ok := Verdict(fs.ErrPermission); ok {
		t.Errorf("got %q, want no verdict", line)
	}
}

func FuzzReadVerdict(f *testing.F) {
	f.Add("cut: 7 bytes long")
	f.Add("panic")
	f.Fuzz(func(t *testing.T, line string) {
		err := ReadVerdict(line)
		if (err == nil) != (strings.TrimSpace(line) == "") || err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%q: got %v, want damage", line, err)
		}
	})
}
