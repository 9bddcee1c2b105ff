// Bench measures how fast a kiosk that was offline empties its journal into HQ,
// beside what the parts could do alone, in one run on one machine, and keeps the
// table in docs/performance.md.
//
//	queue ─▶ uplink ─▶ WebSocket ─▶ HQ ─▶ SQLite     beside: the same batches into SQLite
//	queue ─▶ uplink ─▶ WebSocket ─▶ parse, ack       beside: the same bytes one way over gorilla/websocket
//	queue ─▶ uplink ─▶ 50 ms ─────▶ parse, ack       beside: window × batch ÷ round trip
//
// Disks and neighbours differ too much for absolute figures to travel: in each
// round everything takes its turn, each ratio is formed inside a round, and the
// median of the rounds is shown. It is a module of its own, like the queue's, so
// that what it needs stays out of the agent's.
//
//	make bench-sync                   five rounds of 100,000 facts; keeps the table
//	make bench-sync BENCH=--quick     two rounds of 20,000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// config is what the command line says.
type config struct {
	rounds, facts int
	dir, page     string
	quick         bool
}

func parse(args []string, errOut io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("bench-sync", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.IntVar(&c.rounds, "rounds", 5, "how often everything takes its turn")
	flags.IntVar(&c.facts, "facts", 100_000, "how many facts wait")
	flags.BoolVar(&c.quick, "quick", false, "the same as --rounds 2 --facts 20000, and keeps no table")
	flags.StringVar(&c.dir, "dir", "", "where the stores are made; it must be on the disk to be measured")
	flags.StringVar(&c.page, "page", "", "the Markdown file that keeps the table")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	if c.quick {
		c.rounds, c.facts = 2, 20_000
	}
	if c.rounds < 1 || c.facts < 1000 {
		return c, errors.New("at least one round and 1000 facts")
	}
	return c, nil
}

func main() {
	c, err := parse(os.Args[1:], os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-sync:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, c, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench-sync:", err)
		stop()
		os.Exit(1)
	}
}

// run measures in a folder of its own, which is gone afterwards.
func run(ctx context.Context, c config, out, progress io.Writer) (err error) {
	dir, err := os.MkdirTemp(c.dir, "bench-sync-")
	if err != nil {
		return fmt.Errorf("make a folder for the stores: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := &bench{config: c, dir: dir, progress: progress}
	rounds, err := b.all(ctx)
	if err != nil {
		return err
	}
	text := markdown(c, rounds)
	fmt.Fprint(out, text)
	if c.page == "" || c.quick { // a small run is for looking at
		return nil
	}
	return keep(c.page, text)
}
