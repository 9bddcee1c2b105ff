package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/installer"
)

type statusCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// Run tells how everything is. It exits with 1 when no agent is running.
func (s statusCmd) Run(t *terminal) error {
	return t.withBooks(func(c config.Config, e kioskapp.Bookkeeper) error {
		status, err := e.Status(t.ctx)
		if err != nil {
			return err
		}
		at := t.serviceState()
		if s.JSON {
			err = t.json(fullStatus{status, at})
		} else {
			err = tellStatus(t.out, c, status, at)
		}
		if err == nil && !status.Running {
			err = fmt.Errorf("%w; start it with: kioskd run", kioskapp.ErrNotRunning)
		}
		return err
	})
}

// fullStatus is how the agent is, and how the system sees it.
type fullStatus struct {
	kioskapp.Status
	Service *installer.State `json:"service,omitempty"` // nil where no service manager could be asked
}

// serviceState asks the service manager, where there is one.
func (t *terminal) serviceState() *installer.State {
	s, err := t.service()
	if err != nil {
		return nil
	}
	at, err := s.State()
	if err != nil {
		return nil
	}
	return &at
}

func tellService(s *installer.State) string {
	switch {
	case s == nil:
		return "no service manager here"
	case !s.Installed:
		return "not installed: kioskd install"
	case !s.AtBoot:
		return s.Word + "; does not start with the machine: kioskd install"
	}
	return s.Word + ", starts with the machine"
}

func tellStatus(out io.Writer, c config.Config, s kioskapp.Status, at *installer.State) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, value string) { _, _ = fmt.Fprintf(w, "%s\t%s\n", name, value) }
	line("kiosk", s.Kiosk+" ("+s.Version+")")
	if s.Test {
		line("test mode", "simulated pad; no money moves")
	}
	line("service", tellService(at))
	line("screen", unlessAtRest(s, string(s.State)))
	if s.Fault != nil {
		line("fault", fmt.Sprintf("%d: %s; %s", s.Fault.Number, s.Fault.Text, s.Fault.Next))
	}
	line("pad", unlessAtRest(s, upOrWhy(s.Pad.Up, s.Pad.Pad, s.Pad.Reason)))
	if s.Noise >= kioskapp.NoisyLine {
		line("pad's line", tellNoise(s.Noise))
	}
	if c.Printer.Port != "" {
		line("receipt printer", unlessAtRest(s, tellPrinter(s.Printer)))
	}
	line("HQ", unlessAtRest(s, tellHQ(s)))
	if s.Clock != nil && s.Clock.Doubt != "" {
		line("clock", s.Clock.Doubt)
	}
	if s.ThirdParty != nil {
		tellPartner(line, s.ThirdParty)
	}
	line("journal", fmt.Sprintf("%d facts in %s", s.Queue.Facts, s.Queue.Folder))
	if news := kioskapp.News(s.Queue.Opening); news != "" {
		line("journal's last start", news)
	}
	line("waiting for HQ", tellWaiting(c, s.Queue))
	if s.Queue.Error != "" {
		line("journal fault", s.Queue.Error)
	}
	return w.Flush()
}

// unlessAtRest keeps what only a running agent knows from looking like a fault
// when none runs.
func unlessAtRest(s kioskapp.Status, value string) string {
	if !s.Running {
		return "not asked, no agent is running"
	}
	return value
}

func upOrWhy(up bool, name, why string) string {
	switch {
	case up:
		return "connected: " + name
	case why == "":
		return "not connected"
	}
	return "not connected: " + why
}

func tellPrinter(p *pay.Printer) string {
	switch {
	case p == nil:
		return "not set when the agent was started"
	case p.Reason == "":
		return string(p.State)
	}
	return string(p.State) + ": " + p.Reason
}

func tellHQ(s kioskapp.Status) string {
	switch {
	case s.HQ == nil:
		return "none is set: facts stay here"
	case s.HQ.Fork != "":
		return "takes no more facts: " + s.HQ.Fork
	case s.HQ.Connected:
		return fmt.Sprintf("connected to %s since %s", s.HQ.HQ, s.HQ.Since.Local().Format(time.DateTime))
	}
	return upOrWhy(false, "", s.HQ.Error)
}

func tellWaiting(c config.Config, q kioskapp.Queue) string {
	if q.Waiting == 0 {
		return "nothing"
	}
	return fmt.Sprintf("%d facts, %s, the oldest since %s", q.Waiting, c.Catalogue.Currency.Format(amount(q.Sum)), q.Oldest.Local().Format(time.DateTime))
}
