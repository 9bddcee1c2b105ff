package installer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"
)

// DefaultPatience is how long an agent may be stuck where the service manager
// watches nothing.
const DefaultPatience = time.Minute

// Watchdog asks the agent again and again whether it is well. What a mere ticker
// would say, a stuck agent says, too.
type Watchdog struct {
	// Check returns nil when all is well. It is given a third of Patience.
	Check func(context.Context) error

	// Patience is how long the agent may be unwell; a third of it lies between two
	// looks.
	Patience time.Duration

	// Alive is called after each look that found all well.
	Alive func()

	// Sick is called after each look that did not, with why.
	Sick func(error)
}

// ErrStuck says that the agent was unwell for too long.
var ErrStuck = errors.New("the agent is stuck")

// Run looks until ctx ends, then returns nil; [ErrStuck] when patience ends first.
func (w Watchdog) Run(ctx context.Context) error {
	well := time.Now()
	tick := time.NewTicker(w.Patience / 3)
	defer tick.Stop()
	for {
		err := w.look(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			well = time.Now()
			w.Alive()
		case time.Since(well) >= w.Patience:
			return fmt.Errorf("%w: %w", ErrStuck, err)
		default:
			w.Sick(err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (w Watchdog) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, w.Patience/3)
	defer cancel()
	return w.Check(ctx)
}

// most is what the stacks of one process may come to, in bytes.
const most = 4 << 20

// Stacks writes down what every goroutine does.
func Stacks(to io.Writer, why string) error {
	text := make([]byte, most)
	text = text[:runtime.Stack(text, true)]
	_, err := fmt.Fprintf(to, "%s; this is what every goroutine does:\n\n%s\n", why, text)
	return err
}

// StopWithin calls late unless ended is closed within a time after ctx has ended.
// It returns when either has happened.
func StopWithin(ctx context.Context, within time.Duration, ended <-chan struct{}, late func()) {
	select {
	case <-ended:
		return
	case <-ctx.Done():
	}
	patience := time.NewTimer(within)
	defer patience.Stop()
	select {
	case <-ended:
	case <-patience.C:
		late()
	}
}
