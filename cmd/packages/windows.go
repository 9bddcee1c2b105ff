package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// windows makes the msi, and signs program and msi where there is a certificate.
func (b *build) windows(ctx context.Context) error {
	if _, err := exec.LookPath("wixl"); err != nil {
		return errors.New("the msi needs wixl: apt-get install wixl, or leave it out with --only deb,rpm")
	}
	program, err := b.compile(ctx, "windows", "amd64")
	if err != nil {
		return err
	}
	if err := b.sign(ctx, program); err != nil {
		return err
	}
	number, _, _ := strings.Cut(b.Version, "~") // Windows knows numbers alone
	recipe, err := b.write("kioskd.wxs", "@VERSION@", number, "@PROGRAM@", program)
	if err != nil {
		return err
	}
	msi := filepath.Join(b.Out, fmt.Sprintf("kioskd-%s-amd64.msi", strings.Replace(b.Version, "~", "-", 1)))
	if err := run(ctx, nil, "wixl", "--arch", "x64", "--output", msi, recipe); err != nil {
		return err
	}
	return b.sign(ctx, msi)
}

// sign signs a file of Windows in its place.
func (b *build) sign(ctx context.Context, file string) error {
	if b.SignCert == "" {
		return nil
	}
	signed := file + ".signed"
	err := run(ctx, nil, "osslsigncode", "sign", "-certs", b.SignCert, "-key", b.SignKey, "-h", "sha256",
		"-n", "kioskd", "-in", file, "-out", signed)
	if err != nil {
		return err
	}
	return os.Rename(signed, file)
}
