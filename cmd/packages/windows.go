package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
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
	recipe, err := b.write("kioskd.wxs", "@VERSION@", number, "@PROGRAM@", filepath.Base(program), "@PRODUCT@", name("product "+number))
	if err != nil {
		return err
	}
	if err := os.Chtimes(program, b.at, b.at); err != nil {
		return err
	}
	// wixl finds files by names relative to the folder that it runs in.
	msi := filepath.Join(b.Out, fmt.Sprintf("kioskd-%s-amd64.msi", strings.Replace(b.Version, "~", "-", 1)))
	if err := runIn(ctx, b.work, nil, "wixl", "--arch", "x64", "--output", msi, recipe); err != nil {
		return err
	}
	if err := b.settle(msi, program); err != nil {
		return err
	}
	return b.sign(ctx, msi)
}

// name is a number for something, the same each time. A product has one for each
// version: Windows takes an msi of a version that is installed for that one.
func name(of string) string {
	space := uuid.MustParse("7d1f4a5e-3f0b-4c59-9a2f-5b1c8f6f0d11") // the UpgradeCode
	return "{" + strings.ToUpper(uuid.NewSHA1(space, []byte(of)).String()) + "}"
}

// settle takes out of an msi what depends on the moment: the same program and
// recipe make the same bytes.
func (b *build) settle(msi, program string) error {
	content, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(msi)
	if err != nil {
		return err
	}
	if err := settle(text, name(fmt.Sprintf("package %s %x", b.Version, sha256.Sum256(content))), b.at); err != nil {
		return err
	}
	return os.WriteFile(msi, text, 0o644)
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
