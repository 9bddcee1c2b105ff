package support

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"time"

	"kioskd/cmd/internal/doctor"
)

// How long a part may take: to ask, to look at a machine, to read a journal.
const (
	quick   = 10 * time.Second
	patient = 45 * time.Second
	long    = 60 * time.Second
)

// parts are the files of a bundle, in the order in which they are made. The folders
// are looked at before a journal at rest is opened, which may mend it.
var parts = []part{
	{"files.txt", "The files of data and logs: size, rights and time of each.", 256 << 10, quick, (*visit).files},
	{"version.json", "Which program this is, and what it is made of.", 64 << 10, quick, (*visit).build},
	{"configuration.json", "What the kiosk is set to, without secrets, and the names of the variables that set it.", 128 << 10, quick, (*visit).configuration},
	{"settings.json", "Which settings from HQ are in force, which updates are known, and HQ's last commands.", 128 << 10, quick, (*visit).settings},
	{"status.json", "How agent, pad, HQ, screen and journal are.", 64 << 10, quick, (*visit).status},
	{"doctor.json", "What kioskd doctor says: each part, with a reason and a next step.", 64 << 10, patient, (*visit).doctor},
	{"journal.json", "What the journal holds: counts, the last facts without their bodies, and whether all of it adds up.", 256 << 10, long, (*visit).journal},
	{"kioskd.log", "The end of the log.", logBytes, quick, (*visit).log},
	{"crash.log", "The end of what was kept of crashes.", 256 << 10, quick, (*visit).crashes},
	{"pad-trace.txt", "What pad and kiosk said to each other last, masked by the pad's driver.", 1 << 20, quick, (*visit).trace},
	{"service.json", "How the operating system sees the service.", 64 << 10, quick, (*visit).service},
	{"machine.json", "Disk, memory, clock and network of the machine.", 64 << 10, quick, (*visit).machine},
	{"stacks.txt", "What every goroutine of the agent did.", 1 << 20, quick, (*visit).stacks},
}

// module is a part of the program that others have made.
type module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
}

func (v *visit) build(_ context.Context, w io.Writer) error {
	b := struct {
		Version string   `json:"version"`
		System  string   `json:"system"`
		Go      string   `json:"go"`
		Modules []module `json:"modules"`
	}{Version: v.Version, System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			b.Modules = append(b.Modules, module{m.Path, m.Version})
		}
	}
	return asJSON(w, b)
}

func (v *visit) settings(_ context.Context, w io.Writer) error {
	if v.insightErr != nil {
		return v.insightErr
	}
	shown := v.insight
	shown.Stacks = "" // a file of their own
	return asJSON(w, shown)
}

func (v *visit) stacks(_ context.Context, w io.Writer) error {
	if v.insightErr != nil {
		return v.insightErr
	}
	_, err := io.WriteString(w, v.insight.Stacks)
	return err
}

func (v *visit) status(ctx context.Context, w io.Writer) error {
	if v.Patient.Status == nil {
		return errAtRest
	}
	s, err := v.Patient.Status(ctx)
	if err != nil {
		return err
	}
	return asJSON(w, s)
}

func (v *visit) doctor(ctx context.Context, w io.Writer) error {
	r := doctor.Examine(ctx, v.Patient, func(string, int, int) {})
	for _, f := range r.Findings {
		if f.Grade != doctor.OK {
			v.findings = append(v.findings, short(v.sieve.String(fmt.Sprintf("%s %s: %s", f.Grade, f.Part, f.Says))))
		}
	}
	return errors.Join(asJSON(w, r), ctx.Err())
}

func (v *visit) service(_ context.Context, w io.Writer) error {
	if v.Service == nil {
		return errors.New("no service manager was asked")
	}
	s, err := v.Service()
	if err != nil {
		return err
	}
	return asJSON(w, s)
}
