package postgres_test

import (
	"strings"
	"testing"

	"kioskd/sync/hq"
)

// TestCountedByIndex: the badge on every page reads a hundred entries of an index,
// however many alarms there are.
func TestCountedByIndex(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	for _, statement := range []string{
		`INSERT INTO records (kind, name, tag, version, body) SELECT 'alarm', n::text, CASE WHEN n > 20000 THEN 'open' ELSE 'settled' END, 1, '{}' FROM generate_series(1, 21000) AS n`,
		`ANALYZE records`,
	} {
		if err := s.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	plan, err := s.PlanOfCount(t.Context())
	if err != nil || !strings.Contains(plan, "using records_tag on records") || !strings.Contains(plan, "actual rows=100 ") {
		t.Errorf("%v, the plan is\n%s", err, plan)
	}
	if n, err := s.Count(t.Context(), "alarm", "open", 100); n != 100 || err != nil {
		t.Errorf("counted %d, %v", n, err)
	}
}

// TestFormerAlarmsAreCounted: those that were kept before there were tags.
func TestFormerAlarmsAreCounted(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	if err := s.BackTo(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"a": `{"state":"open","detail":"\"state\":\"settled\" \u0000"}`,
		"b": `{"detail":"{\"state\":\"open\"}","state":"settled"}`,
		"c": `{}`,
	} {
		if err := s.Exec(t.Context(), `INSERT INTO records (kind, name, version, body) VALUES ('alarm', $1, 1, $2)`, name, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	again := open(t, s.Address())
	for tag, want := range map[string]int{hq.AlarmOpen: 1, hq.AlarmSettled: 1, hq.AlarmTaken: 0} {
		if n, err := again.Count(t.Context(), "alarm", tag, 9); n != want || err != nil {
			t.Errorf("%d are %s, %v, want %d", n, tag, err, want)
		}
	}
}
