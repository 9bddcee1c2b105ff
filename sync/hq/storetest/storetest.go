// Package storetest holds what every [hq.Store] has to keep, as tests: each
// fact once, byte for byte, in one piece with its payment, and nothing of a
// batch that does not fit.
package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
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
