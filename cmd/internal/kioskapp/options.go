package kioskapp

import (
	"context"
	"log/slog"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/drivers"
)

// Options are what an App is opened with.
type Options struct {
	Config  config.Config
	Version string
	Log     *slog.Logger

	// Credentials is the folder of the credentials that systemd hands over, as in
	// the environment's CREDENTIALS_DIRECTORY; "" where there is none.
	Credentials string

	// Verify looks at the store before it is opened; see queue.Options.
	Verify func(ctx context.Context, path string) error

	// Driver finds the pad's driver by its name; nil means the list of all.
	Driver func(name string) (drivers.Driver, error)

	// Level, if not nil, is the level of Log, which settings may change.
	Level *slog.LevelVar

	// Bundle makes the support bundle that HQ asks for, and returns what HQ is told
	// of it; nil where nobody can.
	Bundle func(context.Context, *App) (any, error)

	// Installed is the version of the installed program, where this one is a newer
	// version beside it; "" where it is the installed one.
	Installed string

	// Watch is how long settings from HQ are watched before they are kept; 0 means a
	// minute.
	Watch time.Duration

	// Offline leaves screen and HQ alone: for commands typed while no agent runs.
	Offline bool
}
