package metrics

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

func sample() []Family {
	c := NewCounter("x_payments_total", "Payments.", "outcome", "approved", "declined")
	for _, v := range []string{"approved", "approved", "4111111111111111", "a\"b\n"} {
		c.Add(v)
	}
	h := NewHistogram("x_seconds", "How long.", 10*time.Millisecond, time.Second)
	for _, d := range []time.Duration{time.Millisecond, 10 * time.Millisecond, 500 * time.Millisecond, time.Minute} {
		h.Add(d)
	}
	return []Family{c.Family(), h.Family(), Gauge("x_sum", "A \\ and\na line.", 1.5, Label{"currency", `K"R\W`})}
}

// TestText: what is served is what Prometheus reads, and a value that nobody listed is
// no label.
func TestText(t *testing.T) {
	t.Parallel()
	const want = `# HELP x_payments_total Payments.
# TYPE x_payments_total counter
x_payments_total{outcome="approved"} 2
x_payments_total{outcome="declined"} 0
x_payments_total{outcome="other"} 2
# HELP x_seconds How long.
# TYPE x_seconds histogram
x_seconds_bucket{le="0.01"} 2
x_seconds_bucket{le="1"} 3
x_seconds_bucket{le="+Inf"} 4
x_seconds_sum 60.511
x_seconds_count 4
# HELP x_sum A \\ and\na line.
# TYPE x_sum gauge
x_sum{currency="K\"R\\W"} 1.5
`
	if diff := cmp.Diff(want, string(Text(sample()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPrometheusReads has Prometheus' own parser read it.
func TestPrometheusReads(t *testing.T) {
	t.Parallel()
	p := expfmt.NewTextParser(model.LegacyValidation)
	read, err := p.TextToMetricFamilies(strings.NewReader(string(Text(sample()))))
	if err != nil {
		t.Fatal(err)
	}
	if h := read["x_seconds"].GetMetric()[0].GetHistogram(); h.GetSampleCount() != 4 || len(h.GetBucket()) != 3 {
		t.Errorf("%v", h)
	}
	if l := read["x_sum"].GetMetric()[0].GetLabel()[0]; l.GetValue() != `K"R\W` {
		t.Errorf("%v", l)
	}
}

// TestRefused: pages are refused on loopback, programs are not.
func TestRefused(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(Handler(func(context.Context) []Family { return sample() }))
	defer s.Close()
	for name, c := range map[string]struct {
		host, header, value string
		code                int
	}{
		"program": {"", "X", "y", 200}, "name": {"localhost:9", "X", "y", 200}, "typed": {"", "Sec-Fetch-Site", "none", 200},
		"rebinding": {"evil.example", "X", "y", 403}, "page": {"", "Sec-Fetch-Site", "cross-site", 403}, "own page": {"", "Sec-Fetch-Site", "same-origin", 403},
		"origin": {"", "Origin", "http://a.localhost", 403},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+Path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		r.Header.Set(c.header, c.value)
		answer, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != c.code {
			t.Errorf("%s: %s, want %d", name, answer.Status, c.code)
		}
	}
}

// TestServe: it ends when it is told to, and gives the port free.
func TestServe(t *testing.T) {
	t.Parallel()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, on, func(context.Context) []Family { return sample() }) }()
	answer, err := http.Get("http://" + on.Addr().String() + Path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil || !strings.Contains(string(text), "go_goroutines ") {
		t.Errorf("%s: %v", text, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := http.Get("http://" + on.Addr().String() + Path); err == nil {
		t.Error("it still answers")
	}
}
