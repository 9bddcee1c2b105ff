package kioskapp

import (
	"time"

	"kioskd/cmd/internal/traces"
	"kioskd/queue"
)

// openTraces builds what sends spans of payments, where a collector is set.
func (a *App) openTraces() error {
	c := a.o.Config
	if c.Traces.Collector == "" || a.o.Offline {
		return nil
	}
	to, err := c.Traces.Endpoint()
	if err != nil {
		return err
	}
	follower := traces.NewFollower(c.Pad.Driver)
	a.traces = traces.New(traces.Options{Endpoint: to, Service: "kioskd", Version: a.o.Version, Spans: follower.Follow, Counter: a.numbers.spans, Log: a.o.Log})
	return nil
}

// trace tells of what the agent has written.
func (a *App) trace(facts []queue.Fact, begun, ended time.Time) {
	if a.traces == nil {
		return
	}
	b := traces.Batch{Kiosk: a.o.Config.Kiosk.ID, Begun: begun, Ended: ended}
	for _, f := range facts {
		b.Facts = append(b.Facts, traces.Fact{Seq: f.Seq, Kind: f.Kind, Key: f.Key, Body: f.Body})
	}
	a.traces.Note(b)
}
