package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/doctor"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/support"
	"kioskd/cmd/internal/version"
	"kioskd/installer"
)

type supportCmd struct {
	Out  string `help:"File to write; without it, one in this folder whose name tells kiosk and time." placeholder:"FILE" type:"path"`
	JSON bool   `help:"Print JSON." name:"json"`
}

// Help says what is in it, and what is not.
func (supportCmd) Help() string {
	return `One zip with what somebody far away needs to say what is wrong: versions, settings, what kioskd doctor says, how agent, pad, HQ, screen and journal are, the end of the logs, what the pad said last, the service, the machine. Its manifest.json says what each file is, and why one is not there.

It can be given to anybody. Card numbers are masked; secrets, keys, and what tells of buyers are not in it; of the journal it has counts and times.

It works while no agent runs, with settings that cannot be read, and with a broken journal. HQ's command support-bundle makes one on the kiosk, in the folder "support" of the data folder, where the newest three stay.`
}

// Run writes a bundle.
func (s supportCmd) Run(t *terminal) error {
	k := t.supported()
	path := cmp.Or(s.Out, support.Name(k.Config.Kiosk.ID, time.Now()))
	told, err := support.Make(t.ctx, k, path)
	switch {
	case err != nil:
		return err
	case s.JSON:
		return t.json(told)
	}
	_, err = fmt.Fprintf(t.out, "%s: %s, %d parts\n", told.File, tellBytes(told.Bytes), told.Parts-len(told.Missing))
	for _, m := range told.Missing {
		_, missErr := fmt.Fprintf(t.out, "not in it, or not whole: %s\n", m)
		err = errors.Join(err, missErr)
	}
	return err
}

// supported is this kiosk, for a bundle.
func (t *terminal) supported() support.Kiosk {
	p := t.patient()
	k := t.aboutKiosk(p.Config, t.usualFile())
	k.Patient, k.ConfigErr = p, p.ConfigErr
	running, err := kioskapp.Dial(t.ctx, p.Config.Data)
	if err == nil {
		k.Running = running
		return k
	}
	k.Books = func() (support.Journal, io.Closer, error) { return t.booksAtRest(p.Config, err) }
	return k
}

// booksAtRest opens the journal where no agent has it. why says why no agent was
// reached.
func (t *terminal) booksAtRest(c config.Config, why error) (support.Journal, io.Closer, error) {
	if !errors.Is(why, kioskapp.ErrNotRunning) {
		return nil, nil, why
	}
	if err := t.starting(c); err != nil {
		return nil, nil, err
	}
	b, err := kioskapp.OpenBooks(t.options(c))
	return b, b, err
}

// aboutKiosk is what a bundle needs to know whether or not an agent runs.
func (t *terminal) aboutKiosk(c config.Config, file string) support.Kiosk {
	return support.Kiosk{
		Version: version.String(), Config: c, File: file, Env: t.env,
		Logs: cmp.Or(t.getenv("LOGS_DIRECTORY"), installer.DefaultPlaces().Logs), Service: t.askService,
	}
}

func (t *terminal) askService() (installer.State, error) {
	s, err := t.service()
	if err != nil {
		return installer.State{}, err
	}
	return s.State()
}

// bundleForHQ makes the bundle that HQ asks the running agent for.
func (t *terminal) bundleForHQ(c config.Config) func(context.Context, *kioskapp.App) (any, error) {
	return func(ctx context.Context, a *kioskapp.App) (any, error) {
		k := t.aboutKiosk(c, t.usualFile())
		k.Running = a
		k.Patient = doctor.Patient{
			Version: k.Version, Config: c, Machine: doctor.ThisMachine(), Status: a.Status, Pad: a.PadInfo,
			HQ: func(ctx context.Context) (time.Time, error) { return kioskapp.AskHQ(ctx, c.HQ) },
		}
		return support.Keep(ctx, k)
	}
}
