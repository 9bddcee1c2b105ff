package hqapp

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"kioskd/cmd/internal/metrics"
	"kioskd/cmd/internal/portuse"
	"kioskd/cmd/internal/traces"
	"kioskd/cmd/internal/version"
	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
)

// numbers are what HQ counts for Prometheus.
type numbers struct {
	listener net.Listener // nil where no address is set
	facts    atomic.Uint64
	took     *metrics.Histogram
	spans    *metrics.Counter
}

func newNumbers() *numbers {
	return &numbers{spans: traces.Counter("kioskhq_trace_spans_total"), took: metrics.NewHistogram("kioskhq_store_seconds", "How long it took until a batch of facts was stored and could be acknowledged.",
		time.Millisecond, 5*time.Millisecond, 10*time.Millisecond, 25*time.Millisecond, 50*time.Millisecond, 100*time.Millisecond, 250*time.Millisecond, time.Second, 5*time.Second)}
}

func (n *numbers) stored(facts []hq.Fact, took time.Duration) {
	n.facts.Add(uint64(len(facts)))
	n.took.Add(took)
}

func (n *numbers) listen(at string) (err error) {
	if at == "" {
		return nil
	}
	if n.listener, err = net.Listen("tcp", at); err != nil {
		return portuse.Explain(fmt.Errorf("take the port for metrics: %w", err), at, "another with --metrics")
	}
	return nil
}

func (n *numbers) close() error {
	if n.listener == nil {
		return nil
	}
	return ignoreClosed(n.listener.Close())
}

// MetricsAddress returns where numbers are served, "" for nowhere.
func (a *App) MetricsAddress() string {
	if a.numbers.listener == nil {
		return ""
	}
	return a.numbers.listener.Addr().String()
}

// tellNumbers serves numbers until ctx ends.
func (a *App) tellNumbers(ctx context.Context) {
	if a.numbers.listener == nil {
		return
	}
	if err := metrics.Serve(ctx, a.numbers.listener, a.gather); err != nil {
		a.log.Error("numbers are served no more", "err", err)
	}
}

// patience bounds what the store is asked while Prometheus waits.
const patience = 5 * time.Second

// gather asks how HQ is.
func (a *App) gather(ctx context.Context) []metrics.Family {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	begun := time.Now()
	_, err := a.store.Head(ctx, "metrics", "metrics")
	all := []metrics.Family{
		metrics.Gauge("kioskhq_info", "Always 1; which version this is.", 1, metrics.Label{Name: "version", Value: version.String()}),
		metrics.Gauge("kioskhq_store_up", "1 when the store answers.", metrics.Yes(err == nil)),
		metrics.Gauge("kioskhq_store_answer_seconds", "How long the store took to answer a small question.", time.Since(begun).Seconds()),
		metrics.Gauge("kioskhq_kiosks_connected", "Kiosks that this process serves now.", float64(a.handler.Connected())),
		metrics.Total("kioskhq_facts_stored_total", "Facts that this process has stored since its start.", a.numbers.facts.Load()),
		a.numbers.took.Family(), a.numbers.spans.Family(),
	}
	if rollouts, err := a.desk.Rollouts(ctx); err == nil { // no number is better than a wrong one
		all = append(all, states(rollouts))
	}
	return all
}

func states(all []desk.Rollout) metrics.Family {
	f := metrics.Family{Name: "kioskhq_rollouts", Help: "Roll-outs of settings, by how they are.", Kind: metrics.IsGauge}
	for _, state := range []string{desk.RolloutRunning, desk.RolloutStopped, desk.RolloutDone} {
		count := 0
		for _, r := range all {
			if r.State == state {
				count++
			}
		}
		f.Samples = append(f.Samples, metrics.Sample{Labels: []metrics.Label{{Name: "state", Value: state}}, Value: float64(count)})
	}
	return f
}
