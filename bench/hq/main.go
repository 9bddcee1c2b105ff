// Bench measures what an HQ on PostgreSQL carries, with the server beside it on the
// same machine, and keeps the table in docs/performance.md.
//
//	ingest   messages encoded beforehand ─▶ kioskhq ─▶ PostgreSQL    beside: pgx, the same rows in batches
//	storm    kioskhq load, all connections cut at once ─▶ kioskhq    peak memory, plain and with TLS
//	killed   kioskhq load ─▶ two kioskhq processes, one killed with -9: lost, doubled
//
// Ingest is counted in seconds of processor, of HQ and of the server together, for a
// million facts: neighbours on the machine make everything slower, but do not add
// to that. Everything runs for real: the program that is shipped, a server that
// waits for its disk.
//
//	make bench-hq                   about ten minutes; keeps the table
//	make bench-hq BENCH=--quick     one minute
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"kioskd/sync/hq/store/postgres/pgtest"
)

// config is what the command line says.
type config struct {
	kioskhq, page         string // the program, and the file that keeps the table
	facts, rounds, kiosks int
	quick                 bool
	only                  string
}

func parse(args []string, errOut io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("bench-hq", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.StringVar(&c.kioskhq, "kioskhq", "bin/kioskhq", "the program that is measured")
	flags.IntVar(&c.facts, "facts", 200_000, "how many facts are taken in, in each round")
	flags.IntVar(&c.rounds, "rounds", 3, "how often ingest takes its turn")
	flags.IntVar(&c.kiosks, "kiosks", 10_000, "how many kiosks are connected")
	flags.BoolVar(&c.quick, "quick", false, "20000 facts, 1 round, 300 kiosks, and keeps no table")
	flags.StringVar(&c.only, "only", "", "one of ingest, storm, killed; keeps no table")
	flags.StringVar(&c.page, "page", "", "the Markdown file that keeps the table")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	if c.quick {
		c.facts, c.rounds, c.kiosks = 20_000, 1, 300
	}
	if c.facts < 1000 || c.rounds < 1 || c.kiosks < 10 {
		return c, errors.New("at least 1000 facts, one round and 10 kiosks")
	}
	return c, nil
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "plain" {
		check(plain(context.Background(), os.Args[2], os.Args[3]), 1)
		return
	}
	c, err := parse(os.Args[1:], os.Stderr)
	check(err, 2)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	check(run(ctx, c, os.Stdout, os.Stderr), 1)
}

func check(err error, code int) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-hq:", err)
		os.Exit(code)
	}
}

// run measures at a server of its own, which is gone afterwards.
func run(ctx context.Context, c config, out, progress io.Writer) (err error) {
	server, err := pgtest.Start(pgtest.Options{Durable: true, Settings: []string{"shared_buffers=256MB", "max_wal_size=4GB", "checkpoint_timeout=30min"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	b := &bench{config: c, server: server, progress: progress}
	if err := b.all(ctx); err != nil {
		return err
	}
	text := b.markdown()
	fmt.Fprint(out, text)
	if c.page == "" || c.quick || c.only != "" { // a part is for looking at
		return nil
	}
	return keep(c.page, text)
}

// bench is what is measured, and what came of it.
type bench struct {
	config
	server   *pgtest.Cluster
	progress io.Writer

	ingests []ingest
	storms  []storm
	killed  *killed
}

func (b *bench) all(ctx context.Context) error {
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{{"ingest", b.ingestAll}, {"storm", b.stormAll}, {"killed", b.kill}} {
		if b.only != "" && b.only != part.name {
			continue
		}
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.progress, format+"\n", args...) }
