package hq

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/semaphore"
)

// TestTurn: who gets no turn in time is sent away as busy; who has to end anyway is
// told why.
func TestTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		of := semaphore.NewWeighted(10)
		if err := turn(t.Context(), of, 10, time.Second); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if err := turn(t.Context(), of, 1, time.Second); !errors.Is(err, errBusy) || time.Since(began) != time.Second {
			t.Errorf("no turn: %v after %s", err, time.Since(began))
		}
		ctx, end := context.WithCancelCause(t.Context())
		end(errGone)
		if err := turn(ctx, of, 1, time.Second); !errors.Is(err, errGone) {
			t.Errorf("the session ends: %v", err)
		}
		time.AfterFunc(time.Second/2, func() { of.Release(10) })
		if err := turn(t.Context(), of, 1, time.Second); err != nil {
			t.Errorf("a turn in time: %v", err)
		}
	})
}
