// Mutants shows that chaos can fail. Each mutant is the product with one
// deliberate bug, made by replacing a piece of source while building; the product
// itself has no place for bugs. Chaos lives through seeds with each until it
// finds something, and the number of seeds goes into a table.
//
//	make mutants                         all, and the table of docs/reliability.md anew
//	go run ./cmd/chaos/mutants skip-flush
//
// It exits with 1 when a mutant gets away. A piece of source that is no longer
// there is an error, here and in the tests.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	seeds := flag.Uint64("seeds", 3000, "how many seeds a mutant may live through")
	doc := flag.String("doc", "", "the page whose table is written anew")
	flag.Parse()
	if err := run(*seeds, *doc, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(seeds uint64, doc string, names []string) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	chosen, err := choose(names)
	if err != nil {
		return err
	}
	var rows []row
	for _, m := range chosen {
		r, err := m.try(root, seeds)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		fmt.Println(r)
		rows = append(rows, r)
	}
	if doc != "" {
		if err := writeTable(filepath.Join(root, doc), rows); err != nil {
			return err
		}
	}
	return escaped(rows)
}

func choose(names []string) (chosen []mutant, err error) {
	for _, m := range mutants {
		if len(names) == 0 || slices.Contains(names, m.name) {
			chosen = append(chosen, m)
		}
	}
	if len(chosen) < max(1, len(names)) {
		return nil, fmt.Errorf("not all of %v are mutants", names)
	}
	return chosen, nil
}

func escaped(rows []row) error {
	var names []string
	for _, r := range rows {
		if r.seed == 0 {
			names = append(names, r.name)
		}
	}
	if names == nil {
		return nil
	}
	return fmt.Errorf("nobody noticed %s", strings.Join(names, ", "))
}

func moduleRoot() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output() //nolint:noctx // it takes a moment
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}
