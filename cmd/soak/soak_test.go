//go:build linux

package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/ledger"
	"kioskd/cmd/internal/programs"
)

// talk is a test's log as a writer.
type talk struct{ *testing.T }

func (w talk) Write(line []byte) (int, error) {
	w.Log(strings.TrimSpace(string(line)))
	return len(line), nil
}

// TestSoak is a soak of twenty seconds, with everything that one of two hours has. It
// says nothing about growth: for that it is too short.
func TestSoak(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds three programs")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	bin := t.TempDir()
	if err := programs.Build(ctx, bin, "kioskd/cmd/kioskd", "kioskd/cmd/kioskhq", "kioskd/cmd/padsim"); err != nil {
		t.Fatal(err)
	}
	o := options{Bin: bin, Out: filepath.Join(t.TempDir(), "run"), Length: 20 * time.Second, Interval: 5 * time.Second, Every: 5 * time.Second, Compress: 8, Seed: 1}
	r, err := run(ctx, o, talk{t})
	if err != nil {
		t.Fatal(err)
	}
	if d := r.Ledgers.disagreements(); len(d) > 0 {
		t.Errorf("the books differ: %s", strings.Join(d, "; "))
	}
	if len(r.Payments) < 5 || len(r.Ledgers.Van) == 0 || r.Ledgers.Facts == 0 {
		t.Errorf("it hardly did anything: %s", r.line())
	}
	if len(r.growths()) != len(bounds) {
		t.Errorf("growth was not judged: %d samples", len(r.Samples))
	}
	for _, g := range r.growths() {
		if math.IsNaN(g.First) || math.IsNaN(g.Last) {
			t.Errorf("%s was not seen", g.name)
		}
	}
}

// steady are samples of a run in which nothing grows but what has to.
func steady(n int) (all []sample) {
	for i := range n {
		p := process{Life: 1, Anonymous: 20 * mb, Resident: 40 * mb, Handles: 30, Goroutines: 40, Heap: 10 * mb}
		all = append(all, sample{Seconds: float64(i), Payments: float64(i), Kiosk: p, HQ: p, Journal: float64(i) * 9 * kb, Logs: float64(i) * kb, HQStore: float64(i) * kb})
	}
	return all
}

// TestGrowth: what grows beyond its bound fails the run, and is named.
func TestGrowth(t *testing.T) {
	t.Parallel()
	good := result{Samples: steady(400)}
	if err := good.verdict(); err != nil {
		t.Fatalf("a steady run: %v", err)
	}
	for name, spoil := range map[string]func(*sample){
		"kioskd: memory of its own":  func(s *sample) { s.Kiosk.Anonymous += s.Seconds * 40 * kb },
		"kioskd: goroutines":         func(s *sample) { s.Kiosk.Goroutines += math.Floor(s.Seconds / 20) },
		"kioskhq: descriptors":       func(s *sample) { s.HQ.Handles += math.Floor(s.Seconds / 20) },
		"the kiosk's data folder":    func(s *sample) { s.Journal *= 5 },
		"kioskhq: heap":              func(s *sample) { s.HQ.Heap = math.NaN() }, // never seen
		"facts that wait for HQ":     func(s *sample) { s.Waiting = s.Seconds },
		"kioskd: heap":               func(s *sample) { s.Kiosk.Heap += s.Seconds * 20 * kb },
		"kioskhq: memory of its own": func(s *sample) { s.HQ.Anonymous += s.Seconds * 40 * kb },
	} {
		bad := result{Samples: steady(400)}
		for i := range bad.Samples {
			spoil(&bad.Samples[i])
		}
		if err := bad.verdict(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s grows, and the verdict is %v", name, err)
		}
	}
}

// TestBooksDiffer: whatever one side has and another has not is found.
func TestBooksDiffer(t *testing.T) {
	t.Parallel()
	same := func() ledgers {
		return ledgers{Van: ledger.Book{"1": 100, "2": 200}, Journal: ledger.Book{"1": 100, "2": 200}, HQ: ledger.Book{"1": 100, "2": 200}, Customers: ledger.Book{"1": 100, "2": 200}}
	}
	if d := same().disagreements(); len(d) > 0 {
		t.Fatalf("the same books differ: %v", d)
	}
	for name, spoil := range map[string]func(ledgers){
		"lost at HQ":                  func(l ledgers) { delete(l.HQ, "1") },
		"lost in the journal":         func(l ledgers) { delete(l.Journal, "2") },
		"another amount":              func(l ledgers) { l.HQ["1"] = 99 },
		"shown and not taken":         func(l ledgers) { l.Customers["3"] = 300 },
		"taken, and nobody was told":  func(l ledgers) { delete(l.Customers, "1") },
		"nothing, where there is one": func(l ledgers) { l.Journal["3"] = 0 },
	} {
		l := same()
		spoil(l)
		r := result{Ledgers: l, Samples: steady(400)}
		if d := l.disagreements(); len(d) != 1 || r.verdict() == nil {
			t.Errorf("%s: %v, verdict %v", name, d, r.verdict())
		}
	}
	if r := (result{Payments: []outcome{{Status: pay.Unresolved}}, Samples: steady(400)}); r.verdict() == nil {
		t.Error("a payment was left to the staff, and the verdict is good")
	}
}

// TestTable: samples are read as they were written, those that were not seen too.
func TestTable(t *testing.T) {
	t.Parallel()
	want := steady(3)
	want[1].Kiosk.Heap = math.NaN()
	path := filepath.Join(t.TempDir(), "samples.csv")
	table, err := newTable(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range want {
		if err := table.add(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.close(); err != nil {
		t.Fatal(err)
	}
	got, err := readTable(path)
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestUsage: what cannot be run says what would.
func TestUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"--bin", "x"}, {"--bin", "x", "--out", "y", "--hours", "0"}, {"--bin", "x", "--out", "y", "--compress", "0.5"}, {"--nothing"}} {
		if _, err := parse(args, talk{t}); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
	if o, err := parse([]string{"--bin", "x", "--out", "y", "--hours", "0.5"}, talk{t}); err != nil || o.Length != 30*time.Minute {
		t.Error(fmt.Sprint(o, err))
	}
}
