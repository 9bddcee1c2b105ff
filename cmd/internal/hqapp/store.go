package hqapp

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/store/postgres"
	"kioskd/sync/hq/store/sqlite"
)

// CheckStore reports whether s names a store: sqlite:PATH, postgres://… or
// memory:. Its errors tell nothing of an address of PostgreSQL, in which a password
// may stand.
func CheckStore(s string) error {
	path, file := strings.CutPrefix(s, "sqlite:")
	switch {
	case s == "memory:" || file && path != "":
		return nil
	case isPostgres(s):
		return postgres.CheckAddress(s)
	case strings.Contains(s, "@"):
		s = "…" // somebody's password
	}
	return fmt.Errorf("store %q is no store: write sqlite:PATH, postgres://USER@HOST/DATABASE or memory: (with the colon)", s)
}

func isPostgres(s string) bool {
	return strings.HasPrefix(s, "postgres://") || strings.HasPrefix(s, "postgresql://")
}

// OpenStore opens the store that s names.
func OpenStore(ctx context.Context, s string, log *slog.Logger) (Store, error) {
	if err := CheckStore(s); err != nil {
		return nil, err
	}
	store, err := open(ctx, s, log)
	if err != nil {
		return nil, fmt.Errorf("open HQ's store: %w", err)
	}
	return store, nil
}

func open(ctx context.Context, s string, log *slog.Logger) (Store, error) {
	switch {
	case s == "memory:":
		return memory.New(), nil
	case isPostgres(s):
		return postgres.Open(ctx, s, log)
	}
	return sqlite.Open(ctx, strings.TrimPrefix(s, "sqlite:"))
}
