package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/version"
	"kioskd/installer"
)

type runCmd struct{}

// Run serves customers. Its first line on standard output says where the screen
// is, once it can be opened.
func (runCmd) Run(t *terminal) error {
	if done, err := t.succeeded(func() {}); done || err != nil {
		return err
	}
	ctx, stop := t.untilInputEnds(t.ctx)
	defer stop()
	log := t.openLog(t.getenv("LOGS_DIRECTORY"))
	return errors.Join(t.serve(ctx, log, func() {}), log.Close())
}

// serve runs the agent until ctx ends. ready is called once it serves.
func (t *terminal) serve(ctx context.Context, log *logbook, ready func()) error {
	begun := time.Now()
	c, err := t.load()
	if err != nil {
		return err
	}
	level := &slog.LevelVar{}
	level.Set(c.Log.LevelOrInfo())
	to := log.logger(level)
	app, err := kioskapp.Open(kioskapp.Options{Config: c, Version: version.String(), Log: to, Level: level, Credentials: t.getenv("CREDENTIALS_DIRECTORY"), Verify: verifyInChild, Bundle: t.bundleForHQ(c), Installed: t.getenv(startedBy)})
	if err != nil {
		return err
	}
	to.Info("kioskd is ready", "version", version.String(), "screen", app.URL(), "pad", c.Pad.Port, "hq", c.HQ.URL, "test", c.TestMode, "took", time.Since(begun).String())
	if err := t.tellScreen(app); err != nil {
		return err
	}
	if err := t.watched(ctx, app, log, ready); err != nil {
		return err
	}
	to.Info("kioskd has stopped", "served", time.Since(begun).String())
	return nil
}

// stopPatience is how long a stop may take before it counts as hanging: a payment
// at the pad is given its moment, see [agent.Deadlines].
const stopPatience = 45 * time.Second

// watched runs the agent beside what looks whether it is alive. One that is stuck,
// or does not stop, is ended with the stacks of all that it did.
func (t *terminal) watched(ctx context.Context, app *kioskapp.App, log io.Writer, ready func()) error {
	ctx, stop := context.WithCancelCause(ctx)
	ended := make(chan struct{})
	var beside sync.WaitGroup
	beside.Go(func() {
		installer.StopWithin(ctx, stopPatience, ended, func() {
			_ = installer.Stacks(log, fmt.Sprintf("kioskd has not stopped within %s", stopPatience)) // told or not, it ends
			t.exit(1)
		})
	})
	beside.Go(func() {
		if err := t.watchdog(app, log, ready).Run(ctx); err != nil {
			_ = installer.Stacks(log, err.Error())
			stop(err)
		}
	})
	err := app.Run(ctx)
	if cause := context.Cause(ctx); errors.Is(cause, installer.ErrStuck) {
		err = errors.Join(err, cause)
	}
	close(ended)
	stop(nil)
	beside.Wait()
	return err
}

// watchdog tells the service manager that the agent is ready, when the first look
// at it has found all well, and after that that it is alive.
func (t *terminal) watchdog(app *kioskapp.App, log io.Writer, ready func()) installer.Watchdog {
	manager, first := installer.FromEnvironment(t.getenv), true
	tell := func(err error) {
		if err != nil {
			_, _ = fmt.Fprintln(log, "kioskd:", err) // the log is all there is
		}
	}
	patience := installer.DefaultPatience
	if manager.Patience > 0 {
		patience = manager.Patience * 3 / 4 // before the manager ends it without a word
	}
	return installer.Watchdog{
		Check: app.Healthy, Patience: patience, Sick: func(why error) { tell(manager.Sick(why)) },
		Alive: func() {
			if first {
				first = false
				tell(manager.Ready())
				ready()
			}
			tell(manager.Alive(app.Summary()))
		},
	}
}

// tellScreen says where the screen is. The address that opens it goes to a person
// at a terminal alone: what a service prints is kept, and read by others.
func (t *terminal) tellScreen(app *kioskapp.App) error {
	if _, err := fmt.Fprintf(t.out, "kioskd serves the screen on %s\n", app.URL()); err != nil {
		return err
	}
	if !isTerminal(t.out) {
		return nil
	}
	address, err := app.ScreenURL(t.ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "open it, once:  %s\nanother one:    kioskd screen url\n", address)
	return err
}
