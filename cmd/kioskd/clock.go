package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type clockCmd struct {
	Show  clockShowCmd  `cmd:"" default:"withargs" help:"Tell what the clock shows, and what is wrong with it."`
	Reset clockResetCmd `cmd:"" help:"Say that the clock is right now: what it has shown before counts no more."`
}

type clockShowCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (c clockShowCmd) Run(t *terminal) error {
	return t.withBooks(func(_ config.Config, b kioskapp.Bookkeeper) error {
		s, err := b.ClockState(t.ctx)
		if err != nil {
			return err
		}
		return t.tellClock(c.JSON, s)
	})
}

type clockResetCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// Run believes the clock, in the running agent or for the next one.
func (c clockResetCmd) Run(t *terminal) error {
	conf, running, err := t.dial()
	if err != nil {
		return err
	}
	if running != nil {
		s, err := running.ClockReset(t.ctx)
		if err != nil {
			return err
		}
		return t.tellClock(c.JSON, s)
	}
	app, err := t.open(conf)
	if err != nil {
		return err
	}
	s, err := app.ClockReset(t.ctx)
	if closed := app.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return t.tellClock(c.JSON, s)
}

func (t *terminal) tellClock(json bool, s kioskapp.ClockState) error {
	if json {
		return t.json(s)
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	line := func(name string, at time.Time) {
		if !at.IsZero() {
			_, _ = fmt.Fprintf(w, "%s\t%s\n", name, at.Local().Format(time.DateTime))
		}
	}
	line("the clock shows", s.Now)
	line("the latest it has shown", s.Floor)
	line("HQ has confirmed", s.Sure)
	line("this program was made", s.Built)
	if s.Doubt != "" {
		_, _ = fmt.Fprintf(w, "wrong\t%s\n", s.Doubt)
	}
	return w.Flush()
}
