package main

import (
	"context"
	"slices"
	"sync"
	"time"
)

// turn is what one contender did in its turn.
type turn struct {
	rate float64 // records a second
	p50  time.Duration
	p99  time.Duration
}

// callerCounts are how many put at once: a lone customer, a busy kiosk, and as
// many as show how flushes are shared.
var callerCounts = []int{1, 4, 16}

// measure lets so many callers put records for a while.
func measure(ctx context.Context, s store, callers int, length time.Duration) (turn, error) {
	if err := share(callers, 4*callers, func(n int) error { return s.Put(ctx, n, record(n)) }); err != nil {
		return turn{}, err // warming up
	}
	took := make([][]time.Duration, callers)
	errs := make([]error, callers)
	var all sync.WaitGroup
	start := time.Now()
	for caller := range callers {
		all.Go(func() { took[caller], errs[caller] = putUntil(ctx, s, caller, start.Add(length)) })
	}
	all.Wait()
	elapsed := time.Since(start)
	for _, err := range errs {
		if err != nil {
			return turn{}, err
		}
	}
	each := slices.Sorted(slices.Values(slices.Concat(took...)))
	return turn{
		rate: float64(len(each)) / elapsed.Seconds(),
		p50:  percentile(each, 50),
		p99:  percentile(each, 99),
	}, nil
}

// putUntil puts records one after the other and returns how long each took.
func putUntil(ctx context.Context, s store, caller int, end time.Time) (took []time.Duration, err error) {
	for n := caller; ; n++ {
		r := record(n)
		start := time.Now()
		if start.After(end) {
			return took, nil
		}
		if err := s.Put(ctx, n, r); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
	}
}

// percentile returns the p-th percentile of a sorted list, and 0 for none.
func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

// median returns the middle of a list, and 0 for none.
func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}
