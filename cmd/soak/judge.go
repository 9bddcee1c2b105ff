//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kioskd/agent/pay"
)

// result is what came of a run.
type result struct {
	Options  options
	Ledgers  ledgers
	Payments []outcome
	Told     []string
	Samples  []sample
}

// readResult reads what a run has left in its folder.
func readResult(dir string) (r result, err error) {
	for name, into := range map[string]any{"config.json": &r.Options, "ledgers.json": &r.Ledgers, "payments.json": &r.Payments, "told.json": &r.Told} {
		text, readErr := os.ReadFile(filepath.Join(dir, name))
		if readErr == nil {
			readErr = json.Unmarshal(text, into)
		}
		err = errors.Join(err, readErr)
	}
	samples, tableErr := readTable(filepath.Join(dir, "samples.csv"))
	r.Samples = samples
	return r, errors.Join(err, tableErr)
}

func (t *tour) result() result {
	r, err := readResult(t.dir)
	if err != nil {
		return result{Options: t.options, Payments: t.ended}
	}
	return r
}

// bound is how much something may grow.
type bound struct {
	name, unit string
	of         func(sample) float64
	scale      float64 // of the unit
	most       float64 // in the unit
	per        string  // "" for all of the judged stretch, or "payment"
	why        string
}

const (
	kb = 1 << 10
	mb = 1 << 20
)

// bounds are what the steady part is held to.
var bounds = []bound{
	{"kioskd: memory of its own", "MB", func(s sample) float64 { return s.Kiosk.Anonymous }, mb, 3, "", "Go's collector lets memory breathe by about this much"},
	{"kioskd: heap", "MB", func(s sample) float64 { return s.Kiosk.Heap }, mb, 1.5, "", "as above; a kilobyte lost at each payment would be more in a day"},
	{"kioskd: goroutines", "", func(s sample) float64 { return s.Kiosk.Goroutines }, 1, 2, "", "one that is just answering, or a line just being opened"},
	{"kioskd: descriptors", "", func(s sample) float64 { return s.Kiosk.Handles }, 1, 2, "", "as above"},
	{"kioskhq: memory of its own", "MB", func(s sample) float64 { return s.HQ.Anonymous }, mb, 4, "", "as above, and SQLite's cache of pages"},
	{"kioskhq: heap", "MB", func(s sample) float64 { return s.HQ.Heap }, mb, 1.5, "", "as above"},
	{"kioskhq: goroutines", "", func(s sample) float64 { return s.HQ.Goroutines }, 1, 3, "", "a connection that the line has cut ends when HQ has noticed"},
	{"kioskhq: descriptors", "", func(s sample) float64 { return s.HQ.Handles }, 1, 3, "", "as above"},
	{"the kiosk's data folder", "KB", func(s sample) float64 { return s.Journal }, kb, 24, "payment", "facts are kept for 30 days, so a payment has to take room; this much is 12 GB in 30 days of a payment every five seconds, day and night"},
	{"kioskd's log files", "KB", func(s sample) float64 { return s.Logs }, kb, 8, "payment", "until 24 MB are full; then the oldest go"},
	{"HQ's database", "KB", func(s sample) float64 { return s.HQStore }, kb, 24, "payment", "HQ keeps what it was told"},
	{"HQ's words", "KB", func(s sample) float64 { return s.HQSaid }, kb, 4, "payment", "the system's journal keeps them within bounds of its own"},
	{"facts that wait for HQ", "", func(s sample) float64 { return s.Waiting }, 1, 50, "", "the line fails until the end, and what waits meanwhile goes on afterwards"},
}

// growth is how one bound was met.
type growth struct {
	bound
	First, Last float64 // medians of the first and of the last quarter, in the unit
	Rise        float64
}

func (g growth) good() bool { return g.Rise <= g.most }

// judged is the stretch in which growth is judged: the steady part without its
// first quarter, in which caches fill.
func (r result) judged() []sample {
	steady := slices.DeleteFunc(slices.Clone(r.Samples), func(s sample) bool { return s.Rough == 1 })
	return steady[len(steady)/4:]
}

// growths compares the last quarter of the judged stretch with its first.
func (r result) growths() (all []growth) {
	stretch := r.judged()
	quarter := len(stretch) / 4
	if quarter == 0 {
		return nil
	}
	first, last := stretch[:quarter], stretch[len(stretch)-quarter:]
	payments := median(last, func(s sample) float64 { return s.Payments }) - median(first, func(s sample) float64 { return s.Payments })
	for _, b := range bounds {
		g := growth{bound: b, First: median(first, b.of) / b.scale, Last: median(last, b.of) / b.scale}
		if g.Rise = g.Last - g.First; b.per == "payment" {
			g.Rise /= max(payments, 1)
		}
		all = append(all, g)
	}
	return all
}

// median is the middle of what was seen; not a number where nothing was.
func median(samples []sample, of func(sample) float64) float64 {
	var all []float64
	for _, s := range samples {
		if v := of(s); !math.IsNaN(v) {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return math.NaN()
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// verdict is nil for a good run.
func (r result) verdict() error {
	var bad []error
	for _, d := range r.Ledgers.disagreements() {
		bad = append(bad, errors.New(d))
	}
	for _, o := range r.Payments {
		if o.Status == pay.Unresolved || o.Status == pay.Mismatched {
			bad = append(bad, fmt.Errorf("payment %s (%s) was left to the staff: %s", o.Key, o.Story, o.Status))
		}
	}
	for _, g := range r.growths() {
		if !g.good() {
			bad = append(bad, fmt.Errorf("%s: %.2f %s more than the bound allows: %s", g.name, g.Rise-g.most, g.unit, g))
		}
	}
	if len(r.growths()) == 0 {
		bad = append(bad, errors.New("growth could not be judged: there are too few samples"))
	}
	return errors.Join(bad...)
}

// String is one line of the report.
func (g growth) String() string {
	per := ""
	if g.per != "" {
		per = " a " + g.per
	}
	return strings.TrimSpace(fmt.Sprintf("from %.2f to %.2f %s, %+.2f%s", g.First, g.Last, g.unit, g.Rise, per))
}

// line says all in one.
func (r result) line() string {
	return fmt.Sprintf("payments=%d approvals=%d sum=%d facts=%d disagreements=%d", len(r.Payments), len(r.Ledgers.Van), r.Ledgers.Van.Sum(), r.Ledgers.Facts, len(r.Ledgers.disagreements()))
}
