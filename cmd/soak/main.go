//go:build linux

// Soak runs the real programs for hours and looks whether they stay as they were:
// kioskd, kioskhq, and padsim on a real pseudo-terminal. A payment comes every five
// seconds through the local API, as a web app makes it, and everything around it
// breaks meanwhile.
//
//	customers ─▶ kioskd ── pty ──▶ padsim (silence, bit errors, cable pulled)
//	                │
//	              relay (cut, stalled, slow)
//	                │
//	              kioskhq (stopped, killed)
//
// A run has two parts. In the rough one kioskd and kioskhq are ended and started
// again all the time, with kill -9 in every second case. In the steady one they live
// on, while lines and pads go on failing, and it is there that growth is judged: a
// program that is started anew has nothing left of what it has lost.
//
// In the end the books of the VAN, the journal, HQ and the customers are compared,
// entry by entry. A run fails when they differ, when a payment has no end, when a
// program ends by itself, or when something has grown beyond its bound.
//
//	soak --bin DIR --out DIR --hours 2         runs
//	soak --report DIR --doc docs/soak.md       writes the page about a run
//
// Clocks are not moved: a Go program asks the kernel for the time, and only moving
// the machine's own clock would reach it. What kioskd does when clocks jump is
// shown by chaos, in virtual time.
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
	"syscall"
	"time"
)

// options are what the command line says.
type options struct {
	Bin      string        `json:"-"`
	Out      string        `json:"-"`
	Length   time.Duration `json:"length"`
	Interval time.Duration `json:"interval"` // from one payment to the next
	Every    time.Duration `json:"every"`    // from one sample to the next
	Compress float64       `json:"compress"`
	Seed     uint64        `json:"seed"`
	Commit   string        `json:"commit"`
	Machine  string        `json:"machine"`

	report, doc string
}

func parse(args []string, errOut io.Writer) (c options, err error) {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.SetOutput(errOut)
	hours := flags.Float64("hours", 2, "how long customers come")
	flags.StringVar(&c.Bin, "bin", "", "folder of the programs kioskd, kioskhq and padsim")
	flags.StringVar(&c.Out, "out", "", "new folder for everything that the run leaves")
	flags.DurationVar(&c.Interval, "interval", 5*time.Second, "from one payment to the next")
	flags.DurationVar(&c.Every, "sample", 5*time.Second, "from one sample to the next")
	flags.Float64Var(&c.Compress, "compress", 1, "payments, troubles and samples come so many times as often")
	flags.Uint64Var(&c.Seed, "seed", 1, "decides who pays how, and what breaks")
	flags.StringVar(&c.Commit, "commit", "", "of what the programs were built, for the report")
	flags.StringVar(&c.report, "report", "", "folder of a run to be told of; nothing is run")
	flags.StringVar(&c.doc, "doc", "docs/soak.md", "the page to write, with pictures in a folder beside it")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	c.Machine = fmt.Sprintf("%s/%s, %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	c.Length = time.Duration(*hours * float64(time.Hour))
	return c, c.check()
}

func (c options) check() error {
	switch {
	case c.report != "":
		return nil
	case c.Bin == "" || c.Out == "":
		return errors.New("--bin and --out are needed; run it with make soak")
	case c.Length < 10*time.Second || c.Interval <= 0 || c.Every <= 0 || c.Compress < 1:
		return errors.New("--hours has to be ten seconds (0.003) at least, --interval and --sample above 0, --compress 1 or more")
	}
	return nil
}

func main() {
	c, err := parse(os.Args[1:], os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := do(ctx, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		stop()
		os.Exit(1)
	}
}

func do(ctx context.Context, c options, out io.Writer) error {
	if c.report != "" {
		return writeReport(c.report, c.doc)
	}
	result, err := run(ctx, c, out)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, result.line())
	return errors.Join(err, result.verdict())
}
