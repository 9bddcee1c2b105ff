package hqapp

import (
	"context"
	"fmt"
	"strings"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/store/sqlite"
)

// CheckStore reports whether s names a store: sqlite:PATH or memory:.
func CheckStore(s string) error {
	path, file := strings.CutPrefix(s, "sqlite:")
	if s == "memory:" || file && path != "" {
		return nil
	}
	return fmt.Errorf("store %q is no store: write sqlite:PATH or memory: (with the colon)", s)
}

// OpenStore opens the store that s names.
func OpenStore(ctx context.Context, s string) (hq.Store, error) {
	if err := CheckStore(s); err != nil {
		return nil, err
	}
	if s == "memory:" {
		return memory.New(), nil
	}
	store, err := sqlite.Open(ctx, strings.TrimPrefix(s, "sqlite:"))
	if err != nil {
		return nil, fmt.Errorf("open HQ's store: %w", err)
	}
	return store, nil
}
