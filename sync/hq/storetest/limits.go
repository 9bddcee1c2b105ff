package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/wire/wiretest"
)

// Two connections of one kiosk may store the same facts at the same time.
func testWriters(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(40)
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for from := uint64(1); from < 40; from += 4 {
				if err := s.Put(t.Context(), "k1", "e1", Facts(t, j, from, from+3)); err != nil {
					t.Errorf("put from %d: %v", from, err)
				}
			}
		})
	}
	writers.Wait()
	CheckWhole(t, s, "k1", j)
}

func testContext(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(4)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, "k1", "e1", Facts(t, j, 1, 4)); !errors.Is(err, context.Canceled) {
		t.Errorf("put after the end: got %v, want %v", err, context.Canceled)
	}
	CheckWhole(t, s, "k1", wiretest.New("e1"))
}

func testClose(t *testing.T, s hq.Store) {
	if err := s.Close(); err != nil {
		t.Errorf("first close: %v", err)
	}
}
