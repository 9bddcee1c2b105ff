package memory_test

import (
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) hq.Store { return memory.New() })
}

func TestAttempts(t *testing.T) {
	storetest.RunAttempts(t, func(*testing.T) pg.Store { return memory.New() })
}
