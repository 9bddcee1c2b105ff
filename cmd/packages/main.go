// Command packages makes what a kiosk is installed from: deb and rpm for Linux
// (amd64, arm64), an msi for Windows (amd64), each with a list of what is in it
// (SBOM), the licences of all that is in it, and checksums of all, signed by a key.
//
//	go run ./cmd/packages --version 1.2.0 --out dist --key release.key
//
// The same commit makes the same bytes, so that anybody can check a release: every
// time in a package is that of the commit, and every number of the msi comes from
// what is in it. A signature for Windows is the exception: it has its own time.
//
// It needs Go alone for deb and rpm (nfpm is fetched at a pinned version), wixl for
// the msi, and osslsigncode to sign for Windows.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"github.com/alecthomas/kong"
)

type cli struct {
	Version string   `help:"As in 1.2.0 or 1.2.0~rc1." default:"0.1.0~dev"`
	Out     string   `help:"Folder for the packages." default:"dist"`
	Only    []string `help:"Kinds of package: deb, rpm, msi." default:"deb,rpm,msi" enum:"deb,rpm,msi"`
	Arch    []string `help:"Machines for Linux: amd64, arm64." default:"amd64,arm64" enum:"amd64,arm64"`

	Key string `help:"Private key that signs the checksums, from kioskhq keygen." placeholder:"FILE"`

	SignCert string `help:"Certificate to sign for Windows with, in PEM." placeholder:"FILE"`
	SignKey  string `help:"Its key." placeholder:"FILE"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var c cli
	kong.Parse(&c, kong.Description("Makes what a kiosk is installed from."))
	if err := c.make(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "packages:", err)
		os.Exit(1)
	}
}

func (c cli) make(ctx context.Context) error {
	if err := checkVersion(c.Version); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "kioskd-packages-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }() // the packages are elsewhere
	if c.Out, err = filepath.Abs(c.Out); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	b, err := newBuild(ctx, c, work)
	if err != nil {
		return err
	}
	for _, arch := range c.Arch {
		if err := b.linux(ctx, arch); err != nil {
			return err
		}
	}
	if slices.Contains(c.Only, "msi") {
		if err := b.windows(ctx); err != nil {
			return err
		}
	}
	if err := sums(c.Out); err != nil || c.Key == "" {
		return err
	}
	return signSums(c.Out, c.Key)
}
