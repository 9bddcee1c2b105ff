// Bench measures the queue beside its peers, in one run on one machine, and
// keeps the table in docs/performance.md.
//
// Disks, hosts and neighbours differ too much for absolute figures to travel, so
// everything is measured in rounds: in a round every contender takes its turn,
// and each ratio is formed inside a round. What is shown is the median of the
// rounds.
//
//	round 1   raw ▪ kioskd ▪ bbolt ▪ SQLite ▪ …     ratios of round 1 ┐
//	round 2   kioskd ▪ bbolt ▪ SQLite ▪ … ▪ raw     ratios of round 2 ├─▶ medians ─▶ table
//	round 3   bbolt ▪ SQLite ▪ … ▪ raw ▪ kioskd     ratios of round 3 ┘
//
// It is a module of its own, so that what the peers need stays out of the
// agent's go.mod. Every contender makes a record durable before it returns; none
// is measured with its flushes off.
//
//	make bench-queue                   everything, about ten minutes; keeps the table
//	make bench-queue BENCH=--quick     a small run, under two minutes
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

// config is what the command line says.
type config struct {
	rounds int
	turn   time.Duration // how long a contender is measured
	facts  int           // that wait, in the grown states
	dir    string        // where the stores lie
	page   string        // which file keeps the table
	quick  bool

	count   string // measure nothing: put records into this contender …
	puts    int    // … so many …
	callers int    // … by so many callers
}

func parse(args []string, errOut io.Writer) (config, error) {
	c := config{}
	flags := flag.NewFlagSet("bench-queue", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.IntVar(&c.rounds, "rounds", 5, "how often everything takes its turn")
	flags.DurationVar(&c.turn, "turn", 500*time.Millisecond, "how long one turn lasts")
	flags.IntVar(&c.facts, "facts", 1_000_000, "how many facts wait in the grown states")
	flags.BoolVar(&c.quick, "quick", false, "the same as --rounds 3 --turn 150ms --facts 100000")
	flags.StringVar(&c.dir, "dir", "", "where the stores are made; it must be on the disk to be measured")
	flags.StringVar(&c.page, "page", "", "the Markdown file that keeps the table, unless --quick")
	flags.StringVar(&c.count, "count", "", "only put records into this contender, for a tracer to count")
	flags.IntVar(&c.puts, "puts", 0, "with --count: how many")
	flags.IntVar(&c.callers, "callers", 1, "with --count: by how many callers")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	if c.quick {
		c.rounds, c.turn, c.facts = 3, 150*time.Millisecond, 100_000
	}
	if c.rounds < 1 || c.turn <= 0 || c.facts < 1000 || c.callers < 1 {
		return c, errors.New("at least one round, a turn longer than nothing, 1000 facts and one caller")
	}
	return c, nil
}

func main() {
	c, err := parse(os.Args[1:], os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-queue:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, c, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench-queue:", err)
		stop()
		os.Exit(1)
	}
}

// run measures in a folder of its own, which is gone afterwards.
func run(ctx context.Context, c config, out, progress io.Writer) (err error) {
	dir, err := os.MkdirTemp(c.dir, "bench-queue-")
	if err != nil {
		return fmt.Errorf("make a folder for the stores: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if c.count != "" {
		return putOnly(ctx, c, dir)
	}
	b := bench{config: c, dir: dir, progress: progress}
	report, err := b.all(ctx)
	if err != nil {
		return err
	}
	text := report.markdown()
	fmt.Fprint(out, text)
	if c.page == "" || c.quick { // a small run is for looking at
		return nil
	}
	return keep(c.page, text)
}
