//go:build linux

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/ledger"
)

// folder is what a run leaves.
func folder(t *testing.T, r result) string {
	t.Helper()
	dir := t.TempDir()
	for name, what := range map[string]any{"config.json": r.Options, "ledgers.json": r.Ledgers, "payments.json": r.Payments, "told.json": r.Told} {
		text, err := json.Marshal(what)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	table, err := newTable(filepath.Join(dir, "samples.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Samples {
		if err := table.add(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func goodRun() result {
	return result{
		Options:  options{Length: 30 * time.Minute, Interval: 5 * time.Second, Compress: 4, Seed: 7},
		Ledgers:  ledgers{Van: ledger.Book{"1": 100}, Journal: ledger.Book{"1": 100}, HQ: ledger.Book{"1": 100}, Customers: ledger.Book{"1": 100}, Facts: 9},
		Payments: []outcome{{Key: "k1", Story: "paid", Status: pay.Approved, Number: "1", Total: 100, Took: 0.5}, {Key: "k2", Story: "silence", Status: pay.NotCharged, Took: 13, Unknown: true}},
		Told:     []string{"line cut for 3.0 s", "line cut for 4.0 s", "kioskd killed", "payment 1: paid: approved, 0.5 s"},
		Samples:  steady(400),
	}
}

// TestReport: the page has what was run, compressed, compared and judged.
func TestReport(t *testing.T) {
	t.Parallel()
	doc := filepath.Join(t.TempDir(), "soak.md")
	if err := writeReport(folder(t, goodRun()), doc); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"30m, a payment every 1.25s, which is 2h of a shop with a payment every 5s. Compressed 4 times", "Seed 7.", "2 payments (1440 were to come, but each waits for the one before to end), 9 facts",
		"| HQ | 1 | 100 |", "| unknown for a while, then certain | 1 |", "| line cut | 2 |", "| kioskd killed | 1 |", "| silence | 1 |",
		"the longest payment, 13 s (silence: not-charged)", "| kioskd: heap, MB | 10.0 | 10.0 | +0.00 | 1.5 |", "(soak/memory.png)",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	for _, p := range pictures {
		if info, err := os.Stat(filepath.Join(filepath.Dir(doc), "soak", p.file+".png")); err != nil || info.Size() == 0 {
			t.Errorf("no picture %s: %v", p.file, err)
		}
	}
}

// TestNoReportOfABadRun: a page says that all is well, so a bad run has none.
func TestNoReportOfABadRun(t *testing.T) {
	t.Parallel()
	r := goodRun()
	r.Ledgers.HQ = ledger.Book{}
	doc := filepath.Join(t.TempDir(), "soak.md")
	if err := writeReport(folder(t, r), doc); err == nil || !strings.Contains(err.Error(), "approval 1") {
		t.Errorf("a report of a bad run: %v", err)
	}
	if _, err := os.Stat(doc); err == nil {
		t.Error("a page was written")
	}
}
