package all

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFoldersAreAlike: every driver has the files that docs/drivers.md lists, and
// what it has more of is a part of one of them.
func TestFoldersAreAlike(t *testing.T) {
	t.Parallel()
	want := listed(t)
	for _, d := range Drivers() {
		if diff := cmp.Diff(want, nouns(t, filepath.Join("..", d.Name))); diff != "" {
			t.Errorf("drivers/%s is no driver like the others (-docs/drivers.md +files)\n%s", d.Name, diff)
		}
	}
}

// nouns are the files of a folder without their parts, as in message for
// message_cancel.go.
func nouns(t *testing.T, dir string) (all []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d files in %s, %v", len(paths), dir, err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".go")
		if !strings.HasSuffix(name, "_test") {
			noun, _, _ := strings.Cut(name, "_")
			all = append(all, noun)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// listed are the files in the table of docs/drivers.md.
func listed(t *testing.T) (all []string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "drivers.md"))
	if err != nil {
		t.Fatal(err)
	}
	file := regexp.MustCompile("`([a-z]+)(?:_…)?\\.go`")
	for line := range strings.Lines(string(page)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		names, _, _ := strings.Cut(line[1:], "|")
		for _, m := range file.FindAllStringSubmatch(names, -1) {
			all = append(all, m[1])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
