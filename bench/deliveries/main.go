// Deliveries carries facts from simulated kiosks to our HQ over lines that break
// all the time, and counts what HQ holds in the end.
//
//	uplink ─▶ toxiproxy ─▶ HQ ─▶ SQLite
//	             │           └ killed and started again every few seconds
//	             └ cut after random bytes, reset, silent, slow, sliced
//
// The journals of all kiosks are chains, so that HQ holds every fact, once and in
// its place, exactly when the hash at the end of its chain is the journal's and
// its table has as many rows as distinct places. Both are looked at. It is a
// module of its own, so that what toxiproxy needs stays out of the agent's.
//
//	make test-deliveries                        1,000,000 facts from 10 kiosks
//	make test-deliveries DELIVERIES="--facts 20000 --seed 7"
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

type config struct {
	facts, kiosks int
	seed          uint64
	dir           string
	within        time.Duration
}

func parse(args []string, errOut io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("deliveries", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.IntVar(&c.facts, "facts", 1_000_000, "how many facts all kiosks deliver together")
	flags.IntVar(&c.kiosks, "kiosks", 10, "how many kiosks there are")
	flags.Uint64Var(&c.seed, "seed", 1, "of what goes wrong")
	flags.StringVar(&c.dir, "dir", "", "where HQ's store is made")
	flags.DurationVar(&c.within, "within", 30*time.Minute, "give up after that")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	if c.kiosks < 1 || c.facts < c.kiosks {
		return c, errors.New("at least one kiosk, and a fact for each")
	}
	return c, nil
}

func main() {
	c, err := parse(os.Args[1:], os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "deliveries:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, c, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "deliveries:", err)
		stop()
		os.Exit(1)
	}
}

// run carries the facts and fails unless each arrived once.
func run(ctx context.Context, c config, out, progress io.Writer) (err error) {
	dir, err := os.MkdirTemp(c.dir, "deliveries-")
	if err != nil {
		return fmt.Errorf("make a folder for HQ's store: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx, cancel := context.WithTimeoutCause(ctx, c.within, fmt.Errorf("not everything arrived within %s", c.within))
	defer cancel()
	w, err := newWorld(ctx, c, dir, progress)
	if err != nil {
		return err
	}
	start := time.Now()
	err = w.play(ctx)
	result, counted := w.count(context.WithoutCancel(ctx))
	err = errors.Join(err, counted, w.close(context.WithoutCancel(ctx)))
	if counted == nil {
		fmt.Fprintf(out, "seed %d, %d kiosks, %s: %s\n", c.seed, c.kiosks, time.Since(start).Round(time.Second), result)
	}
	if err == nil && (result.lost > 0 || result.doubled > 0) {
		err = errors.New("facts were lost or doubled")
	}
	return err
}
