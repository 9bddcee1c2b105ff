// Package storetest holds what every [hq.Store] has to keep, as tests: each
// fact once, byte for byte, in one piece with its payment, and nothing of a
// batch that does not fit.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// Run tests stores that open makes, an empty one for each test.
func Run(t *testing.T, open func(t *testing.T) hq.Store) {
	for name, test := range map[string]func(*testing.T, hq.Store){
		"empty":                testEmpty,
		"facts are kept":       testKept,
		"repeats are skipped":  testRepeats,
		"gaps are refused":     testGap,
		"forks are refused":    testFork,
		"all or none":          testAllOrNone,
		"refused lines":        testRefused,
		"unknown facts":        testUnknown,
		"epochs and kiosks":    testApart,
		"payments are sorted":  testPages,
		"payments filter":      testFilter,
		"sightings":            testSeen,
		"many writers at once": testWriters,
		"context":              testContext,
		"close twice":          testClose,
		"reused bytes":         testReuse,
		"enrolment":            testEnrol,
		"a code counts once":   testEnrolOnce,
		"settings":             testSettings,
		"settings' results":    testSettingsNotes,
		"commands":             testCommands,
		"records":              testRecords,
		"one changes a record": testOneChanges,
		"records are counted":  testCount,
		"alarms add up":        testAlarms,
		"the audit grows":      testAudit,
		"the audit has no gap": testAuditTogether,
		"totals":               testTotals,
		"what people look for": testSearch,
		"offers in stages":     testStages,
		"commands are given":   testGive,
		"hostile texts":        testHostile,
		"two epochs at once":   testTwoEpochs,
		"a crowd":              testCrowd,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			})
			test(t, s)
		})
	}
}

// Facts returns the journal's facts from one number to another.
func Facts(t testing.TB, j *wiretest.Journal, from, to uint64) []hq.Fact {
	t.Helper()
	var facts []hq.Fact
	for seq := from; seq <= to; seq++ {
		f, err := hq.Read(seq, j.Lines[seq-1])
		if err != nil {
			t.Fatal(err)
		}
		facts = append(facts, f)
	}
	return facts
}

// CheckWhole reports what is wrong with what a store holds of a journal: it
// must be the whole journal up to the head, once, byte for byte.
func CheckWhole(t *testing.T, s hq.Store, kiosk string, j *wiretest.Journal) {
	t.Helper()
	head, err := s.Head(t.Context(), kiosk, j.Epoch)
	if err != nil {
		t.Fatal(err)
	}
	last, hash := j.Last()
	if diff := cmp.Diff(hq.Head{Seq: last, Hash: hash}, head); diff != "" {
		t.Errorf("head (-want +got):\n%s", diff)
	}
	stored, err := s.Facts(t.Context(), hq.FactFilter{Kiosk: kiosk, Epoch: j.Epoch})
	if err != nil {
		t.Fatal(err)
	}
	if len(stored) != len(j.Lines) {
		t.Fatalf("%d facts are stored, want %d", len(stored), len(j.Lines))
	}
	for i, f := range stored {
		if f.Seq != uint64(i+1) || string(f.Line) != string(j.Lines[i]) {
			t.Fatalf("fact %d is stored as number %d: %s", i+1, f.Seq, f.Line)
		}
	}
}

func put(t *testing.T, s hq.Store, kiosk string, j *wiretest.Journal, from, to uint64) {
	t.Helper()
	if err := s.Put(t.Context(), kiosk, j.Epoch, Facts(t, j, from, to)); err != nil {
		t.Fatalf("put %d to %d: %v", from, to, err)
	}
}

func testEmpty(t *testing.T, s hq.Store) {
	CheckWhole(t, s, "k1", wiretest.New("e1"))
	if _, err := s.Payment(t.Context(), "k1", "key-1"); !errors.Is(err, hq.ErrNotFound) {
		t.Errorf("a payment nobody made: got %v, want %v", err, hq.ErrNotFound)
	}
	payments, err := s.Payments(t.Context(), hq.Filter{})
	if err != nil || len(payments) != 0 {
		t.Errorf("payments: got %v, %v", payments, err)
	}
	kiosks, err := s.Kiosks(t.Context())
	if err != nil || len(kiosks) != 0 {
		t.Errorf("kiosks: got %v, %v", kiosks, err)
	}
}

func testKept(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Sale("key-1", 11000)
	put(t, s, "k1", j, 1, 3)
	put(t, s, "k1", j, 4, 4)
	CheckWhole(t, s, "k1", j)

	got, err := s.Payment(t.Context(), "k1", "key-1")
	if err != nil {
		t.Fatal(err)
	}
	want := hq.Payment{
		ID: got.ID, Kiosk: "k1", Key: "key-1", Status: hq.Approved, Attempt: 1,
		Started: wiretest.Start.Add(time.Second), Ended: wiretest.Start.Add(3 * time.Second),
		Amount: 11000, Currency: "KRW", Summary: "Latte", Number: "30012345", Ref: "ref-key-1",
		Card: "941009******1234", Method: "credit", Facts: 4,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("payment (-want +got):\n%s", diff)
	}
}

