package manual

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is where the repository begins.
const root = "../.."

// page is one page of the documentation.
type page struct {
	name string // as in docs/hq.md
	text string
}

func pages(t *testing.T) (all []page) {
	t.Helper()
	names, err := filepath.Glob(root + "/docs/*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range append(names, root+"/README.md", root+"/CONTRIBUTING.md", root+"/CHANGELOG.md", root+"/SECURITY.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		short, err := filepath.Rel(root, name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page{filepath.ToSlash(short), string(text)})
	}
	return all
}

// script is the file in testdata that types what the page shows.
func (p page) script() string { return strings.TrimSuffix(filepath.Base(p.name), ".md") + ".txt" }

var (
	block    = regexp.MustCompile("(?ms)^[ \t]*```([a-z]*)\n(.*?)^[ \t]*```$")
	comment  = regexp.MustCompile(`(?m)(^|\s+)# .*$`)
	wrapped  = regexp.MustCompile(`\s*\\\n\s*`)
	span     = regexp.MustCompile("`([^`\n]+)`")
	indented = regexp.MustCompile(`(?m)^    (?:sudo |go run |make |kioskd |kioskhq |padsim |pgsim ).*$`)
)

// commands returns what the page's blocks of code have a person type: all of a
// block marked sh, without its comments.
func (p page) commands() (all []string) {
	for _, b := range block.FindAllStringSubmatch(p.text, -1) {
		if b[1] != "sh" {
			continue
		}
		text := comment.ReplaceAllString(wrapped.ReplaceAllString(b[2], " "), "")
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" {
				all = append(all, line)
			}
		}
	}
	return all
}

// unmarked returns the lines that look like commands, in a place where commands
// would not see them.
func (p page) unmarked() (all []string) {
	outside := block.ReplaceAllStringFunc(p.text, func(text string) string {
		b := block.FindStringSubmatch(text)
		if b[1] == "" {
			for line := range strings.Lines(b[2]) {
				if strings.HasPrefix(line, "$ ") || command.MatchString(line) {
					all = append(all, line)
				}
			}
		}
		return ""
	})
	return append(all, indented.FindAllString(outside, -1)...)
}

// spans returns what stands in the page's sentences and tables as code.
func (p page) spans() (all []string) {
	for _, found := range span.FindAllStringSubmatch(block.ReplaceAllString(p.text, ""), -1) {
		all = append(all, found[1])
	}
	return all
}

// TestCommandsAreMarked: commands stand in blocks marked sh, where the other tests
// find them.
func TestCommandsAreMarked(t *testing.T) {
	t.Parallel()
	for _, p := range pages(t) {
		for _, line := range p.unmarked() {
			t.Errorf("%s shows %q outside of a block that begins with ```sh", p.name, line)
		}
	}
}
