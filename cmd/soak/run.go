//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/cmd/internal/ledger"
)

// roughShare is how much of a run is rough.
const roughShare = 0.4

// tour is one run.
type tour struct {
	options
	*shop
	screen *screen
	out    io.Writer
	began  time.Time

	mu       sync.Mutex // guards the rest
	ended    []outcome
	troubles []string
	rough    bool
}

// run runs everything and returns what came of it; the folder has it as well.
func run(ctx context.Context, c options, out io.Writer) (r result, err error) {
	if err := os.Mkdir(c.Out, 0o700); err != nil {
		return r, fmt.Errorf("make the folder of the run: %w; choose a new one with --out", err)
	}
	if c.Out, err = filepath.Abs(c.Out); err != nil {
		return r, err
	}
	s, err := openShop(c.Bin, c.Out)
	if err != nil {
		return r, err
	}
	t := &tour{options: c, shop: s, screen: newScreen(s.screenAddr), out: out, rough: true}
	lineDone := make(chan error, 1)
	lineCtx, endLine := context.WithCancel(context.WithoutCancel(ctx)) // it outlives whatever fails
	go func() { lineDone <- s.line.Run(lineCtx) }()
	err = t.all(ctx)
	if err != nil {
		err = fmt.Errorf("%w; everything is in %s", err, c.Out)
	}
	for _, p := range s.programs() {
		err = errors.Join(err, p.end(true)) // those that a failure has left
	}
	endLine()
	return t.result(), errors.Join(err, <-lineDone)
}

func (t *tour) all(ctx context.Context) error {
	if err := t.start(); err != nil {
		return err
	}
	t.began = time.Now()
	if err := t.customersAndTrouble(ctx); err != nil {
		return err
	}
	return t.close(ctx)
}

// customersAndTrouble runs until the time is over.
func (t *tour) customersAndTrouble(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	over, done := context.WithCancel(ctx)
	defer done()
	rough, smooth := context.WithTimeout(over, time.Duration(roughShare*float64(t.Length)))
	defer smooth()
	w := trouble{t.shop, t.note, t.Compress}
	group.Go(func() error { return t.screen.Run(over) })
	group.Go(func() error { return t.samples(over) })
	group.Go(func() error { return w.onTheLine(over, t.dice(1)) })
	group.Go(func() error { return w.atHQ(rough, t.dice(2)) })
	group.Go(func() error { return w.atTheKiosk(rough, t.dice(3)) })
	group.Go(func() error {
		<-rough.Done()
		t.mu.Lock()
		defer t.mu.Unlock()
		t.rough = false
		return nil
	})
	group.Go(func() error {
		defer done()
		return t.serve(ctx)
	})
	return group.Wait()
}

// dice is a source of chance of one's own: what one throws changes nothing for others.
func (t *tour) dice(who uint64) *rand.Rand { return rand.New(rand.NewPCG(t.Seed, who)) }

// serve has one customer after another. Who had to wait because the one before took
// long comes at once, so that as many come as were to come.
func (t *tour) serve(ctx context.Context) error {
	interval := time.Duration(float64(t.Interval) / t.Compress)
	dice := t.dice(0)
	p := &prompter{pad: t.pad, dice: dice}
	for n := 0; time.Since(t.began) < t.Length; n++ {
		c := &customer{shop: t.shop, screen: t.screen, prompter: p, dice: dice}
		if err := c.prepare(ctx); err != nil {
			return err
		}
		pause(ctx, time.Until(t.began.Add(time.Duration(n)*interval)))
		o, err := c.pay(ctx)
		if err := errors.Join(err, ctx.Err(), t.died()); err != nil {
			return err
		}
		t.add(o)
	}
	return nil
}

func (t *tour) add(o outcome) {
	t.mu.Lock()
	t.ended = append(t.ended, o)
	n := len(t.ended)
	t.mu.Unlock()
	t.note(fmt.Sprintf("payment %d: %s: %s, %.1f s", n, o.Story, o.Status, o.Took))
}

// note tells whoever watches.
func (t *tour) note(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.troubles = append(t.troubles, what)
	_, _ = fmt.Fprintf(t.out, "%s %s\n", time.Since(t.began).Round(time.Second), what) // nobody may watch
}

// samples takes one after the other until the context ends.
func (t *tour) samples(ctx context.Context) error {
	table, err := newTable(t.path("samples.csv"))
	if err != nil {
		return err
	}
	every := max(time.Duration(float64(t.Every)/t.Compress), time.Second)
	for ; ctx.Err() == nil && err == nil; pause(ctx, every) {
		s := t.take(ctx)
		if ctx.Err() == nil {
			err = table.add(t.placed(s))
		}
	}
	return errors.Join(err, table.close())
}

// placed says where in the run a sample is.
func (t *tour) placed(s sample) sample {
	t.mu.Lock()
	defer t.mu.Unlock()
	s.Seconds, s.Payments, s.Rough = time.Since(t.began).Seconds(), float64(len(t.ended)), 0
	if t.rough {
		s.Rough = 1
	}
	return s
}

// close waits until HQ has everything, ends the programs and compares the books.
func (t *tour) close(ctx context.Context) error {
	if err := t.uploaded(ctx); err != nil {
		return err
	}
	books, err := t.compare(ctx)
	if err != nil {
		return err
	}
	for _, p := range t.programs() {
		err = errors.Join(err, p.clean())
	}
	return errors.Join(err, t.write(books))
}

// uploaded waits until nothing waits for HQ.
func (t *tour) uploaded(ctx context.Context) error {
	for began := time.Now(); time.Since(began) < patience; pause(ctx, time.Second) {
		if n, ok := numbers(ctx, t.kioskNumbers)["kioskd_waiting_facts"]; ok && n == 0 {
			return nil
		}
		if err := errors.Join(ctx.Err(), t.died()); err != nil {
			return err
		}
	}
	return fmt.Errorf("facts still wait for HQ, %s after the last trouble", patience)
}

// compare reads everybody's books. Kiosk and pad are stopped first, so that what
// counts is on disk.
func (t *tour) compare(ctx context.Context) (l ledgers, err error) {
	if err := errors.Join(t.kiosk.end(false), t.pad.end(false)); err != nil {
		return l, err
	}
	facts, err := t.journal(ctx)
	if err != nil {
		return l, err
	}
	if _, err := t.engineer(ctx, "queue", "check"); err != nil {
		return l, err
	}
	l.Facts, l.Customers = len(facts), customersBook(t.ended)
	var vanErr, journalErr, hqErr error
	l.Van, vanErr = ledger.OfVAN(t.path("pad.json"))
	l.Journal, journalErr = ledger.OfJournal(facts)
	l.HQ, hqErr = t.hqBook(ctx)
	return l, errors.Join(vanErr, journalErr, hqErr, t.hq.end(false))
}

// write leaves everything in the folder.
func (t *tour) write(l ledgers) error {
	for name, what := range map[string]any{"config.json": t.options, "ledgers.json": l, "payments.json": t.ended, "told.json": t.troubles} {
		text, err := json.MarshalIndent(what, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(t.path(name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}
