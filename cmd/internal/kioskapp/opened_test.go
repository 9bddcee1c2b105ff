package kioskapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/cmd/internal/config"
	"kioskd/queue"
	"kioskd/sync/wire"
)

func TestNews(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		opening queue.Opening
		want    string
	}{
		{queue.Opening{Made: true}, ""},
		{queue.Opening{Clean: true}, ""},
		{queue.Opening{Forgetful: "overlay"}, "on overlay and may be gone"},
		{queue.Opening{Found: []string{"a", "b"}, Done: []string{"c"}, Kept: []string{"d", "e"}}, "a; b; c; kept: d, e"},
		{queue.Opening{Missing: []queue.Span{{First: 3, Last: 3}, {First: 7, Last: 9}}}, "lost for good: facts [3 7 to 9]"},
		{queue.Opening{Found: []string{strings.Repeat("ü", maxNews)}}, " …"},
	} {
		got := News(row.opening)
		if !strings.Contains(got, row.want) || (got == "") != (row.want == "") || len(got) > maxNews+8 {
			t.Errorf("%+v: %d bytes, %q, want %q", row.opening, len(got), got, row.want)
		}
	}
}

// Whoever opens a damaged journal first, a tool or the agent, HQ gets to hear of
// it: there is one alarm, and no other the next time.
func TestMendingIsRecordedOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func() *Books {
		b, err := openBooks(Options{Config: config.Config{Data: dir}, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	closed := func(b *Books) {
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	b := open()
	if err := b.alarm(t.Context(), time.Now(), nil, agent.FaultPad, "so that there is something to damage"); err != nil {
		t.Fatal(err)
	}
	closed(b)
	if err := os.WriteFile(filepath.Join(dir, "queue.db"), []byte("not a store"), 0o600); err != nil {
		t.Fatal(err)
	}
	closed(open())
	b = open()
	defer closed(b)
	facts, err := b.queue.From(1, queue.Limit{})
	if err != nil || len(facts) != 2 {
		t.Fatalf("%d facts, %v, want the first and one alarm", len(facts), err)
	}
	var body wire.Body
	if err := json.Unmarshal(facts[1].Body, &body); err != nil || body.Fault != agent.FaultMended.Number || !strings.Contains(body.Reason, "queue.db") {
		t.Errorf("%s, %v", facts[1].Body, err)
	}
}

// A journal that cannot be opened any more says which command to type.
func TestDamageNamesTheNextStep(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := Options{Config: config.Config{Data: dir}, Log: slog.New(slog.DiscardHandler)}
	b, err := openBooks(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(dir, "queue-*.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range logs {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "queue.db"), []byte("not a store"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("kioskd queue salvage --from %s --to %s.new", dir, dir)
	if _, err := openBooks(o); !errors.Is(err, queue.ErrDamaged) || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q in it", err, want)
	}
}
