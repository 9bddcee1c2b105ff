package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/installer"
)

// service returns kioskd as the system's service.
func (t *terminal) service() (*installer.Service, error) {
	return installer.New(installer.Options{Program: installer.DefaultPlaces().Program, Config: t.file})
}

type startCmd struct{}

// Run starts the service, and waits until it serves, where the system can tell.
func (startCmd) Run(t *terminal) error {
	s, err := t.service()
	if err == nil {
		err = installer.CheckRights()
	}
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "kioskd has been started; see how it is with: kioskd status")
	return err
}

type stopCmd struct {
	Wait time.Duration `help:"How long to wait for an open payment to end." default:"10m"`
	Now  bool          `help:"Wait for nothing: a payment that is open is settled at the next start."`
}

// Run stops the service once no payment is open.
func (s stopCmd) Run(t *terminal) error {
	service, err := t.service()
	if err == nil {
		err = installer.CheckRights()
	}
	if err != nil {
		return err
	}
	return t.quietly(s.Now, s.Wait, service.Stop)
}

// quietly does something to the service while no payment is open and none can
// begin.
func (t *terminal) quietly(now bool, wait time.Duration, do func() error) error {
	c, running, err := t.dialSoon()
	if err != nil {
		return err
	}
	if running == nil {
		return do()
	}
	t.warnUnsent(c, running)
	if now {
		return do()
	}
	ctx, cancel := context.WithTimeout(t.ctx, wait)
	defer cancel()
	resume, err := running.Pause(ctx)
	if errors.Is(err, kioskapp.ErrBusy) {
		return fmt.Errorf("%w: nothing was done; try later, or let --now leave the payment to the next start, which settles it", err)
	}
	if err != nil {
		return err
	}
	defer resume()
	return do()
}

// soon bounds the wait for a word of the agent: one that is stuck has to be
// stopped all the same.
const soon = 10 * time.Second

func (t *terminal) dialSoon() (config.Config, kioskapp.Engineer, error) {
	ctx, cancel := context.WithTimeout(t.ctx, soon)
	defer cancel()
	short := *t
	short.ctx = ctx
	c, running, err := short.dial()
	if err != nil && ctx.Err() != nil && t.ctx.Err() == nil {
		_, _ = fmt.Fprintf(t.errOut, "the agent does not answer within %s: it is not asked whether a payment is open\n", soon)
		return c, nil, nil
	}
	return c, running, err
}

// warnUnsent says what HQ does not have yet. It stays on disk.
func (t *terminal) warnUnsent(c config.Config, e kioskapp.Engineer) {
	if q, err := e.QueueStatus(t.ctx); err == nil && q.Waiting > 0 {
		_, _ = fmt.Fprintf(t.errOut, "waiting for HQ: %s; they stay here, and go there after the next start\n", tellWaiting(c, q))
	}
}

type serviceCmd struct{}

// Run is what the service manager of Windows calls. A service has nobody to write
// to but its log.
func (serviceCmd) Run(t *terminal) error {
	t.out = io.Discard
	return installer.RunService(t.ctx, func(ctx context.Context, ready func()) error {
		if done, err := t.inService(ctx).succeeded(ready); done || err != nil {
			return err
		}
		log := t.openLog(installer.DefaultPlaces().Logs)
		err := t.serve(ctx, log, ready)
		if err != nil {
			_, _ = fmt.Fprintln(log, "kioskd:", explain(err)) // there is no console
		}
		return errors.Join(err, log.Close())
	})
}

// inService is a newer version's place: it runs until the service is told to stop,
// and keeps its log where the service keeps it.
func (t *terminal) inService(ctx context.Context) *terminal {
	own := *t
	own.ctx, own.env = ctx, append(slices.Clip(t.env), "LOGS_DIRECTORY="+installer.DefaultPlaces().Logs)
	return &own
}