func testRepeats(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(12)
	put(t, s, "k1", j, 1, 5)
	put(t, s, "k1", j, 1, 5)
	put(t, s, "k1", j, 3, 9) // half of it known
	put(t, s, "k1", j, 7, 7)
	put(t, s, "k1", j, 10, 12)
	CheckWhole(t, s, "k1", j)
	p, err := s.Payment(t.Context(), "k1", "key-000000")
	if err != nil || p.Facts != 4 {
		t.Errorf("payment: got %d facts, %v, want 4: a repeat was applied twice", p.Facts, err)
	}
}

func testGap(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(8)
	put(t, s, "k1", j, 1, 2)
	if err := s.Put(t.Context(), "k1", "e1", Facts(t, j, 4, 5)); !errors.Is(err, hq.ErrGap) {
		t.Errorf("facts after a gap: got %v, want %v", err, hq.ErrGap)
	}
	holed := append(Facts(t, j, 3, 4), Facts(t, j, 6, 6)...)
	if err := s.Put(t.Context(), "k1", "e1", holed); !errors.Is(err, hq.ErrGap) {
		t.Errorf("facts with a hole: got %v, want %v", err, hq.ErrGap)
	}
	j.Lines = j.Lines[:2]
	CheckWhole(t, s, "k1", j)
}

func testFork(t *testing.T, s hq.Store) {
	j, other := wiretest.New("e1"), wiretest.New("e1")
	j.Fill(6)
	other.Sale("other", 5)
	other.Fill(10)
	put(t, s, "k1", j, 1, 6)
	for _, from := range []uint64{1, 3, 7} {
		if err := s.Put(t.Context(), "k1", "e1", Facts(t, other, from, 8)); !errors.Is(err, hq.ErrFork) {
			t.Errorf("another chain from %d: got %v, want %v", from, err, hq.ErrFork)
		}
	}
	CheckWhole(t, s, "k1", j)
}

func testAllOrNone(t *testing.T, s hq.Store) {
	j, other := wiretest.New("e1"), wiretest.New("e1")
	j.Fill(8)
	other.Fill(3)
	other.Sale("other", 5)
	broken := append(Facts(t, j, 1, 4), Facts(t, other, 5, 5)...)
	if err := s.Put(t.Context(), "k1", "e1", broken); !errors.Is(err, hq.ErrFork) {
		t.Fatalf("a batch that breaks in the middle: got %v, want %v", err, hq.ErrFork)
	}
	CheckWhole(t, s, "k1", wiretest.New("e1"))
	if _, err := s.Payment(t.Context(), "k1", "key-000000"); !errors.Is(err, hq.ErrNotFound) {
		t.Errorf("a payment of it: got %v, want %v", err, hq.ErrNotFound)
	}
}

func testRefused(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Sale("key-1", 1000)
	j.AddLine(`{"seq":5,"garbage`)
	j.Sale("key-2", 2000)
	put(t, s, "k1", j, 1, 9)
	put(t, s, "k1", j, 4, 6)
	CheckWhole(t, s, "k1", j)
	refused, err := s.Facts(t.Context(), hq.FactFilter{Kiosk: "k1", Epoch: "e1", After: 2, Refused: true})
	if err != nil || len(refused) != 1 || refused[0].Seq != 5 || refused[0].Refused == "" {
		t.Errorf("refused: got %+v, %v, want number 5 with its reason", refused, err)
	}
}

func testUnknown(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.AddRaw("weather", "", []byte(`"sunny"`))
	j.AddRaw("approved", "key-1", []byte(`[1,2]`))
	j.AddRaw("of-tomorrow", "key-1", []byte(`null`))
	put(t, s, "k1", j, 1, 3)
	CheckWhole(t, s, "k1", j)
	p, err := s.Payment(t.Context(), "k1", "key-1")
	if err != nil || p.Status != hq.Approved || p.Facts != 2 || p.Reason == "" {
		t.Errorf("payment: got %+v, %v", p, err)
	}
}

func testApart(t *testing.T, s hq.Store) {
	a, b, c := wiretest.New("e1"), wiretest.New("e1"), wiretest.New("e2")
	a.Sale("same-key", 1000)
	b.Sale("same-key", 2000)
	c.Fill(3)
	put(t, s, "k1", a, 1, 4)
	put(t, s, "k2", b, 1, 4)
	put(t, s, "k1", c, 1, 3)
	CheckWhole(t, s, "k1", a)
	CheckWhole(t, s, "k2", b)
	CheckWhole(t, s, "k1", c)
	for kiosk, want := range map[string]int64{"k1": 1000, "k2": 2000} {
		if p, err := s.Payment(t.Context(), kiosk, "same-key"); err != nil || p.Amount != want {
			t.Errorf("payment of %s: got %d, %v, want %d", kiosk, p.Amount, err, want)
		}
	}
}

