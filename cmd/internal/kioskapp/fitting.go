package kioskapp

import (
	"context"
	"fmt"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/drivers"
)

// fitting is a pad's driver with its way, from when the settings want it to when
// they want another.
type fitting struct {
	drivers.Pad
	way    *way
	config config.Pad

	life    context.Context    // ends when another is in its place
	end     context.CancelFunc // ends life
	running chan struct{}      // taken while Run runs
}

// fit builds the pad of a configuration. It touches nothing.
func (a *App) fit(c config.Config) (*fitting, error) {
	o := a.o
	o.Config = c
	pad, way, err := newPad(o, a.agent, a.numbers.resent)
	if err != nil {
		return nil, err
	}
	f := fitted(pad)
	f.way, f.config = way, c.Pad
	return f, nil
}

func fitted(pad drivers.Pad) *fitting {
	f := &fitting{Pad: pad, running: make(chan struct{}, 1)}
	f.life, f.end = context.WithCancel(context.Background())
	return f
}

// run runs the driver until ctx ends, or another pad is in its place.
func (f *fitting) run(ctx context.Context) error {
	f.running <- struct{}{}
	defer func() { <-f.running }()
	if f.life.Err() != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(f.life, cancel)()
	return f.Pad.Run(ctx)
}

// replaceWithin bounds how long a driver may take to let go of its pad.
const replaceWithin = 10 * time.Second

// replace puts another pad in the place of the one in use, once nobody calls that
// one and its driver has let go of it.
func (s *sharedPad) replace(ctx context.Context, next *fitting) error {
	ctx, cancel := context.WithTimeout(ctx, replaceWithin)
	defer cancel()
	if err := s.take(ctx); err != nil {
		return err
	}
	defer s.give()
	old := s.now()
	old.end()
	select {
	case old.running <- struct{}{}:
		defer func() { <-old.running }()
	case <-ctx.Done():
		return fmt.Errorf("the pad at %s is not let go: %w", old.config.Port, ctx.Err())
	}
	s.at.Store(next)
	return old.Pad.Close()
}
