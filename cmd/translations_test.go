package cmd_test

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// translated are the pages that are in Korean as well.
var translated = map[string]string{
	"README.md":       "README.ko.md",
	"docs/operate.md": "docs/ko/operate.md",
	"docs/field.md":   "docs/ko/field.md",
}

// TestTranslations: a page in Korean has the headings, rows, commands and links of
// the English one, so that a change to one asks for the other.
func TestTranslations(t *testing.T) {
	t.Parallel()
	for english, korean := range translated {
		a, b := readPage(t, english), readPage(t, korean)
		for what, of := range map[string]func(name, text string) []string{"headings": headings, "rows of tables": rows, "commands": typedAndNamed, "links": linksOf} {
			if diff := cmp.Diff(of(english, a), of(korean, b)); diff != "" {
				t.Errorf("%s of %s and %s (-English +Korean):\n%s", what, english, korean, diff)
			}
		}
	}
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(path.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	fenced      = regexp.MustCompile("(?ms)^```.*?^```$")
	headingLine = regexp.MustCompile(`(?m)^(#+) `)
	tableRow    = regexp.MustCompile(`(?m)^\|`)
	program     = regexp.MustCompile("`((?:sudo )?(?:kioskd|kioskhq|padsim|pgsim|make|go run) [^`]*)`")
	shellLine   = regexp.MustCompile(`(?m)^(?:sudo |bin/|go |make |export |kiosk).*?(?:  +#.*)?$`)
	shellNote   = regexp.MustCompile(` +#.*$`)
)

// headings returns the levels of a page's headings, in order.
func headings(_, text string) []string {
	return headingLine.FindAllString(fenced.ReplaceAllString(text, ""), -1)
}

func rows(_, text string) []string {
	return tableRow.FindAllString(figures.ReplaceAllString(text, ""), -1)
}

// figures is measured and stands in the English page alone.
var figures = regexp.MustCompile(`(?s)<!-- figures -->.*<!-- /figures -->`)

// typedAndNamed returns the commands of a page's blocks and sentences, sorted.
func typedAndNamed(_, text string) (all []string) {
	text = figures.ReplaceAllString(text, "")
	for _, block := range fenced.FindAllString(text, -1) {
		for _, line := range shellLine.FindAllString(block, -1) {
			all = append(all, shellNote.ReplaceAllString(line, ""))
		}
	}
	for _, m := range program.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// linksOf returns where a page's links lead, as the English page would say it,
// sorted. Those to the other language are left out, and of places within translated
// pages the page alone.
func linksOf(name, text string) (all []string) {
	for _, m := range linkTo.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		to, place, _ := strings.Cut(m[1], "#")
		if !strings.Contains(to, "://") {
			to = path.Join(path.Dir(name), to)
		}
		if m[1][0] == '#' {
			continue
		}
		switch english := inEnglish(to); {
		case english == inEnglish(name):
		case translated[english] != "" || place == "":
			all = append(all, english)
		default:
			all = append(all, english+"#"+place)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

var linkTo = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func inEnglish(name string) string {
	for english, korean := range translated {
		if name == korean {
			return english
		}
	}
	return name
}
