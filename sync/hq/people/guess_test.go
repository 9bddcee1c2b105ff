package people

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestGuessingIsSlow(t *testing.T) {
	story(t, func(o office) {
		o.hire("kim", Viewer)
		var waits []time.Duration
		from := 0
		for tries := 0; tries < 12; {
			elsewhere := func(password string) error { // an address of its own for each try
				from++
				_, _, err := o.SignIn(o.ctx, Attempt{Name: "kim", Password: password, From: fmt.Sprint(from)})
				return err
			}
			err := elsewhere("wrong")
			if lock := (*Locked)(nil); errors.As(err, &lock) {
				waits = append(waits, lock.Wait)
				if err := elsewhere(secret); errors.Is(err, ErrWrong) || err == nil {
					t.Errorf("judged while locked: %v", err)
				}
				time.Sleep(lock.Wait)
				continue
			}
			tries++
		}
		s := time.Second
		if diff := cmp.Diff([]time.Duration{15 * s, 30 * s, 60 * s, 120 * s, 240 * s, 480 * s, 900 * s}, waits); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		time.Sleep(15 * time.Minute)
		_ = o.in("kim")
		if _, _, err := o.signIn("kim", "wrong"); !errors.Is(err, ErrWrong) {
			t.Errorf("tries before a right one count: %v", err)
		}
	})
}

// One address that tries many names waits, too; another does not wait for it.
func TestAddressesWait(t *testing.T) {
	story(t, func(o office) {
		var lock *Locked
		for i := range 21 {
			_, _, err := o.signIn("user"+string(rune('a'+i)), "wrong")
			if locked := errors.As(err, &lock); locked != (i == 20) {
				t.Fatalf("try %d: %v", i+1, err)
			}
		}
		if _, _, err := o.SignIn(o.ctx, Attempt{Name: "kim", From: "10.0.0.1"}); !errors.Is(err, ErrWrong) {
			t.Errorf("another address: %v", err)
		}
	})
}
