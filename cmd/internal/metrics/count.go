package metrics

import (
	"slices"
	"sync/atomic"
	"time"
)

// Counter counts what happened, by kind. It may be used by any number of goroutines.
type Counter struct {
	name, help, label string
	values            []string
	counts            []atomic.Uint64
}

// other is what a kind counts as that the counter was not made for.
const other = "other"

// NewCounter makes a counter for the values of one label that there are.
func NewCounter(name, help, label string, values ...string) *Counter {
	values = append(slices.Clone(values), other)
	return &Counter{name: name, help: help, label: label, values: values, counts: make([]atomic.Uint64, len(values))}
}

// Add counts one of a kind.
func (c *Counter) Add(value string) {
	i := slices.Index(c.values, value)
	if i < 0 {
		i = len(c.values) - 1
	}
	c.counts[i].Add(1)
}

// Family returns what was counted.
func (c *Counter) Family() Family {
	f := Family{Name: c.name, Help: c.help, Kind: IsCounter}
	for i, v := range c.values {
		f.Samples = append(f.Samples, Sample{Labels: []Label{{c.label, v}}, Value: float64(c.counts[i].Load())})
	}
	return f
}

// Histogram counts how long something took. It may be used by any number of
// goroutines.
type Histogram struct {
	name, help string
	bounds     []time.Duration
	counts     []atomic.Uint64 // one for each bound, and one for what took longer
	took       atomic.Int64    // all together
}

// NewHistogram makes a histogram with bounds that grow.
func NewHistogram(name, help string, bounds ...time.Duration) *Histogram {
	return &Histogram{name: name, help: help, bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
}

// Add counts something that took so long.
func (h *Histogram) Add(took time.Duration) {
	i, _ := slices.BinarySearch(h.bounds, took)
	h.counts[i].Add(1)
	h.took.Add(int64(took))
}

// Family returns what was counted: of each bound, how much took no longer.
func (h *Histogram) Family() Family {
	f := Family{Name: h.name, Help: h.help, Kind: IsHistogram}
	sum := uint64(0)
	for i, b := range h.bounds {
		sum += h.counts[i].Load()
		f.Samples = append(f.Samples, Sample{"_bucket", []Label{{"le", number(b.Seconds())}}, float64(sum)})
	}
	sum += h.counts[len(h.bounds)].Load()
	return Family{f.Name, f.Help, f.Kind, append(f.Samples,
		Sample{"_bucket", []Label{{"le", "+Inf"}}, float64(sum)},
		Sample{"_sum", nil, time.Duration(h.took.Load()).Seconds()},
		Sample{"_count", nil, float64(sum)})}
}
