package cmd_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v3"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/hqapp"
	"kioskd/cmd/internal/kioskapp"
)

// runner is a program that serves numbers.
type runner interface {
	Run(context.Context) error
	MetricsAddress() string
}

// scrape runs a program and has Prometheus' parser read its page.
func scrape(t *testing.T, a runner) map[string]*dto.MetricFamily {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	answer, err := http.Get("http://" + a.MetricsAddress() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	stop()
	if ranErr := <-ended; err != nil || ranErr != nil {
		t.Fatalf("%v, %v", err, ranErr)
	}
	p := expfmt.NewTextParser(model.LegacyValidation)
	all, err := p.TextToMetricFamilies(strings.NewReader(string(text)))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return all
}

// pages returns the numbers of both programs.
func pages(t *testing.T) map[string]*dto.MetricFamily {
	t.Helper()
	c := config.Default()
	c.Data, c.TestMode, c.Pad.Port = t.TempDir(), true, "tcp://127.0.0.1:9"
	c.Screen.Listen, c.Metrics.Listen, c.HQ.URL = "127.0.0.1:0", "127.0.0.1:0", "ws://127.0.0.1:9/sync"
	c.HQ.TokenFile = filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(c.HQ.TokenFile, []byte("a-token"), 0o600); err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	kiosk, err := kioskapp.Open(kioskapp.Options{Config: c, Version: "test", Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	hq, err := hqapp.New(hqapp.Config{Listen: "127.0.0.1:0", Store: "memory:", Metrics: "127.0.0.1:0", Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	all := scrape(t, kiosk)
	maps.Copy(all, scrape(t, hq))
	return all
}

// labels are those that a number may have; each has a few values that the program
// lists itself.
var labels = []string{"kind", "end", "cause", "currency", "version", "state", "by"}

// TestMonitoring: what dashboards, rules and the documentation name is served, all
// that is served is documented, and no label could hold a key, a name or a card.
func TestMonitoring(t *testing.T) {
	t.Parallel()
	served := pages(t)
	for _, m := range served {
		for _, sample := range m.GetMetric() {
			for _, l := range sample.GetLabel() {
				if !slices.Contains(labels, l.GetName()) {
					t.Errorf("%s has the label %s: is it one of a few values that the program lists?", m.GetName(), l.GetName())
				}
			}
		}
	}
	guide := readDoc(t, "monitoring.md")
	for name := range served {
		if !strings.Contains(guide, "`"+name) {
			t.Errorf("docs/monitoring.md does not say what %s tells", name)
		}
	}
	for where, queries := range map[string][]string{"alerts": rules(t), "kioskd": dashboard(t, "kioskd"), "kioskhq": dashboard(t, "kioskhq"), "guide": {guide}} {
		for _, q := range queries {
			checkQuery(t, served, where, q)
		}
	}
}

func readDoc(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	metricName  = regexp.MustCompile(`\b(kioskd|kioskhq)_[a-z_]+\b`)
	metricPart  = regexp.MustCompile(`_(bucket|sum|count)$`)
	labelValues = regexp.MustCompile(`\{(\w+)=~?"([^"]+)"`)
)

// checkQuery compares the names in a query with what is served.
func checkQuery(t *testing.T, served map[string]*dto.MetricFamily, where, q string) {
	t.Helper()
	for _, name := range metricName.FindAllString(q, -1) {
		if served[name] == nil && served[metricPart.ReplaceAllString(name, "")] == nil {
			t.Errorf("%s names %s, which nobody serves", where, name)
		}
	}
	if strings.Count(q, "(") != strings.Count(q, ")") || strings.Count(q, "{") != strings.Count(q, "}") || strings.Count(q, "[") != strings.Count(q, "]") {
		t.Errorf("%s: brackets do not match in %s", where, q)
	}
	for _, m := range labelValues.FindAllStringSubmatch(q, -1) {
		for _, value := range strings.Split(m[2], "|") {
			if m[1] != "job" && !hasValue(served, m[1], value) {
				t.Errorf("%s asks for %s=%q, which nothing has", where, m[1], value)
			}
		}
	}
}

func hasValue(served map[string]*dto.MetricFamily, label, value string) bool {
	for _, m := range served {
		for _, sample := range m.GetMetric() {
			for _, l := range sample.GetLabel() {
				if l.GetName() == label && l.GetValue() == value {
					return true
				}
			}
		}
	}
	return false
}

// rules returns the queries of the alert rules, each of which says what it means and
// what to do.
func rules(t *testing.T) (queries []string) {
	t.Helper()
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(readDoc(t, "monitoring/alerts.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if r.Alert == "" || r.Expr == "" || r.For == "" || r.Annotations["summary"] == "" || r.Annotations["next"] == "" || r.Labels["severity"] == "" {
				t.Errorf("a rule lacks something: %+v", r)
			}
			queries = append(queries, r.Expr)
		}
	}
	if len(queries) < 10 {
		t.Errorf("%d rules", len(queries))
	}
	return queries
}

// dashboard returns the queries of a dashboard, as Grafana would read them.
func dashboard(t *testing.T, name string) (queries []string) {
	t.Helper()
	var d struct {
		UID, Title    string
		SchemaVersion int
		Panels        []struct {
			ID          int
			Title, Type string
			GridPos     struct{ X, Y, W, H int }
			Targets     []struct{ RefID, Expr string }
		}
	}
	if err := json.Unmarshal([]byte(readDoc(t, "monitoring/"+name+"-dashboard.json")), &d); err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, p := range d.Panels {
		if p.Title == "" || p.Type == "" || len(p.Targets) == 0 || seen[p.ID] || p.GridPos.W < 1 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("%s: a panel is not whole: %+v", name, p)
		}
		seen[p.ID] = true
		for _, target := range p.Targets {
			queries = append(queries, target.Expr)
		}
	}
	if d.UID == "" || d.Title == "" || d.SchemaVersion < 30 || len(queries) < 6 {
		t.Errorf("%s: %q %q %d, %d queries", name, d.UID, d.Title, d.SchemaVersion, len(queries))
	}
	return queries
}
