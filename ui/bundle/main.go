// Command bundle turns the sources of the kiosk's page into the files that the
// agent embeds:
//
//	go run ./ui/bundle
//
// It is a program of its own so that the bundler is never linked into the
// agent. A test beside it says when the committed files are stale.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	web := flag.String("web", filepath.Join("ui", "web"), "folder of the sources")
	dist := flag.String("dist", filepath.Join("ui", "dist"), "folder of the result")
	flag.Parse()
	if err := run(*web, *dist); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

// run builds first and writes afterwards: a mistake in a source leaves the last
// good files alone.
func run(web, dist string) error {
	files, err := build(web)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dist); err != nil {
		return fmt.Errorf("clear %s: %w", dist, err)
	}
	for name, body := range files {
		if err := write(filepath.Join(dist, filepath.FromSlash(name)), body); err != nil {
			return fmt.Errorf("write the page: %w", err)
		}
	}
	return nil
}

func write(name string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	fmt.Printf("%s  %d bytes\n", name, len(body))
	return os.WriteFile(name, body, 0o644)
}
