package kioskapp

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"kioskd/cmd/internal/metrics"
	"kioskd/cmd/internal/portuse"
	"kioskd/cmd/internal/room"
	"kioskd/cmd/internal/traces"
	"kioskd/drivers"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// numbers are what is counted for Prometheus where it happens. What can be asked is
// asked when somebody reads.
type numbers struct {
	listener net.Listener // nil where no address is set

	outcomes *metrics.Counter
	endings  *metrics.Counter
	append   *metrics.Histogram
	failed   *metrics.Counter
	resends  *metrics.Counter
	spans    *metrics.Counter

	mu      sync.Mutex // guards unknown
	unknown map[string]bool
}

// maxUnknown bounds what is remembered of payments whose outcome is unknown; there is
// one at a time, unless something is badly wrong.
const maxUnknown = 1000

func newNumbers() *numbers {
	return &numbers{
		unknown: map[string]bool{},
		outcomes: metrics.NewCounter("kioskd_payment_facts_total", "What was written down about payments since the start, by what happened.", "kind",
			wire.KindOrdered, wire.KindStarted, wire.KindApproved, wire.KindDeclined, wire.KindUnknown, wire.KindNotSent, wire.KindNotCharged, wire.KindMismatch, wire.KindUnresolved,
			wire.KindAbort, wire.KindLate, wire.KindKept, wire.KindOrphan, wire.KindVoiding, wire.KindVoided, wire.KindVoidFailed, wire.KindUndelivered, wire.KindListed, wire.KindAlarm, wire.KindImpossible),
		endings: metrics.NewCounter("kioskd_unknown_ended_total", "Payments whose outcome was unknown, by how that ended.", "end",
			wire.KindApproved, wire.KindDeclined, wire.KindNotCharged, wire.KindMismatch, wire.KindUnresolved),
		append: metrics.NewHistogram("kioskd_journal_append_seconds", "How long it took until facts were safe on disk.",
			time.Millisecond, 2*time.Millisecond, 5*time.Millisecond, 10*time.Millisecond, 25*time.Millisecond, 50*time.Millisecond, 100*time.Millisecond, 250*time.Millisecond, time.Second, 5*time.Second),
		failed:  metrics.NewCounter("kioskd_journal_failures_total", "Facts that could not be written.", "cause", "disk"),
		resends: metrics.NewCounter("kioskd_pad_resends_total", "Messages on the pad's line that had to be said once more, by who said them.", "by", byKiosk, byPad),
		spans:   traces.Counter("kioskd_trace_spans_total"),
	}
}

// Who says a message on the pad's line once more.
const (
	byKiosk = "kiosk"
	byPad   = "pad"
)

// resent counts a message that did not get through at once.
func (n *numbers) resent(d drivers.Direction) {
	if d == drivers.ToPad {
		n.resends.Add(byKiosk)
		return
	}
	n.resends.Add(byPad)
}

// wrote counts facts that the agent has written, or not.
func (n *numbers) wrote(facts []queue.Fact, took time.Duration, err error) {
	if err != nil {
		n.failed.Add("disk")
		return
	}
	n.append.Add(took)
	for _, f := range facts {
		n.outcomes.Add(f.Kind)
		n.follow(f.Kind, f.Key)
	}
}

// follow sees how a payment ends whose outcome was unknown.
func (n *numbers) follow(kind, key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch kind {
	case wire.KindUnknown:
		if len(n.unknown) < maxUnknown {
			n.unknown[key] = true
		}
	case wire.KindApproved, wire.KindDeclined, wire.KindNotCharged, wire.KindMismatch, wire.KindUnresolved:
		if n.unknown[key] {
			delete(n.unknown, key)
			n.endings.Add(kind)
		}
	}
}

func (n *numbers) open() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.unknown)
}

// takeMetricsPort takes the address that is set, so that a wrong one is said at once.
func (a *App) takeMetricsPort() (err error) {
	at := a.o.Config.Metrics.Listen
	if at == "" {
		return nil
	}
	if a.numbers.listener, err = net.Listen("tcp", at); err != nil {
		return portuse.Explain(fmt.Errorf("metrics.listen: %w", err), at, "metrics.listen")
	}
	return nil
}

// MetricsAddress returns where numbers are served, "" for nowhere.
func (a *App) MetricsAddress() string {
	if a.numbers.listener == nil {
		return ""
	}
	return a.numbers.listener.Addr().String()
}

