package pin

import (
	"bytes"
	"errors"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"
)

type box struct {
	value []byte
	err   error
}

func (b *box) Get(string) ([]byte, error) {
	if b.value == nil && b.err == nil {
		return nil, fs.ErrNotExist
	}
	return b.value, b.err
}

func (b *box) Put(_ string, value []byte) error {
	if b.err == nil {
		b.value = value
	}
	return b.err
}

const right = "271828"

func TestWeakPINs(t *testing.T) {
	t.Parallel()
	d := New(&box{}, nil)
	for _, weak := range []string{"", "12345", "1234567890123", "111111", "123456", "654321", "12345a", "１２３４５６", "-27182"} {
		if err := d.Set(t.Context(), weak); !errors.Is(err, ErrWeak) {
			t.Errorf("%q: %v", weak, err)
		}
	}
	if err := d.Try(t.Context(), right); !errors.Is(err, ErrNone) {
		t.Errorf("without a PIN: %v", err)
	}
}

func TestLockout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		if err := New(b, nil).Set(t.Context(), right); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b.value, []byte(right)) {
			t.Error("the PIN is kept in plain")
		}
		try := func(pin string) error { return New(b, nil).Try(t.Context(), pin) } // each time after a restart
		for _, wrong := range []string{"", "271829", "2718281", "000000"} {
			if err := try(wrong); !errors.Is(err, ErrWrong) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		if err := try(right); err != nil {
			t.Fatal(err)
		}
		for range free {
			if err := try("314159"); !errors.Is(err, ErrWrong) {
				t.Errorf("%v", err)
			}
		}
		for _, want := range []time.Duration{firstLock, 2 * firstLock, 4 * firstLock} {
			var locked *Locked
			if err := try(right); !errors.As(err, &locked) || locked.Wait != want {
				t.Errorf("the right PIN at a locked door: %v, want %v", err, want)
			}
			time.Sleep(want)
			if err := try("314159"); !errors.Is(err, ErrWrong) {
				t.Errorf("%v", err)
			}
		}
		for range 20 {
			time.Sleep(lastLock)
			if err := try("314159"); !errors.Is(err, ErrWrong) {
				t.Errorf("%v", err)
			}
		}
		var locked *Locked
		if err := try(right); !errors.As(err, &locked) || locked.Wait != lastLock {
			t.Errorf("%v, want the longest lock", err)
		}
		time.Sleep(lastLock)
		if err := errors.Join(try(right), try(right)); err != nil {
			t.Errorf("the right PIN in time: %v", err)
		}
	})
}

// TestNoDiskNoGuess: a try that cannot be counted is not judged.
func TestNoDiskNoGuess(t *testing.T) {
	t.Parallel()
	b := &box{}
	d := New(b, nil)
	if err := d.Set(t.Context(), right); err != nil {
		t.Fatal(err)
	}
	b.err = errors.New("disk full")
	if err := d.Try(t.Context(), right); !errors.Is(err, b.err) {
		t.Errorf("%v", err)
	}
	if err := New(&box{}, bytes.NewReader(nil)).Set(t.Context(), right); err == nil {
		t.Error("a PIN without salt")
	}
}
