package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSources: every mutant's source is still there, exactly once, and every
// mutant stands in the table that people read.
func TestSources(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "reliability.md"))
	if err != nil {
		t.Fatal(err)
	}
	if len(mutants) < 12 {
		t.Errorf("%d mutants", len(mutants))
	}
	for _, m := range mutants {
		if _, err := m.sources(root); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
		if !strings.Contains(string(page), "| "+m.name+" |") {
			t.Errorf("docs/reliability.md does not tell of %s: make mutants", m.name)
		}
	}
	if strings.Contains(string(page), "got away") {
		t.Error("docs/reliability.md tells of a mutant that got away")
	}
}

// TestCaught has one mutant made and caught, as make mutants does with all.
func TestCaught(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := choose([]string{"blind-start"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := chosen[0].try(root, 100)
	if err != nil || r.seed == 0 {
		t.Errorf("%v, %v", r, err)
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	gone := mutant{name: "gone", edits: []edit{{"agent/doc.go", "no such text", ""}}}
	if _, err := gone.try(root, 1); err == nil || !strings.Contains(err.Error(), "0 times") {
		t.Errorf("got %v", err)
	}
	if _, err := choose([]string{"nobody"}); err == nil {
		t.Error("a mutant was found that is not there")
	}
}

func TestWriteTable(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("before\n"+tableBegins+"old\n"+tableEnds+"after\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := []row{{mutant: mutant{name: "a", about: "b", args: "--only x"}, seed: 7, kind: "lost"}, {mutant: mutant{name: "c"}}}
	if err := writeTable(page, rows); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(got), "| a | b | `--only x` | 7 | lost |") || !strings.HasSuffix(string(got), tableEnds+"after\n") || strings.Contains(string(got), "old") {
		t.Errorf("%v\n%s", err, got)
	}
	if escaped(rows) == nil {
		t.Error("a mutant that got away is no error")
	}
	if err := writeTable(filepath.Join(t.TempDir(), "none"), rows); err == nil {
		t.Error("a missing page is no error")
	}
}
