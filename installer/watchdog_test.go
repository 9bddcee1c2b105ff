package installer

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestWatchdog: an agent that answers late, but answers, lives; one that does not
// is called stuck when patience ends, not before and not much later.
func TestWatchdog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun, alive, sick := time.Now(), 0, 0
		w := Watchdog{
			Patience: time.Minute,
			Alive:    func() { alive++ },
			Sick:     func(error) { sick++ },
			Check: func(ctx context.Context) error {
				since := time.Since(begun)
				if since < 5*time.Minute && (since < time.Minute || since > 75*time.Second) {
					return nil
				}
				<-ctx.Done()
				return ctx.Err()
			},
		}
		err := w.Run(t.Context())
		if !errors.Is(err, ErrStuck) || alive < 12 || sick < 2 {
			t.Errorf("%v after %d signs of life and %d of none", err, alive, sick)
		}
		if took := time.Since(begun); took < 5*time.Minute || took > 6*time.Minute+20*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestWatchdogEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		w := Watchdog{Patience: time.Minute, Alive: func() {}, Check: func(context.Context) error { return nil }}
		if err := w.Run(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestStopWithin(t *testing.T) {
	t.Parallel()
	for ends, want := range map[time.Duration]bool{time.Second: false, time.Minute: true} {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			stop()
			ended, late := make(chan struct{}), false
			time.AfterFunc(ends, func() { close(ended) })
			StopWithin(ctx, 30*time.Second, ended, func() { late = true })
			if late != want {
				t.Errorf("a stop of %v: late %v", ends, late)
			}
			<-ended
		})
	}
}

func TestStacks(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	if err := Stacks(&text, "it hangs"); err != nil || !strings.Contains(text.String(), "TestStacks") || !strings.HasPrefix(text.String(), "it hangs;") {
		t.Errorf("%v:\n%s", err, &text)
	}
}
