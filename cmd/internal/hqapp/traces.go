package hqapp

import (
	"context"
	"fmt"
	"time"

	"kioskd/cmd/internal/traces"
	"kioskd/cmd/internal/version"
	"kioskd/sync/hq"
)

// CheckTraces reports whether an address can be a collector's; "" is none.
func CheckTraces(collector string) error {
	if collector == "" {
		return nil
	}
	_, err := tracesEndpoint(collector)
	return err
}

// tracesEndpoint allows plain HTTP to any address: HQ may stand beside its collector in
// a network of the operator's own.
func tracesEndpoint(collector string) (string, error) {
	to, err := traces.Endpoint(collector, true)
	if err != nil {
		return "", fmt.Errorf("--traces: %w", err)
	}
	return to, nil
}

// tracesOf builds what sends spans; nil without a collector.
func tracesOf(c Config, n *numbers) (*traces.Sender, error) {
	if c.Traces == "" {
		return nil, nil
	}
	to, err := tracesEndpoint(c.Traces)
	if err != nil {
		return nil, err
	}
	return traces.New(traces.Options{Endpoint: to, Service: "kioskhq", Version: version.String(), Spans: traces.Stored, Counter: n.spans, Log: c.Log}), nil
}

// watch has numbers and traces hear what was stored.
func watch(n *numbers, s *traces.Sender) func(kiosk string, facts []hq.Fact, took time.Duration) {
	return func(kiosk string, facts []hq.Fact, took time.Duration) {
		n.stored(facts, took)
		if s != nil {
			s.Note(batch(kiosk, facts, took))
		}
	}
}

func batch(kiosk string, facts []hq.Fact, took time.Duration) traces.Batch {
	ended := time.Now()
	b := traces.Batch{Kiosk: kiosk, Begun: ended.Add(-took), Ended: ended}
	for _, f := range facts {
		if f.Refused == "" {
			b.Facts = append(b.Facts, traces.Fact{Seq: f.Seq, Kind: f.Kind, Key: f.Key, Body: f.Body})
		}
	}
	return b
}

// sendTraces sends spans until ctx ends.
func (a *App) sendTraces(ctx context.Context) {
	if a.traces != nil {
		a.traces.Run(ctx)
	}
}
