package cmd_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var (
	testName = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w*`)
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z]\w*)\(`)
)

// TestDocs: the tests that a page names exist, and its links lead somewhere.
func TestDocs(t *testing.T) {
	t.Parallel()
	tests := testsOfTheHouse(t)
	for _, page := range allPages(t) {
		text := readPage(t, page)
		for _, name := range testName.FindAllString(text, -1) {
			if !tests[name] {
				t.Errorf("%s names %s, which is no test", page, name)
			}
		}
		for _, link := range linkTo.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
			if problem := follow(page, link[1]); problem != "" {
				t.Errorf("%s links to %s: %s", page, link[1], problem)
			}
		}
	}
}

// allPages lists everything that is written for people.
func allPages(t *testing.T) (all []string) {
	t.Helper()
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md", "examples/*/*.md"} {
		found, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			all = append(all, strings.TrimPrefix(filepath.ToSlash(name), "../"))
		}
	}
	if len(all) < 30 {
		t.Fatalf("only %d pages: %v", len(all), all)
	}
	return all
}

// follow says why a link of a page leads nowhere, or nothing.
func follow(page, link string) string {
	if strings.Contains(link, "://") {
		return ""
	}
	to, place, _ := strings.Cut(link, "#")
	target := path.Join("..", path.Dir(page), to)
	if to == "" {
		target = path.Join("..", page)
	}
	if _, err := os.Stat(target); err != nil {
		return err.Error()
	}
	if place == "" {
		return ""
	}
	text, err := os.ReadFile(target)
	if err != nil {
		return err.Error()
	}
	if !slices.Contains(places(string(text)), place) {
		return "that page has no such heading"
	}
	return ""
}

var headingText = regexp.MustCompile(`(?m)^#+ +(.*)$`)

// places lists where links may lead within a page, as the usual sites name
// headings: small letters, a hyphen for each space, other signs left out.
func places(text string) (all []string) {
	seen := map[string]int{}
	for _, m := range headingText.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, markup.ReplaceAllString(m[1], "$1"))
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s-%d", name, seen[name]-1)
		}
		all = append(all, name)
	}
	return all
}

var markup = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// testsOfTheHouse returns the names of all tests, those of other systems as well.
func testsOfTheHouse(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, found := range testFunc.FindAllStringSubmatch(string(text), -1) {
			all[found[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
