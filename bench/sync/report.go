package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
)

// markdown writes the table.
func markdown(c config, rounds []round) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d cores, %s, %s. %d rounds of %d facts; medians, the ratios formed inside each round.\n\n",
		time.Now().Format("2 January 2006"), runtime.NumCPU(), runtime.GOOS, runtime.Version(), c.rounds, c.facts)
	b.WriteString("| drained into | facts/s | beside | facts/s | ratio | aim |\n| --- | ---: | --- | ---: | ---: | --- |\n")
	row := func(name string, ours func(round) float64, peer string, theirs func(round) float64, aim string) {
		fmt.Fprintf(&b, "| %s | %.0f | %s | %.0f | %.2f | %s |\n", name, median(rounds, ours), peer, median(rounds, theirs),
			median(rounds, func(r round) float64 { return ours(r) / theirs(r) }), aim)
	}
	row("our HQ on SQLite", func(r round) float64 { return r.stored }, "modernc SQLite, the same batches", func(r round) float64 { return r.sqlite }, "")
	row("an HQ that only parses", func(r round) float64 { return r.parsed }, "gorilla/websocket, the same bytes one way", func(r round) float64 { return r.oneWay }, "")
	row("the same, 50 ms away", func(r round) float64 { return r.delayed }, "window × batch ÷ round trip", func(r round) float64 { return r.most }, "≥ 0.9")
	return b.String()
}

func median(rounds []round, of func(round) float64) float64 {
	var all []float64
	for _, r := range rounds {
		all = append(all, of(r))
	}
	slices.Sort(all)
	return all[len(all)/2]
}