func testPages(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(4 * 23)
	put(t, s, "k1", j, 1, 4*23)
	var keys []string
	for f := (hq.Filter{Limit: 5}); ; {
		page, err := s.Payments(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page {
			keys = append(keys, p.Key)
		}
		if f.After = hq.Next(f, page); f.After.IsZero() {
			break
		}
	}
	var want []string
	for i := 22; i >= 0; i-- {
		want = append(want, fmt.Sprintf("key-%06d", i))
	}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("keys, newest first (-want +got):\n%s", diff)
	}
}

func testFilter(t *testing.T, s hq.Store) {
	j, other := wiretest.New("e1"), wiretest.New("e1")
	j.Sale("key-1", 1000)
	j.Sale("key-2", 2000)
	j.Add(wire.KindVoiding, "key-2", wire.Body{Void: &wire.Void{Amount: 2000}})
	other.Sale("key-1", 3000)
	put(t, s, "k1", j, 1, 9)
	put(t, s, "k2", other, 1, 4)
	for _, c := range []struct {
		filter hq.Filter
		want   int
	}{
		{hq.Filter{}, 3}, {hq.Filter{Kiosk: "k1"}, 2}, {hq.Filter{Key: "key-1"}, 2},
		{hq.Filter{Status: hq.Voiding}, 1}, {hq.Filter{Kiosk: "k2", Status: hq.Voiding}, 0},
		{hq.Filter{Kiosk: "k1' OR '1'='1"}, 0}, {hq.Filter{Limit: 2}, 2},
	} {
		if got, err := s.Payments(t.Context(), c.filter); err != nil || len(got) != c.want {
			t.Errorf("%+v: got %d payments, %v, want %d", c.filter, len(got), err, c.want)
		}
	}
	facts, err := s.Facts(t.Context(), hq.FactFilter{Kiosk: "k1", Key: "key-2"})
	if err != nil || len(facts) != 5 || facts[4].Kind != wire.KindVoiding {
		t.Errorf("facts of key-2: got %d, %v", len(facts), err)
	}
}

func testSeen(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(2)
	put(t, s, "k1", j, 1, 2)
	status := &wire.Status{At: wiretest.Start, State: "idle", Pad: wire.Pad{Up: true}}
	at := wiretest.Start.Add(time.Hour)
	for _, k := range []hq.Kiosk{
		{ID: "k1", LastSeen: at, Agent: "a1", Epoch: "e1", Status: status},
		{ID: "k1", LastSeen: at.Add(1), Agent: "a1", Epoch: "e1"},
		{ID: "k1", LastSeen: at.Add(time.Minute), Agent: "a2", Epoch: "e1"},
		{ID: "k0", LastSeen: at, Epoch: "x"},
		{ID: "k0", LastSeen: at, Epoch: "y"},
	} {
		if err := s.Seen(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Kiosks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []hq.Kiosk{
		{ID: "k0", FirstSeen: at, LastSeen: at, Epoch: "y"},
		{ID: "k1", FirstSeen: at, LastSeen: at.Add(time.Minute), Agent: "a2", Epoch: "e1", Acked: 2, Status: status},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kiosks (-want +got):\n%s", diff)
	}
}

// Two connections of one kiosk may store the same facts at the same time.
func testWriters(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(40)
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for from := uint64(1); from < 40; from += 4 {
				if err := s.Put(t.Context(), "k1", "e1", Facts(t, j, from, from+3)); err != nil {
					t.Errorf("put from %d: %v", from, err)
				}
			}
		})
	}
	writers.Wait()
	CheckWhole(t, s, "k1", j)
}

func testContext(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(4)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, "k1", "e1", Facts(t, j, 1, 4)); !errors.Is(err, context.Canceled) {
		t.Errorf("put after the end: got %v, want %v", err, context.Canceled)
	}
	CheckWhole(t, s, "k1", wiretest.New("e1"))
}

func testClose(t *testing.T, s hq.Store) {
	if err := s.Close(); err != nil {
		t.Errorf("first close: %v", err)
	}
}

func testReuse(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(1)
	line := append([]byte(nil), j.Lines[0]...)
	f, err := hq.Read(1, line)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "k1", "e1", []hq.Fact{f}); err != nil {
		t.Fatal(err)
	}
	for i := range line {
		line[i] = 'x'
	}
	CheckWhole(t, s, "k1", j)
}
