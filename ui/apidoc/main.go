// Command apidoc makes docs/local-api.md, for people, of docs/local-api.yaml,
// which is OpenAPI for programs:
//
//	go run ./ui/apidoc
//
// A test beside it says when the page is stale. It is a program of its own so
// that the agent carries no YAML.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	from := flag.String("from", filepath.Join("docs", "local-api.yaml"), "the description")
	to := flag.String("to", filepath.Join("docs", "local-api.md"), "the page")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "apidoc:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	page, err := render(text)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	return os.WriteFile(to, page, 0o644)
}
