package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kioskd/cmd/internal/doctor"
	"kioskd/cmd/internal/kioskapp"
)

// How long an installation's last look may take, and how much of that the pad is
// waited for, which is being connected at that moment.
const (
	lookFor   = 30 * time.Second
	padWithin = 5 * time.Second
	padEvery  = 100 * time.Millisecond
)

// lookOver has the doctor look at what was installed. Nothing that it finds undoes
// the installation: a pad may be plugged in later.
func (t *terminal) lookOver() error {
	own := *t
	var cancel context.CancelFunc
	own.ctx, cancel = context.WithTimeout(t.ctx, lookFor)
	defer cancel()
	own.awaitPad()
	return t.tellUnwell(doctor.Examine(own.ctx, own.patient(), func(string, int, int) {}))
}

// awaitPad gives the agent that was just started time to find its pad.
func (t *terminal) awaitPad() {
	ctx, cancel := context.WithTimeout(t.ctx, padWithin)
	defer cancel()
	short := *t
	short.ctx = ctx
	for ctx.Err() == nil && !short.padIsUp() {
		select {
		case <-ctx.Done():
		case <-time.After(padEvery):
		}
	}
}

// padIsUp reports whether there is nothing to wait for: an agent that cannot be
// asked is for the doctor to find.
func (t *terminal) padIsUp() bool {
	c, err := t.load()
	if err != nil {
		return true
	}
	running, err := kioskapp.Dial(t.ctx, c.Data)
	if err != nil {
		return true
	}
	s, err := running.Status(t.ctx)
	return err != nil || s.Pad.Up
}

// tellUnwell prints what is not as it should be, and counts the rest.
func (t *terminal) tellUnwell(r doctor.Report) error {
	_, err := fmt.Fprintf(t.out, "\nkioskd doctor: %d parts are well, %d are worth a look, %d have failed\n", r.Count(doctor.OK), r.Count(doctor.Warn), r.Count(doctor.Fail))
	r.Findings = slices.DeleteFunc(r.Findings, func(f doctor.Finding) bool { return f.Grade == doctor.OK })
	if err != nil {
		return err
	}
	return t.tellReport(r)
}