// gather asks how everything is.
func (a *App) gather(ctx context.Context) []metrics.Family {
	s, err := a.Status(ctx)
	all := []metrics.Family{
		metrics.Gauge("kioskd_up", "1 when the agent could say how it is.", metrics.Yes(err == nil)),
		a.numbers.outcomes.Family(), a.numbers.endings.Family(), a.numbers.append.Family(), a.numbers.failed.Family(), a.numbers.resends.Family(), a.numbers.spans.Family(),
		metrics.Gauge("kioskd_unknown_open", "Payments whose outcome is unknown now, of those since the start.", float64(a.numbers.open())),
	}
	if err != nil {
		return all
	}
	all = append(all, ofAgent(s)...)
	all = append(all, a.ofQueue(s)...)
	return append(all, ofWays(s)...)
}

// ofAgent tells of the agent and its pad.
func ofAgent(s Status) []metrics.Family {
	fault := 0
	if s.Fault != nil {
		fault = s.Fault.Number
	}
	return []metrics.Family{
		metrics.Gauge("kioskd_info", "Always 1; which version this is.", 1, metrics.Label{Name: "version", Value: s.Version}),
		metrics.Gauge("kioskd_test_mode", "1 in test mode, where no money moves.", metrics.Yes(s.Test)),
		metrics.Gauge("kioskd_fault", "Number of the fault that is shown, 0 for none; kioskd fault NUMBER explains it.", float64(fault)),
		metrics.Gauge("kioskd_pad_up", "1 when the card pad is connected.", metrics.Yes(s.Pad.Up)),
		metrics.Gauge("kioskd_pad_noise", "What came over the pad's line within the last hour and was no whole message.", float64(s.Noise)),
	}
}

// ofQueue tells of the journal and its disk.
func (a *App) ofQueue(s Status) []metrics.Family {
	q, oldest := s.Queue, 0.0
	if !q.Oldest.IsZero() {
		oldest = max(0, time.Since(q.Oldest).Seconds())
	}
	all := []metrics.Family{
		metrics.Gauge("kioskd_journal_facts", "Facts in the journal.", float64(q.Facts)),
		metrics.Gauge("kioskd_journal_broken", "1 when the journal cannot be written.", metrics.Yes(q.Error != "")),
		metrics.Gauge("kioskd_quarantined_facts", "Facts that HQ has refused.", float64(q.Set)),
		metrics.Gauge("kioskd_waiting_facts", "Facts that wait for HQ.", float64(q.Waiting)),
		metrics.Gauge("kioskd_waiting_sum", "Money in the facts that wait for HQ, in minor units.", float64(q.Sum), metrics.Label{Name: "currency", Value: string(a.agent.Catalogue().Currency)}),
		metrics.Gauge("kioskd_waiting_oldest_seconds", "Age of the oldest fact that waits for HQ, 0 for none.", oldest),
	}
	if free, err := room.Free(a.o.Config.Data); err == nil { // no number is better than a wrong one
		all = append(all, metrics.Gauge("kioskd_disk_free_bytes", "Room on the journal's disk.", float64(free)))
	}
	return all
}

// ofWays tells of HQ, the screen and the clock.
func ofWays(s Status) (all []metrics.Family) {
	if s.HQ != nil {
		all = append(all,
			metrics.Gauge("kioskd_hq_up", "1 when HQ is connected.", metrics.Yes(s.HQ.Connected)),
			metrics.Gauge("kioskd_hq_forked", "1 when HQ takes no more facts of this journal.", metrics.Yes(s.HQ.Fork != "")))
	}
	if s.Screen != nil {
		all = append(all,
			metrics.Gauge("kioskd_screen_silent", "1 when the page ought to have shown itself and has not.", metrics.Yes(s.Screen.Silent())),
			metrics.Total("kioskd_screen_beats_total", "How often the page has shown itself since the start.", s.Screen.Beats),
			metrics.Gauge("kioskd_screen_quiet_seconds", "How long ago the page has shown itself.", s.Screen.Silence().Seconds()))
	}
	if s.Clock != nil {
		all = append(all, metrics.Gauge("kioskd_clock_doubtful", "1 when the clock is not to be trusted.", metrics.Yes(s.Clock.Doubt != "")))
	}
	return all
}
