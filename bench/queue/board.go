package main

import "time"

// place is a contender with so many callers.
type place struct {
	name    string
	callers int
}

// board holds the turns of every place, one a round.
type board map[place][]turn

// rate returns the median of a place's rates.
func (b board) rate(p place) float64 { return b.median(p, func(t turn) float64 { return t.rate }) }

// p50 returns the median of a place's median waits.
func (b board) p50(p place) time.Duration {
	return time.Duration(b.median(p, func(t turn) float64 { return float64(t.p50) }))
}

// p99 returns the median of a place's 99th percentiles.
func (b board) p99(p place) time.Duration {
	return time.Duration(b.median(p, func(t turn) float64 { return float64(t.p99) }))
}

func (b board) median(p place, of func(turn) float64) float64 {
	var list []float64
	for _, t := range b[p] {
		list = append(list, of(t))
	}
	return median(list)
}

// ratio returns the median, over the rounds, of how many times as fast one place
// was as another in the same round.
func (b board) ratio(p, base place) float64 {
	return b.compare(p, base, func(t turn) float64 { return t.rate })
}

// patience returns the median, over the rounds, of how many times as long the
// median wait at one place was as at another in the same round.
func (b board) patience(p, base place) float64 {
	return b.compare(p, base, func(t turn) float64 { return float64(t.p50) })
}

func (b board) compare(p, base place, of func(turn) float64) float64 {
	var list []float64
	for round := range min(len(b[p]), len(b[base])) {
		list = append(list, of(b[p][round])/of(b[base][round]))
	}
	return median(list)
}
