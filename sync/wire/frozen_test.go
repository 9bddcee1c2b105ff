package wire

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const frozenList = "testdata/frozen.sha256"

// TestGoldenFilesAreNeverChanged compares each golden file with the list of their
// hashes. What is new is written to the list with -add; what is there stays as it
// is for ever, because kiosks out there speak like that.
func TestGoldenFilesAreNeverChanged(t *testing.T) {
	frozen, files := readFrozen(t), goldenFiles(t)
	for name, hash := range frozen {
		if files[name] != hash {
			t.Errorf("%s was changed or taken away: golden files are only added to", name)
		}
	}
	added := ""
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if frozen[name] == "" {
			added += fmt.Sprintf("%s  %s\n", files[name], name)
		}
	}
	if added == "" {
		return
	}
	if !*addGolden {
		t.Fatalf("new golden files are not in %s; once they are right for ever, run this test with -add:\n%s", frozenList, added)
	}
	list, err := os.OpenFile(frozenList, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := list.WriteString(added); err != nil {
		t.Fatal(err)
	}
	if err := list.Close(); err != nil {
		t.Fatal(err)
	}
}

// readFrozen reads the list, which sha256sum --check reads too.
func readFrozen(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile(frozenList)
	if err != nil && !*addGolden {
		t.Fatal(err)
	}
	frozen := map[string]string{}
	for line := range strings.Lines(string(b)) {
		hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || !isHash(hash) {
			t.Fatalf("%s: %q", frozenList, line)
		}
		frozen[name] = hash
	}
	return frozen
}

func goldenFiles(t *testing.T) map[string]string {
	t.Helper()
	hashes := map[string]string{}
	for _, pattern := range []string{"testdata/v1/*", "testdata/compat/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			hashes[filepath.ToSlash(name)] = Hash(b)
		}
	}
	return hashes
}
