package traces

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"kioskd/cmd/internal/metrics"
)

// Bounds of what waits for a collector.
const (
	maxNoted   = 256  // batches that were not looked at yet
	maxWaiting = 2048 // spans
	maxSent    = 512  // spans in one request
)

// How long things take.
const (
	every  = 5 * time.Second        // between requests, unless there is much to send
	within = 5 * time.Second        // a request
	leave  = 800 * time.Millisecond // the last one, when the program ends
)

// What becomes of spans, as [Counter] counts them.
const (
	sent    = "sent"
	dropped = "dropped"
	missed  = "missed" // a batch that was not looked at; nobody knows how many spans
)

// Counter returns what counts spans under a name.
func Counter(name string) *metrics.Counter {
	return metrics.NewCounter(name, "Spans of traces by what became of them; what was missed are writings that nobody had the time to look at.", "end", sent, dropped, missed)
}

// Options are what a Sender is made of.
type Options struct {
	Endpoint         string // from [Endpoint]
	Service, Version string // whose spans they are

	// Spans returns the spans of a batch. One goroutine calls it.
	Spans func(Batch) []Span

	Counter   *metrics.Counter  // of [Counter]
	Transport http.RoundTripper // nil means one of its own
	Log       *slog.Logger
}

// Sender carries spans to a collector. A nil Sender notes nothing.
type Sender struct {
	o       Options
	client  *http.Client
	noted   chan Batch
	waiting []Span // of Run's goroutine, as is what follows
	failing bool
}

// New builds a sender.
func New(o Options) *Sender {
	if o.Transport == nil {
		o.Transport = &http.Transport{ForceAttemptHTTP2: true, MaxIdleConns: 1, IdleConnTimeout: time.Minute}
	}
	// A redirect is refused: spans go where the operator said.
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Sender{o: o, client: &http.Client{Transport: o.Transport, CheckRedirect: refuse}, noted: make(chan Batch, maxNoted)}
}

// Note takes a batch that was written, and never blocks: what does not fit is counted
// and dropped.
func (s *Sender) Note(b Batch) {
	if s == nil {
		return
	}
	select {
	case s.noted <- b:
	default:
		s.o.Counter.Add(missed)
	}
}

// Run sends what is noted until ctx ends; then the rest, within a second.
func (s *Sender) Run(ctx context.Context) {
	defer s.client.CloseIdleConnections()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			s.end(context.WithoutCancel(ctx))
			return
		case b := <-s.noted:
			s.take(b)
			if len(s.waiting) >= maxSent && !s.failing {
				s.send(ctx)
			}
		case <-tick.C:
			s.takeAll()
			s.send(ctx)
		}
	}
}

// take makes spans of a batch; the oldest make room.
func (s *Sender) take(b Batch) {
	s.waiting = append(s.waiting, s.o.Spans(b)...)
	if over := len(s.waiting) - maxWaiting; over > 0 {
		s.drop(over, dropped)
	}
}

// drop forgets the oldest spans, and counts them.
func (s *Sender) drop(n int, end string) {
	for range n {
		s.o.Counter.Add(end)
	}
	s.waiting = append(s.waiting[:0], s.waiting[n:]...)
}

// takeAll looks at all that was noted. It comes before each request, since a collector
// that says nothing leaves time for little else.
func (s *Sender) takeAll() {
	for {
		select {
		case b := <-s.noted:
			s.take(b)
		default:
			return
		}
	}
}

// end sends what was noted last, once.
func (s *Sender) end(ctx context.Context) {
	s.takeAll()
	ctx, cancel := context.WithTimeout(ctx, leave)
	defer cancel()
	s.send(ctx)
	s.drop(len(s.waiting), dropped)
}
