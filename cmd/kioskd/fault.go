package main

import (
	"fmt"
	"io"
	"slices"

	"kioskd/agent"
)

type faultCmd struct {
	Number   int  `arg:"" optional:"" help:"Its number, as the screen, a log or kioskd status shows it."`
	Markdown bool `help:"Print the page docs/faults.md." hidden:""`
	JSON     bool `help:"Print JSON." name:"json"`
}

// Run explains one fault, or lists all.
func (f faultCmd) Run(t *terminal) error {
	all := agent.Faults()
	if f.Number != 0 {
		at := slices.IndexFunc(all, func(one agent.Fault) bool { return one.Number == f.Number })
		if at < 0 {
			return fmt.Errorf("there is no fault %d: kioskd fault lists those that there are", f.Number)
		}
		all = all[at : at+1]
	}
	switch {
	case f.JSON:
		return t.json(all)
	case f.Markdown:
		return faultsPage(t.out, all)
	}
	for _, one := range all {
		if _, err := fmt.Fprintf(t.out, "%d  %s\n     → %s\n", one.Number, one.Text, one.Next); err != nil {
			return err
		}
	}
	return nil
}

// faultsPage writes docs/faults.md.
func faultsPage(out io.Writer, all []agent.Fault) error {
	_, err := fmt.Fprint(out, "# Faults\n\n"+
		"For the person in front of the kiosk, and the one on the telephone. The screen, the staff page, HQ, the log and\n"+
		"`kioskd status` show a fault by its number, which never changes its meaning. `kioskd fault 117` explains one.\n\n"+
		"This page is made by `kioskd fault --markdown > docs/faults.md`; a test says when it is stale.\n")
	group := ""
	for _, f := range all {
		if err != nil {
			return err
		}
		if g := agent.FaultGroup(f.Number); g != group {
			group = g
			_, err = fmt.Fprintf(out, "\n## %s\n\n| Number | What is wrong | What to do next |\n| --- | --- | --- |\n", g)
		}
		if err == nil {
			_, err = fmt.Fprintf(out, "| %d | %s | %s |\n", f.Number, f.Text, f.Next)
		}
	}
	return err
}
