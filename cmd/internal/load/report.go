package load

import (
	"context"
	"fmt"
	"strings"
)

// Report is what happened. Times are seconds, but for those that say ms.
type Report struct {
	Kiosks   int `json:"kiosks"`
	Payments int `json:"payments"`

	ConnectS    float64 `json:"connect_s"`    // until all were connected
	ConnectPeak int     `json:"connect_peak"` // most in one second, storm included
	StormS      float64 `json:"storm_s"`      // from the storm until all were back; 0 without one
	SettleS     float64 `json:"settle_s"`     // from the last payment until everything had arrived
	Refused     int64   `json:"refused"`      // connections that were not taken

	Acked    int     `json:"acked"`          // facts
	Unacked  int     `json:"unacked"`        // facts that had not arrived in the end
	Late     string  `json:"late,omitempty"` // why they had not
	FactsPS  float64 `json:"facts_per_s"`
	MedianMS float64 `json:"ack_p50_ms"` // from a fact's writing to its acknowledgement, the storm included
	P99MS    float64 `json:"ack_p99_ms"`

	Verified bool     `json:"verified"` // the store was looked at
	Lost     int      `json:"lost"`     // facts that were acknowledged and are not there
	Doubled  int      `json:"doubled"`  // facts that are there twice
	Wrong    int      `json:"wrong"`    // kiosks whose facts or payments are not as they wrote them
	Examples []string `json:"examples,omitempty"`
}

// Good reports whether HQ has kept its word.
func (r Report) Good() bool { return r.Lost == 0 && r.Doubled == 0 && r.Wrong == 0 && r.Unacked == 0 }

func (f *fleet) report(ctx context.Context) (Report, error) {
	w := f.watch
	took := w.sorted()
	p := w.phase
	r := Report{
		Kiosks: len(f.kiosks), ConnectS: p.connected.Sub(w.began).Seconds(), ConnectPeak: w.peak, Refused: w.refused.Load(),
		Acked: len(took), Unacked: w.waiting(), Late: f.late, MedianMS: percentile(took, 50), P99MS: percentile(took, 99),
		FactsPS: float64(len(took)) / p.settled.Sub(w.began).Seconds(),
	}
	if !p.back.IsZero() {
		r.StormS = p.back.Sub(p.storm).Seconds()
	}
	for _, k := range f.kiosks {
		r.Payments += k.payments
	}
	if f.Store == nil {
		return r, nil
	}
	return r, f.verify(ctx, &r)
}

// String is the report for people.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d kiosks connected within %.1f s, at most %d in one second\n", r.Kiosks, r.ConnectS, r.ConnectPeak)
	if r.StormS > 0 {
		fmt.Fprintf(&b, "after the storm all were back within %.1f s\n", r.StormS)
	}
	fmt.Fprintf(&b, "%d payments, %d facts acknowledged, %.0f a second; half of them within %.1f ms, 99 of 100 within %.1f ms\n",
		r.Payments, r.Acked, r.FactsPS, r.MedianMS, r.P99MS)
	if r.Unacked > 0 {
		fmt.Fprintf(&b, "%d facts had NOT arrived in the end: give it longer (--settle), or HQ a larger machine (%s)\n", r.Unacked, r.Late)
	}
	if !r.Verified {
		b.WriteString("the store was not looked at: name it with --store to have every fact counted there\n")
		return b.String()
	}
	fmt.Fprintf(&b, "in the store: %d lost, %d doubled, %d kiosks not as they wrote it\n", r.Lost, r.Doubled, r.Wrong)
	for _, e := range r.Examples {
		fmt.Fprintf(&b, "  %s\n", e)
	}
	return b.String()
}
