package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"kioskd/cmd/internal/doctor"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/version"
)

type doctorCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// Help says what is looked at, and by whom.
func (doctorCmd) Help() string {
	return `It looks at the service, the card pad, HQ, the clock, the disk, the journal and the screen, and says of each if it is ok, worth a look (warn) or broken (fail), why, and what to do next. It asks the agent that runs, and looks for itself where none does. It changes nothing and charges nothing. Exit code 1 when something has failed.`
}

// Run looks the kiosk over.
func (d doctorCmd) Run(t *terminal) error {
	p := t.progress("doctor")
	report := doctor.Examine(t.ctx, t.patient(), func(part string, done, all int) {
		p.at("looking at "+part+",", uint64(done), uint64(all))
	})
	p.end()
	if err := t.ctx.Err(); err != nil {
		return err
	}
	tell := t.tellReport
	if d.JSON {
		tell = func(r doctor.Report) error { return t.json(r) }
	}
	err := tell(report)
	if err == nil && !report.Well() {
		err = fmt.Errorf("%d of %d parts have failed", report.Count(doctor.Fail), len(report.Findings))
	}
	return err
}

// patient is this kiosk as it is set up.
func (t *terminal) patient() doctor.Patient {
	p := doctor.Patient{Version: version.String(), Machine: doctor.ThisMachine()}
	if p.Config, p.ConfigErr = t.load(); p.ConfigErr != nil {
		return p
	}
	p.HQ = func(ctx context.Context) (time.Time, error) { return kioskapp.AskHQ(ctx, p.Config.HQ) }
	running, err := kioskapp.Dial(t.ctx, p.Config.Data)
	switch {
	case errors.Is(err, kioskapp.ErrNotRunning):
		o := t.options(p.Config)
		p.Status = func(ctx context.Context) (kioskapp.Status, error) { return statusAtRest(ctx, o) }
		p.Pad = func(ctx context.Context) (kioskapp.PadInfo, error) { return t.probe(ctx, o) }
	case err != nil:
		p.Status = func(context.Context) (kioskapp.Status, error) { return kioskapp.Status{}, err }
		p.Pad = func(context.Context) (kioskapp.PadInfo, error) { return kioskapp.PadInfo{}, err }
	default:
		p.Status, p.Pad = running.Status, running.PadInfo
	}
	return p
}

// statusAtRest looks at the journal while no agent runs, where there is one.
func statusAtRest(ctx context.Context, o kioskapp.Options) (s kioskapp.Status, err error) {
	made, err := kioskapp.HasJournal(o.Config.Data)
	if err == nil && !made {
		err = doctor.ErrNoJournal
	}
	if err != nil {
		return s, err
	}
	books, err := kioskapp.OpenBooks(o)
	if err != nil {
		return s, err
	}
	s, err = books.Status(ctx)
	return s, errors.Join(err, books.Close())
}

// probe asks the pad while no agent runs, without a journal: nothing is charged
// and nothing confirmed.
func (t *terminal) probe(ctx context.Context, o kioskapp.Options) (i kioskapp.PadInfo, err error) {
	p, err := kioskapp.NewProbe(o)
	if err != nil {
		return i, err
	}
	err = t.reach(p, func() error {
		i, err = p.PadInfo(ctx)
		return err
	})
	return i, err
}

// tellReport prints a line for each part, and the next steps below it.
func (t *terminal) tellReport(r doctor.Report) error {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, f := range r.Findings {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", f.Grade, f.Part, f.Says)
		if f.Next != "" {
			_, _ = fmt.Fprintf(w, "\t\t→ %s\n", f.Next)
		}
	}
	return w.Flush()
}
