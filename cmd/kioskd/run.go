package main

import (
	"fmt"
	"log/slog"
	"time"

	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/version"
)

type runCmd struct{}

// Run serves customers. Its first line on standard output says where the screen
// is, once it can be opened.
func (runCmd) Run(t *terminal) error {
	begun := time.Now()
	c, err := t.load()
	if err != nil {
		return err
	}
	level := &slog.LevelVar{}
	level.Set(c.Log.LevelOrInfo())
	log := slog.New(slog.NewJSONHandler(t.errOut, &slog.HandlerOptions{Level: level}))
	app, err := kioskapp.Open(kioskapp.Options{Config: c, Version: version.String(), Log: log, Level: level, Credentials: t.getenv("CREDENTIALS_DIRECTORY"), Verify: verifyInChild})
	if err != nil {
		return err
	}
	log.Info("kioskd is ready", "version", version.String(), "screen", app.URL(), "pad", c.Pad.Port, "hq", c.HQ.URL, "test", c.TestMode, "took", time.Since(begun).String())
	if err := t.tellScreen(app); err != nil {
		return err
	}
	if err := app.Run(t.ctx); err != nil {
		return err
	}
	log.Info("kioskd has stopped", "served", time.Since(begun).String())
	return nil
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
