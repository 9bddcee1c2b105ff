package kioskapp

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/internal/metrics"
	"kioskd/queue"
)

// TestNumbers: payments are counted by what happened, an unknown outcome by how it
// ended, and nothing of a payment gets into a label.
func TestNumbers(t *testing.T) {
	t.Parallel()
	n := newNumbers()
	for _, f := range []struct{ kind, key string }{
		{"started", "a-key-1"}, {"unknown", "a-key-1"}, {"approved", "a-key-1"}, // was paid after all
		{"started", "a-key-2"}, {"approved", "a-key-2"}, // never was unknown
		{"unknown", "a-key-3"}, {"unresolved", "a-key-3"}, {"unknown", "a-key-4"}, {"4111111111111111", "a-key-5"},
	} {
		n.wrote([]queue.Fact{{Kind: f.kind, Key: f.key}}, 3*time.Millisecond, nil)
	}
	n.wrote(nil, time.Second, errors.New("disk full"))
	page := string(metrics.Text([]metrics.Family{n.outcomes.Family(), n.endings.Family(), n.append.Family(), n.failed.Family()}))
	for _, want := range []string{
		`kioskd_payment_facts_total{kind="approved"} 2`, `kioskd_payment_facts_total{kind="unknown"} 3`, `kioskd_payment_facts_total{kind="other"} 1`,
		`kioskd_unknown_ended_total{end="approved"} 1`, `kioskd_unknown_ended_total{end="unresolved"} 1`, `kioskd_journal_append_seconds_count 9`,
		`kioskd_journal_append_seconds_bucket{le="0.005"} 9`, `kioskd_journal_append_seconds_bucket{le="0.002"} 0`, `kioskd_journal_failures_total{cause="disk"} 1`,
	} {
		if !strings.Contains(page, want+"\n") {
			t.Errorf("there is no line %s in\n%s", want, page)
		}
	}
	if strings.Contains(page, "a-key") || strings.Contains(page, "4111") || n.open() != 1 {
		t.Errorf("%d are open; %s", n.open(), page)
	}
}
