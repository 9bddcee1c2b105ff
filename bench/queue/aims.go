package main

import (
	"fmt"
	"strings"
)

// aim is a figure that the queue should reach.
type aim struct {
	what string
	want string
	got  string
	met  bool

	explains bool // others; it is neither met nor missed
}

// aims compares what was seen with what was wanted.
func (r report) aims() []aim {
	one, many := place{kioskMoney, 1}, place{kioskMoney, 16}
	plain := place{kioskPlain, 1}
	return []aim{
		atLeast("money facts, 16 callers / raw append, 16 callers", 3.5, r.beside(r.empty, many), "×"),
		atLeast("the same / raw append, one caller", 3.5, r.empty.ratio(many, place{rawAppend, 1}), "×"),
		r.ahead("money facts, 16 callers: ahead of every peer that flushes for each record", many, r.flushEach),
		atLeast("money facts, one caller / bbolt.Update", 1, r.empty.ratio(one, place{plainBolt, 1}), "×"),
		known("the same / the three flushes of a money fact and nothing else", r.empty.ratio(one, place{rawBare, 1}), "×"),
		known("these three flushes / bbolt.Update: the most that this disk allows", r.empty.ratio(place{rawBare, 1}, place{plainBolt, 1}), "×"),
		atLeast("money facts per flush of the log, 16 callers", 8, r.factsPerFlush, ""),
		atLeast("money facts per commit of bbolt, 16 callers", 8, r.factsPerCommit, ""),
		atMost("time of a plain fact, one caller / raw write + fdatasync, preallocated", 1.2, r.empty.ratio(place{rawPrepared, 1}, plain), "×"),
		r.ahead("plain facts, one caller: ahead of every peer", plain, func(string) bool { return true }),
		atMost("commits per fact, acknowledgement and deletion included", 1.05, r.commitsPerFact, ""),
		atMost("p50 of a money fact during a drain / idle", 1.3, r.waits.patience(draining, idle), "×"),
		atLeast("money facts, one caller, after the drain / fresh", 0.8, r.drained.ratio(one, place{freshMoney, 1}), "×"),
		atLeast("money facts, 16 callers, after the drain / fresh", 0.8, r.drained.ratio(many, place{freshMoney, 16}), "×"),
		atMost("opening with all waiting, after a clean stop, in seconds", 1, r.open.Seconds(), ""),
		atLeast("facts read out and unsealed in a second, in thousands", 200, r.readOut/1000, ""),
	}
}

func atLeast(what string, want, got float64, unit string) aim {
	return aim{what: what, want: fmt.Sprintf("≥ %g%s", want, unit), got: figure(got) + unit, met: got >= want}
}

func atMost(what string, want, got float64, unit string) aim {
	return aim{what: what, want: fmt.Sprintf("≤ %g%s", want, unit), got: figure(got) + unit, met: got <= want}
}

// known is a figure that explains others; there is no aim for it.
func known(what string, got float64, unit string) aim {
	return aim{what: what, want: "–", got: figure(got) + unit, explains: true}
}

// ahead compares with the fastest of those peers that count, in the same rounds.
func (r report) ahead(what string, p place, counts func(name string) bool) aim {
	slowest, against := 0.0, "nobody"
	for _, c := range contenders()[5:] { // after the yardsticks and ourselves
		ratio := r.empty.ratio(p, place{c.name, p.callers})
		if counts(c.name) && (slowest == 0 || ratio < slowest) {
			slowest, against = ratio, c.name
		}
	}
	return aim{what: what, want: "> 1×", got: figure(slowest) + "× " + against, met: slowest > 1}
}

// flushEach reports whether a peer flushes for each record, whoever else waits.
func (r report) flushEach(name string) bool {
	n, counted := r.flushes[place{name, 16}]
	return !counted || n >= 0.9
}

func aimsTable(aims []aim) string {
	t := table{"aim", "wanted", "seen", ""}.begin()
	for _, a := range aims {
		verdict := "**missed**"
		switch {
		case a.explains:
			verdict = ""
		case a.met:
			verdict = "met"
		}
		t.row(a.what, a.want, a.got, verdict)
	}
	return t.String()
}

// figure rounds to what the measurement can tell.
func figure(f float64) string {
	switch {
	case f >= 100:
		return fmt.Sprintf("%.0f", f)
	case f >= 10:
		return fmt.Sprintf("%.1f", f)
	case f >= 0.1:
		return fmt.Sprintf("%.2f", f)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.4f", f), "0")
}
