package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// report is everything that was seen.
type report struct {
	config
	host    host
	took    time.Duration
	empty   board
	flushes map[place]float64
	sharing
	grown
}

func (b bench) all(ctx context.Context) (r report, err error) {
	start := time.Now()
	r.config = b.config
	if r.host, err = thisHost(b.dir); err != nil {
		return r, fmt.Errorf("look at the machine: %w", err)
	}
	if r.empty, err = b.fresh(ctx); err != nil {
		return r, fmt.Errorf("empty stores: %w", err)
	}
	if r.flushes, err = b.flushes(ctx); err != nil {
		return r, err
	}
	if r.sharing, err = b.sharing(ctx); err != nil {
		return r, fmt.Errorf("count commits: %w", err)
	}
	if r.grown, err = b.grow(ctx); err != nil {
		return r, fmt.Errorf("long queues: %w", err)
	}
	r.took = time.Since(start)
	return r, nil
}

// markdown returns the report as it stands in the documents.
func (r report) markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s. %d rounds of %v a turn; %d facts in the long queues; it took %.0f minutes.\n",
		r.host, r.rounds, r.turn, r.facts, r.took.Minutes())
	s.WriteString("To repeat it: `make bench-queue`")
	if r.quick {
		s.WriteString(" `BENCH=--quick`")
	}
	s.WriteString(".\n\n### Aims\n\n")
	s.WriteString(aimsTable(r.aims()))
	s.WriteString("\n### Records of 1 KiB, durable before the call returns, empty stores\n\n")
	s.WriteString("Ratios are to *raw append + fdatasync* with as many callers in the same round; above 1 is faster.\n\n")
	s.WriteString(r.peersTable())
	fmt.Fprintf(&s, "\n### Long queues of %d facts\n\nRatios as above, in rounds of their own.\n\n", r.facts)
	s.WriteString(r.statesTable())
	fmt.Fprintf(&s, "\nA fact's line has %.0f bytes and takes %.0f on disk, all files together.\n", r.lineBytes, r.diskBytes)
	fmt.Fprintf(&s, "A lone customer who comes every 3 ms waits %s µs (p50 / p99) when nothing else happens, and %s µs during a drain.\n",
		waits(r.waits, idle), waits(r.waits, draining))
	return s.String()
}

// peersTable shows everybody on empty stores.
func (r report) peersTable() string {
	t := table{"store", "1 caller /s", "p50 / p99 µs", "ratio", "4 callers /s", "ratio", "16 callers /s", "p50 / p99 µs", "ratio", "flushes per record, 1 / 16 callers"}.begin()
	for _, c := range contenders() {
		one, four, many := place{c.name, 1}, place{c.name, 4}, place{c.name, 16}
		t.row(c.name,
			count(r.empty.rate(one)), waits(r.empty, one), times(r.beside(r.empty, one)),
			count(r.empty.rate(four)), times(r.beside(r.empty, four)),
			count(r.empty.rate(many)), waits(r.empty, many), times(r.beside(r.empty, many)),
			r.flushCell(one)+" / "+r.flushCell(many))
	}
	return t.String()
}

// statesTable shows the stores that were made to grow.
func (r report) statesTable() string {
	t := table{"store", "callers", "all waiting /s", "ratio", "all drained /s", "ratio", "drained / fresh"}.begin()
	fresh := map[string]string{kioskMoney: freshMoney, kioskPlain: freshPlain}
	for _, name := range []string{rawAppend, kioskMoney, kioskPlain, plainBolt} {
		for _, callers := range callerCounts {
			p := place{name, callers}
			toFresh := "–"
			if other := fresh[name]; other != "" {
				toFresh = times(r.drained.ratio(p, place{other, callers}))
			}
			t.row(name, fmt.Sprint(callers), count(r.waiting.rate(p)), times(r.beside(r.waiting, p)),
				count(r.drained.rate(p)), times(r.beside(r.drained, p)), toFresh)
		}
	}
	return t.String()
}

// beside returns the ratio to the yardstick with as many callers.
func (r report) beside(b board, p place) float64 { return b.ratio(p, place{rawAppend, p.callers}) }

func (r report) flushCell(p place) string {
	n, counted := r.flushes[p]
	if !counted {
		return "–"
	}
	return fmt.Sprintf("%.2f", n)
}
