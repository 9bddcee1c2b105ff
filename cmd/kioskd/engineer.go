package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/version"
)

// explain adds the next step that a fault carries.
func explain(err error) string {
	var f *agent.Fault
	if errors.As(err, &f) {
		return err.Error() + "\n  next: " + f.Next
	}
	return err.Error()
}

// dial reads the configuration and returns the agent that runs on its data
// folder, nil where none does.
func (t *terminal) dial() (config.Config, kioskapp.Engineer, error) {
	c, err := t.load()
	if err != nil {
		return c, nil, err
	}
	running, err := kioskapp.Dial(t.ctx, c.Data)
	if errors.Is(err, kioskapp.ErrNotRunning) {
		return c, nil, nil
	}
	return c, running, err
}

// withPad hands over the running agent or, when none runs, an agent of its own
// that has settled what was open and has reached the pad.
func (t *terminal) withPad(do func(config.Config, kioskapp.Engineer) error) error {
	c, running, err := t.dial()
	if err != nil {
		return err
	}
	if running != nil {
		return do(c, running)
	}
	app, err := t.open(c)
	if err != nil {
		return err
	}
	return t.reach(app, func() error { return do(c, app) })
}

// askPad is withPad for questions, which need no journal where there is none:
// none is made by asking.
func (t *terminal) askPad(do func(config.Config, kioskapp.PadAsker) error) error {
	c, running, err := t.dial()
	if err != nil {
		return err
	}
	if running != nil {
		return do(c, running)
	}
	own, err := t.asker(c)
	if err != nil {
		return err
	}
	return t.reach(own, func() error { return do(c, own) })
}

// asker is a pad to ask, while no agent runs.
type asker interface {
	reachable
	kioskapp.PadAsker
}

func (t *terminal) asker(c config.Config) (asker, error) {
	made, err := kioskapp.HasJournal(c.Data)
	if err != nil {
		return nil, err
	}
	if made {
		return t.open(c)
	}
	_, _ = fmt.Fprintf(t.errOut, "there is no journal in %s: asking the pad without one\n", c.Data)
	return kioskapp.NewProbe(t.options(c))
}

// reachable is a way to the pad that this command opens by itself.
type reachable interface {
	Run(context.Context) error
	AwaitPad(context.Context) error
}

// padPatience is how long a command waits for a pad to answer.
const padPatience = 20 * time.Second

// reach runs a way to the pad, and does something once the pad is there.
func (t *terminal) reach(way reachable, do func() error) error {
	return t.beside(way, func(ctx context.Context) error {
		patient, cancel := context.WithTimeout(ctx, padPatience)
		err := way.AwaitPad(patient)
		cancel()
		if err != nil {
			return err
		}
		return do()
	})
}

// beside runs a way to the pad for as long as something is done.
func (t *terminal) beside(way reachable, do func(context.Context) error) error {
	ctx, stop := context.WithCancel(t.ctx)
	ended := make(chan error, 1)
	go func() { ended <- way.Run(ctx) }()
	err := do(ctx)
	stop()
	return errors.Join(err, <-ended)
}

func (t *terminal) open(c config.Config) (*kioskapp.App, error) {
	return kioskapp.Open(t.options(c))
}

// options are those of a command that is typed while no agent runs.
func (t *terminal) options(c config.Config) kioskapp.Options {
	log := slog.New(slog.NewTextHandler(t.errOut, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return kioskapp.Options{Config: c, Version: version.String(), Log: log, Credentials: t.getenv("CREDENTIALS_DIRECTORY"), Offline: true}
}

// tellMark says what a pad remembers.
func tellMark(c config.Config, m pay.Mark) string {
	if m.Empty {
		return "the pad remembers no approval"
	}
	return fmt.Sprintf("last approval %s, %s, %s by the pad's clock", m.Number, c.Catalogue.Currency.Format(m.Amount), m.At)
}
