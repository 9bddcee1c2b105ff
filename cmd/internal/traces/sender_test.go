package traces

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/cmd/internal/metrics"
	"kioskd/sync/wire"
)

// collector answers as it is told, and keeps what it took.
type collector struct {
	mu     sync.Mutex // guards what follows
	code   int        // 0 for a cut line, -1 for no answer at all
	asked  int
	spans  []jsonSpan
	wanted string // header and address of the last request
}

func (c *collector) RoundTrip(r *http.Request) (*http.Response, error) {
	text, err := io.ReadAll(r.Body)
	c.mu.Lock()
	code := c.code
	c.asked++
	c.mu.Unlock()
	switch code {
	case 0:
		return nil, errors.New("cut")
	case -1:
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	var d document
	err = errors.Join(err, json.Unmarshal(text, &d))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wanted = r.Method + " " + r.URL.String() + " " + r.Header.Get("Content-Type")
	if code/100 == 2 {
		c.spans = append(c.spans, d.ResourceSpans[0].ScopeSpans[0].Spans...)
	}
	return &http.Response{StatusCode: code, Status: fmt.Sprint(code), Header: http.Header{"Location": {"https://elsewhere.example/"}}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, err
}

func (c *collector) answers(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.code = code
}

// took returns how many spans it has, and how often it was asked.
func (c *collector) took() (spans, asked int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.spans), c.asked
}

// rig is a sender with a collector, in a bubble of its own time.
type rig struct {
	*Sender
	*collector
	counted *metrics.Counter
	log     *bytes.Buffer
	n       int
}

func newRig(code int) *rig {
	r := &rig{collector: &collector{code: code}, counted: Counter("x_spans_total"), log: &bytes.Buffer{}}
	r.Sender = New(Options{Endpoint: "http://127.0.0.1:4318/v1/traces", Service: "kioskhq", Spans: Stored, Counter: r.counted, Transport: r.collector, Log: slog.New(slog.NewTextHandler(r.log, nil))})
	return r
}

// notes notes batches of one span each.
func (r *rig) notes(count int) {
	for range count {
		r.n++
		r.Note(Batch{Kiosk: "kiosk-1", Begun: time.Now(), Ended: time.Now(), Facts: []Fact{{Seq: uint64(r.n), Kind: wire.KindApproved, Key: fmt.Sprint("order-", r.n), Body: []byte(`{}`)}}})
	}
}

// counts compares a counter.
func (r *rig) counts(t *testing.T, end string, want int) {
	t.Helper()
	if page, line := string(metrics.Text([]metrics.Family{r.counted.Family()})), fmt.Sprintf("x_spans_total{end=%q} %d\n", end, want); !strings.Contains(page, line) {
		t.Errorf("want %s in\n%s", line, page)
	}
}

// TestSends: spans go every few seconds, in one request, and what is left goes at the
// end.
func TestSends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(http.StatusOK)
		ctx, stop := context.WithCancel(t.Context())
		go r.Run(ctx)
		r.notes(3)
		time.Sleep(every - time.Second)
		if spans, _ := r.took(); spans != 0 {
			t.Errorf("%d spans came at once", spans)
		}
		time.Sleep(2 * time.Second)
		if spans, asked := r.took(); spans != 3 || asked != 1 {
			t.Errorf("%d spans in %d requests, want 3 in 1", spans, asked)
		}
		r.notes(2)
		stop()
		synctest.Wait()
		if spans, asked := r.took(); spans != 5 || asked != 2 || r.wanted != "POST http://127.0.0.1:4318/v1/traces application/json" {
			t.Errorf("%d spans in %d requests as %s", spans, asked, r.wanted)
		}
		r.counts(t, sent, 5)
	})
}

// TestComesBack: spans wait for a collector that is away, and the log says so once.
func TestComesBack(t *testing.T) {
	t.Parallel()
	for _, code := range []int{0, -1, http.StatusServiceUnavailable, http.StatusTooManyRequests} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(code)
			ctx, stop := context.WithCancel(t.Context())
			defer func() { stop(); synctest.Wait() }()
			go r.Run(ctx)
			r.notes(3)
			time.Sleep(4*every + time.Second)
			r.answers(http.StatusOK)
			time.Sleep(3 * every)
			if spans, asked := r.took(); spans != 3 || asked < 3 {
				t.Errorf("%d: %d spans in %d requests", code, spans, asked)
			}
			r.counts(t, sent, 3)
			if log := r.log.String(); strings.Count(log, "do not reach") != 1 || strings.Count(log, "again") != 1 {
				t.Errorf("%d: %s", code, log)
			}
		})
	}
}

// TestRefused: what a collector refuses is dropped and counted, and a redirect is not
// followed.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, code := range []int{http.StatusBadRequest, http.StatusFound, http.StatusTemporaryRedirect} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(code)
			ctx, stop := context.WithCancel(t.Context())
			go r.Run(ctx)
			r.notes(3)
			time.Sleep(3 * every)
			stop()
			synctest.Wait()
			r.counts(t, dropped, 3)
			if _, asked := r.took(); asked != 1 || !strings.HasPrefix(r.wanted, "POST http://127.0.0.1:4318/") {
				t.Errorf("%d: %d requests, the last %s", code, asked, r.wanted)
			}
		})
	}
}

// TestNeverBlocks: with nobody who looks, and with a collector that says nothing,
// noting goes on, memory is bounded, what is lost is counted, and the end is near.
func TestNeverBlocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(-1)
		r.notes(maxNoted + 7)
		r.counts(t, missed, 7)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan time.Time, 1)
		go func() { r.Run(ctx); ended <- time.Now() }()
		for range maxWaiting / 100 {
			synctest.Wait()
			r.notes(200)
			time.Sleep(2 * within)
		}
		begun := time.Now()
		stop()
		if took := (<-ended).Sub(begun); took > time.Second {
			t.Errorf("it ended after %v", took)
		}
		all := maxNoted + maxWaiting/100*200
		if spans, _ := r.took(); spans != 0 || cap(r.waiting) > 2*maxWaiting+maxNoted {
			t.Errorf("%d spans came, room for %d is held", spans, cap(r.waiting))
		}
		r.counts(t, dropped, all)
	})
}

// TestMuch: a burst goes at once, in requests of a bounded size.
func TestMuch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(http.StatusOK)
		ctx, stop := context.WithCancel(t.Context())
		go r.Run(ctx)
		for range 2 * maxSent / 128 {
			r.notes(128)
			synctest.Wait()
		}
		if spans, asked := r.took(); spans != 2*maxSent || asked != 2 {
			t.Errorf("%d spans in %d requests", spans, asked)
		}
		stop()
		synctest.Wait()
	})
}

// TestNobody: a program without a collector notes nothing.
func TestNobody(t *testing.T) {
	t.Parallel()
	var s *Sender
	s.Note(Batch{})
}
