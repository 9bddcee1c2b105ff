package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kioskd/queue"
)

func TestMedianAndPercentile(t *testing.T) {
	for _, row := range []struct {
		list []float64
		want float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 2, 8, 6}, 5}} {
		if got := median(row.list); got != row.want {
			t.Errorf("median of %v: got %v, want %v", row.list, got, row.want)
		}
	}
	list := make([]time.Duration, 200)
	for i := range list {
		list[i] = time.Duration(i)
	}
	if got := percentile(list, 50); got != 100 {
		t.Errorf("p50 of 0 to 199: got %d, want 100", got)
	}
	if got := percentile(list, 99); got != 198 {
		t.Errorf("p99 of 0 to 199: got %d, want 198", got)
	}
}

// A ratio is formed inside a round: rates of different rounds never meet.
func TestRatioInsideRounds(t *testing.T) {
	a, base := place{"a", 1}, place{"base", 1}
	b := board{
		a:    {{rate: 20}, {rate: 2}, {rate: 200}},
		base: {{rate: 10}, {rate: 1}, {rate: 100}},
	}
	if got := b.ratio(a, base); got != 2 {
		t.Errorf("got %v, want 2", got)
	}
	b[a][0].p50, b[base][0].p50 = 30, 10
	b[a][1].p50, b[base][1].p50 = 2, 1
	b[a][2].p50, b[base][2].p50 = 4000, 1000
	if got := b.patience(a, base); got != 3 {
		t.Errorf("waits: got %v, want 3", got)
	}
	if got := b.ratio(a, place{"nobody", 1}); got != 0 {
		t.Errorf("against nobody: got %v, want 0", got)
	}
}

func TestRecords(t *testing.T) {
	for _, n := range []int{0, 7, 999_999} {
		r := record(n)
		if len(r) != recordBytes || !json.Valid(r) {
			t.Errorf("record %d has %d bytes, valid %v", n, len(r), json.Valid(r))
		}
	}
}

// Every contender keeps what it is given, by several callers at once, and closes.
func TestContenders(t *testing.T) {
	for _, c := range contenders() {
		t.Run(c.name, func(t *testing.T) {
			s, err := c.open(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if err := share(4, 40, func(n int) error { return s.Put(t.Context(), n, record(n)) }); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A fact's line is as long as a record, give or take a few digits.
func TestFactLines(t *testing.T) {
	s, err := openKiosk(moneyFact)(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	q := s.(kiosk).Queue
	for _, f := range []queue.Fact{moneyFact(123_456), plainFact(123_456)} {
		kept, err := q.Append(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(kept[0].Line); got < recordBytes-16 || got > recordBytes+16 {
			t.Errorf("the line of a fact of kind %s has %d bytes, want about %d", f.Kind, got, recordBytes)
		}
	}
	if err := q.Close(); err != nil {
		t.Error(err)
	}
}

func TestSumCalls(t *testing.T) {
	const summary = `% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 90.00    0.010000         100       100           fdatasync
 10.00    0.001000         500         2         1 fsync
------ ----------- ----------- --------- --------- ----------------
100.00    0.011000         107       102         1 total
`
	got, err := sumCalls(summary)
	if err != nil || got != 102 {
		t.Errorf("got %d, error %v, want 102", got, err)
	}
	if got, err := sumCalls(""); err != nil || got != 0 {
		t.Errorf("nothing: got %d, error %v", got, err)
	}
	if _, err := sumCalls("1.0 2.0 3 many fsync\n"); err == nil {
		t.Error("a count that is no number: no error")
	}
}

func TestPage(t *testing.T) {
	page := "# Speed\n" + pageBegin + "old\n" + pageEnd + "notes\n"
	got, err := replace(page, "new\n")
	if want := "# Speed\n" + pageBegin + "new\n" + pageEnd + "notes\n"; err != nil || got != want {
		t.Errorf("got %q, error %v", got, err)
	}
	for _, bad := range []string{"", pageBegin, pageEnd + pageBegin} {
		if _, err := replace(bad, "new"); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 999.4: "999", 1000: "1,000", 1234567: "1,234,567", 1000042: "1,000,042"} {
		if got := count(n); got != want {
			t.Errorf("%v: got %s, want %s", n, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	r := table{"a", "b"}.begin()
	r.row("1", "2")
	if got, want := r.String(), "| a | b |\n| --- | --- |\n| 1 | 2 |\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAims(t *testing.T) {
	for _, row := range []struct {
		a   aim
		met bool
	}{
		{atLeast("", 3.5, 3.5, "×"), true},
		{atLeast("", 3.5, 3.49, "×"), false},
		{atMost("", 1.05, 1.05, ""), true},
		{atMost("", 1.05, 1.06, ""), false},
	} {
		if row.a.met != row.met {
			t.Errorf("%+v: met %v, want %v", row.a, row.a.met, row.met)
		}
	}
	if text := aimsTable([]aim{atMost("x", 1, 2, "")}); !strings.Contains(text, "**missed**") {
		t.Errorf("a missed aim is not said: %s", text)
	}
}
