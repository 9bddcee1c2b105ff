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

// withJournal hands over the running agent or, when none runs, the journal
// itself.
func (t *terminal) withJournal(do func(config.Config, kioskapp.Engineer) error) error {
	c, err := t.load()
	if err != nil {
		return err
	}
	running, err := kioskapp.Dial(t.ctx, c.Data)
	if err == nil {
		return do(c, running)
	}
	if !errors.Is(err, kioskapp.ErrNotRunning) {
		return err
	}
	app, err := t.open(c)
	if err != nil {
		return err
	}
	return errors.Join(do(c, app), app.Close())
}

// withPad hands over the running agent or, when none runs, an agent of its own
// that has settled what was open and has reached the pad.
func (t *terminal) withPad(do func(config.Config, kioskapp.Engineer) error) error {
	c, err := t.load()
	if err != nil {
		return err
	}
	running, err := kioskapp.Dial(t.ctx, c.Data)
	if err == nil {
		return do(c, running)
	}
	if !errors.Is(err, kioskapp.ErrNotRunning) {
		return err
	}
	app, err := t.open(c)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(t.ctx)
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	err = t.reached(app)
	if err == nil {
		err = do(c, app)
	}
	stop()
	return errors.Join(err, <-ended)
}

// padPatience is how long a command waits for a pad to answer.
const padPatience = 20 * time.Second

func (t *terminal) reached(app *kioskapp.App) error {
	ctx, cancel := context.WithTimeout(t.ctx, padPatience)
	defer cancel()
	_, err := kioskapp.AwaitPad(ctx, app.Agent())
	return err
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
