package pg_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testName   = regexp.MustCompile("`(Test[A-Z][A-Za-z0-9]*)`")
	testFunc   = regexp.MustCompile(`(?m)^func (Test[A-Z][A-Za-z0-9]*)\(t \*testing\.T\)`)
	tableEntry = regexp.MustCompile(`(?m)^\| ([EFGH][0-9]+) \| [^|]+ \| ([^|]+) \|$`)
)

// TestTableOfProof: each row of the table in docs/providers.md names a test that there
// is, or says in words why there is none.
func TestTableOfProof(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../docs/providers.md")
	if err != nil {
		t.Fatal(err)
	}
	there := testsIn(t, "..", "../../../cmd/internal/hqapp", "../../../cmd/internal/demoapp")
	rows := map[string]bool{}
	for _, row := range tableEntry.FindAllStringSubmatch(string(text), -1) {
		if rows[row[1]] {
			t.Errorf("%s stands there twice", row[1])
		}
		rows[row[1]] = true
		names := testName.FindAllStringSubmatch(row[2], -1)
		if len(names) == 0 && len(strings.Fields(row[2])) < 5 {
			t.Errorf("%s names no test and says nothing: %q", row[1], row[2])
		}
		for _, name := range names {
			if !there[name[1]] {
				t.Errorf("%s names %s, which is no test", row[1], name[1])
			}
		}
	}
	if want := 25 + 14 + 12 + 21; len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
}

// testsIn returns the names of all tests below some folders.
func testsIn(t *testing.T, dirs ...string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, f := range testFunc.FindAllStringSubmatch(string(text), -1) {
				all[f[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}
