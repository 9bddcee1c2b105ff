// Chaos lives through the whole system again and again, in virtual time, each
// time from another seed: customers, kiosk, card pad, VAN, disk, network and HQ,
// with everything failing that can fail. After each seed the ledgers of VAN,
// kiosk and HQ have to agree.
//
//	chaos --seeds 10000                all kinds of faults, on all processors
//	chaos --seed 4711 --timeline       one seed, and what happened in it
//	chaos --seeds 500 --only power,cable
//	chaos --seeds 2000 --with phones
//	chaos --minutes 60 --json
//	chaos --seeds 200 --repeat 3       the same seeds have the same timelines
//
// A parent hands seeds to workers, processes of this same program that run on one
// processor each, and looks after them: a seed that hangs or takes its worker
// down is a failure like any other, with the stacks of all goroutines. The last
// line says all:
//
//	seeds=10000 lost=0 doubled=0 unexplained=0 stuck=0 charged=98123 seeds_per_second=71.3
//
// It exits with 0 if nothing was found, 1 if something was, and 2 if it was
// called wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"kioskd/cmd/chaos/internal/world"
)

// config is what the command line says.
type config struct {
	first, seeds uint64
	repeat       uint64 // how often each seed is lived through
	minutes      float64
	only         []string
	with         []string // families beside the seed's own
	pad          string
	json         bool
	timeline     bool
	stop         bool // at the first failure
	workers      int
	watchdog     time.Duration
}

func parse(args []string, errOut io.Writer) (config, error) {
	var c config
	var only, with string
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.Uint64Var(&c.first, "seed", 1, "the first seed")
	flags.Uint64Var(&c.seeds, "seeds", 0, "how many seeds, one after the other; default 1 with --seed, else 1000")
	flags.Uint64Var(&c.repeat, "repeat", 1, "live through all seeds so often, and compare what happened")
	flags.Float64Var(&c.minutes, "minutes", 0, "go on for so long instead of counting seeds")
	flags.StringVar(&only, "only", "", "families of faults, by name, with commas between; see --help")
	flags.StringVar(&with, "with", "", "families that every seed has beside its own choice")
	flags.StringVar(&c.pad, "pad", "", "the only kind of pad: "+strings.Join(world.Pads(), " or "))
	flags.BoolVar(&c.json, "json", false, "print one JSON object at the end")
	flags.BoolVar(&c.timeline, "timeline", false, "print what happened, also where nothing is wrong")
	flags.BoolVar(&c.stop, "stop", false, "stop at the first failure")
	flags.IntVar(&c.workers, "workers", runtime.NumCPU(), "how many seeds at a time")
	flags.DurationVar(&c.watchdog, "watchdog", 2*time.Minute, "how long a seed may take before it counts as hung")
	flags.Usage = func() { usage(flags) }
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	if only != "" {
		c.only = strings.Split(only, ",")
	}
	if with != "" {
		c.with = strings.Split(with, ",")
	}
	return c, c.check(flags)
}

func (c *config) check(flags *flag.FlagSet) error {
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%q is not understood; see --help", flags.Arg(0))
	case given["seeds"] && c.seeds == 0, c.workers < 1, c.watchdog <= 0, c.minutes < 0, c.repeat == 0:
		return errors.New("--seeds, --repeat, --workers, --watchdog and --minutes want more than nothing")
	case c.minutes > 0 && c.repeat > 1:
		return errors.New("--repeat goes with --seeds: what is lived through again has to have an end")
	case c.pad != "" && !slices.Contains(world.Pads(), c.pad):
		return fmt.Errorf("no pad is called %q: there is %s", c.pad, strings.Join(world.Pads(), ", "))
	case c.minutes > 0 && given["seeds"]:
		return errors.New("give --seeds or --minutes, not both")
	case c.minutes > 0:
		c.seeds = 1 << 62
	case c.seeds == 0 && given["seed"]:
		c.seeds = 1
	case c.seeds == 0:
		c.seeds = 1000
	}
	return world.Known(slices.Concat(c.only, c.with))
}

func usage(flags *flag.FlagSet) {
	out := flags.Output()
	_, _ = fmt.Fprintln(out, "Usage of chaos:")
	flags.PrintDefaults()
	_, _ = fmt.Fprintln(out, "\nFamilies of faults:")
	for _, f := range world.Faults() {
		_, _ = fmt.Fprintf(out, "  %-10s %s\n", f.Name, f.About)
	}
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == workerWord {
		work(os.Stdin, os.Stdout)
	}
	c, err := parse(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	s, err := run(ctx, c, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
	}
	if err != nil || s.failed() {
		os.Exit(1)
	}
}
