package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type padInfoCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// Run asks the pad what it is.
func (p padInfoCmd) Run(t *terminal) error {
	return t.askPad(func(_ config.Config, e kioskapp.PadAsker) error {
		i, err := e.PadInfo(t.ctx)
		if err != nil {
			return err
		}
		if p.JSON {
			return t.json(i)
		}
		return t.tellPad(i)
	})
}

func (t *terminal) tellPad(i kioskapp.PadInfo) error {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			_, _ = fmt.Fprintf(w, "%s\t%s\n", name, value)
		}
	}
	line("pad", upOrWhy(i.Link.Up, i.Link.Pad, i.Link.Reason))
	line("driver", fmt.Sprintf("%s, for %s", i.Driver, i.Title))
	line("address", i.Way)
	line("line", tellNoise(i.Noise))
	line("can also", strings.Join(i.Powers, ", "))
	if i.Pad != nil {
		for _, name := range slices.Sorted(maps.Keys(i.Pad.Versions)) {
			line(name, i.Pad.Versions[name])
		}
		for _, part := range i.Pad.Parts {
			line(part.Name, goodOrBad(part.OK)+": "+part.Says)
		}
	}
	return w.Flush()
}

func tellNoise(n int) string {
	switch {
	case n >= kioskapp.NoisyLine:
		return fmt.Sprintf("broken messages within the hour: %d; check the cable, its plugs, and that nothing else is on this port", n)
	case n > 0:
		return fmt.Sprintf("broken messages within the hour: %d", n)
	}
	return "clean"
}

func goodOrBad(ok bool) string {
	if ok {
		return "good"
	}
	return "bad"
}
