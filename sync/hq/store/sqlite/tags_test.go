package sqlite_test

import (
	"path/filepath"
	"strings"
	"testing"

	"kioskd/sync/hq"
)

// TestCountedByIndex: the badge on every page reads no alarm.
func TestCountedByIndex(t *testing.T) {
	t.Parallel()
	plan, err := open(t, filepath.Join(t.TempDir(), "hq.db")).PlanOfCount(t.Context())
	if err != nil || !strings.Contains(plan, "USING COVERING INDEX records_tag (kind=? AND tag=?)") {
		t.Errorf("%v, the plan is\n%s", err, plan)
	}
}

// TestFormerAlarmsAreCounted: those that were kept before there were tags.
func TestFormerAlarmsAreCounted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "hq.db")
	s := open(t, path)
	if err := s.BackTo(t.Context(), 8); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"a": `{"state":"open","detail":"\"state\":\"settled\" \u0000"}`,
		"b": `{"detail":"{\"state\":\"open\"}","state":"settled"}`,
		"c": `{}`,
	} {
		if err := s.Exec(t.Context(), `INSERT INTO records (kind, name, version, body) VALUES ('alarm', ?, 1, ?)`, name, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	for tag, want := range map[string]int{hq.AlarmOpen: 1, hq.AlarmSettled: 1, hq.AlarmTaken: 0} {
		if n, err := s.Count(t.Context(), "alarm", tag, 9); n != want || err != nil {
			t.Errorf("%d are %s, %v, want %d", n, tag, err, want)
		}
	}
}
