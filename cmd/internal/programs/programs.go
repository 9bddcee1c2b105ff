// Package programs builds our own programs for tests that play with the real ones.
package programs

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Main is the TestMain of a package whose tests run programs: it builds them into a
// folder that lives as long as the tests, and puts the folder's name into bin. Args
// are those of go build: flags, then packages, as in kioskd/cmd/padsim.
func Main(m *testing.M, bin *string, args ...string) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "kioskd-programs-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	*bin = dir
	code := 1
	if err := Build(context.Background(), dir, args...); err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		code = m.Run()
	}
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// Build builds programs into a folder; see [Main] for args.
func Build(ctx context.Context, dir string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"build", "-o", dir + string(filepath.Separator)}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the programs: %w\n%s", err, out)
	}
	return nil
}
