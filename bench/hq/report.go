package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
)

// markdown writes the tables.
func (b *bench) markdown() string {
	var t strings.Builder
	fmt.Fprintf(&t, "%s: %d cores, %s, %s, PostgreSQL beside it with fsync.\n\n", time.Now().Format("2 January 2006"), runtime.NumCPU(), runtime.GOOS, runtime.Version())
	if len(b.ingests) > 0 {
		t.WriteString("| a million facts take | s of processor: program | server | together | facts/s |\n| --- | ---: | ---: | ---: | ---: |\n")
		m := func(of func(ingest) float64) float64 { return median(b.ingests, of) }
		hq, server, plain, plainServer := m(func(i ingest) float64 { return i.hq }), m(func(i ingest) float64 { return i.server }), m(func(i ingest) float64 { return i.plain }), m(func(i ingest) float64 { return i.plainServer })
		fmt.Fprintf(&t, "| our HQ, all its checks and payments | %.1f | %.1f | %.1f | %.0f |\n", hq, server, hq+server, m(func(i ingest) float64 { return i.rate }))
		fmt.Fprintf(&t, "| pgx, the same rows in batches | %.1f | %.1f | %.1f | %.0f |\n\n", plain, plainServer, plain+plainServer, m(func(i ingest) float64 { return i.plainRate }))
		fmt.Fprintf(&t, "pgx ÷ HQ, of %d rounds of %d facts the median: **%.2f** (aim: 0.8 or more).\n\n", len(b.ingests), b.facts, m(ingest.ratio))
	}
	b.markStorms(&t)
	if k := b.killed; k != nil {
		fmt.Fprintf(&t, "Two processes, %d kiosks, one process killed with -9 under load: %d facts acknowledged, **%d lost, %d doubled**, %d not arrived.\n",
			k.load.Kiosks, k.load.Acked, k.load.Lost, k.load.Doubled, k.load.Unacked)
	}
	return t.String()
}

func (b *bench) markStorms(t *strings.Builder) {
	if len(b.storms) == 0 {
		return
	}
	t.WriteString("| connected kiosks, all cut off at once | kiosks | peak memory of kioskhq | aim | all connected | all back | p50 / p99 of an ack | lost, doubled |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, s := range b.storms {
		r := s.load
		fmt.Fprintf(t, "| %s | %d | %d MB | %d MB | %.0f s | %.0f s | %.0f / %.0f ms | %d, %d |\n", s.name, r.Kiosks, s.peak>>20, s.aim>>20, r.ConnectS, r.StormS, r.MedianMS, r.P99MS, r.Lost, r.Doubled)
	}
	t.WriteString("\n")
}

func median[T any](all []T, of func(T) float64) float64 {
	var values []float64
	for _, one := range all {
		values = append(values, of(one))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
