package doctor

import (
	"context"
	"strings"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

// Patient is the kiosk that is looked over.
type Patient struct {
	Version string

	// Config is how the kiosk is set up; ConfigErr says why it cannot be read, and
	// then only what needs no configuration is looked at.
	Config    config.Config
	ConfigErr error

	// Status returns how the agent that runs is; without one, how the journal is,
	// with Running unset. [ErrNoJournal] means that none has been made yet.
	Status func(context.Context) (kioskapp.Status, error)

	// Pad asks the pad, through the agent or by itself.
	Pad func(context.Context) (kioskapp.PadInfo, error)

	// HQ asks HQ for its time.
	HQ func(context.Context) (time.Time, error)

	// Machine is what the operating system knows.
	Machine Machine
}

// visit is one examination of a patient.
type visit struct {
	Patient
	status    kioskapp.Status
	statusErr error
	pad       kioskapp.PadInfo
	padErr    error
	hqTime    time.Time
	hqErr     error
	asked     time.Time // when HQ answered
}

// part is one thing to look at.
type part struct {
	name    string
	look    func(*visit, context.Context) Finding
	without bool // needs no configuration
}

var parts = []part{
	{name: "settings", look: (*visit).settings, without: true},
	{name: "service", look: (*visit).service, without: true},
	{name: "agent", look: (*visit).agent},
	{name: "port", look: (*visit).port},
	{name: "pad", look: (*visit).cardPad},
	{name: "printer", look: (*visit).printer},
	{name: "HQ", look: (*visit).hq},
	{name: "clock", look: (*visit).clock},
	{name: "disk", look: (*visit).disk},
	{name: "rights", look: (*visit).rights},
	{name: "journal", look: (*visit).journal},
	{name: "screen", look: (*visit).screen},
	{name: "browser", look: (*visit).browser, without: true},
	{name: "policy", look: (*visit).policy, without: true},
	{name: "voices", look: (*visit).voices, without: true},
}

// Examine looks at every part in turn. Before each it calls tell with the name of
// the part, how many were done, and how many there are.
func Examine(ctx context.Context, p Patient, tell func(part string, done, all int)) Report {
	v := &visit{Patient: p}
	r := Report{Version: p.Version}
	for i, part := range parts {
		if p.ConfigErr != nil && !part.without {
			continue
		}
		tell(part.name, i, len(parts))
		f := part.look(v, ctx)
		f.Part, f.Says = part.name, strings.Join(strings.Fields(f.Says), " ") // an error may have several lines
		r.Findings = append(r.Findings, f)
	}
	r.Running = v.status.Running
	return r
}

func (v *visit) settings(context.Context) Finding {
	if v.ConfigErr != nil {
		return fail(v.ConfigErr.Error(), "Mend the configuration; kioskd config prints one to compare with.")
	}
	if v.Config.TestMode {
		return warn("test mode: the pad is simulated, and no money moves", "Set test_mode = false before customers come.")
	}
	return good("kiosk " + v.Config.Kiosk.ID)
}
