package main

import (
	"fmt"
	"os"
	"strings"
)

// row says what became of a mutant.
type row struct {
	mutant
	seed        uint64 // the first that failed; seeds begin with 1; 0 for none
	kind, found string
}

func (r row) String() string {
	if r.seed == 0 {
		return r.name + ": got away"
	}
	return fmt.Sprintf("%s: seed %d: %s: %s", r.name, r.seed, r.kind, r.found)
}

func (r row) markdown() string {
	needed := "got away"
	if r.seed > 0 {
		needed = fmt.Sprint(r.seed)
	}
	return fmt.Sprintf("| %s | %s | `%s` | %s | %s |\n", r.name, r.about, r.args, needed, r.kind)
}

// The table stands between two lines of the page.
const (
	tableBegins = "<!-- made by make mutants -->\n"
	tableEnds   = "<!-- end -->\n"
)

// table returns the table for people.
func table(rows []row) string {
	var b strings.Builder
	b.WriteString("| Mutant | What is wrong | Looked for with | Seeds needed | Found as |\n| --- | --- | --- | ---: | --- |\n")
	for _, r := range rows {
		b.WriteString(r.markdown())
	}
	return b.String()
}

// writeTable puts the table into its place on a page.
func writeTable(file string, rows []row) error {
	page, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(page), tableBegins)
	_, after, end := strings.Cut(rest, tableEnds)
	if !ok || !end {
		return fmt.Errorf("%s has no place for the table: it stands between two comments", file)
	}
	return os.WriteFile(file, []byte(before+tableBegins+table(rows)+tableEnds+after), 0o644)
}
