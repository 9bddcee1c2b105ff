package memory_test

import (
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) hq.Store { return memory.New() })
}
