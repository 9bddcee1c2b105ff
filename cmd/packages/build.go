package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// build makes the packages of one version.
type build struct {
	cli
	work string    // folder for what is not a package yet
	at   time.Time // of the commit; stands for every time in a package
}

func newBuild(ctx context.Context, c cli, work string) (*build, error) {
	out, err := exec.CommandContext(ctx, "git", "log", "-1", "--format=%cI").Output()
	if err != nil {
		return nil, fmt.Errorf("ask git for the time of the commit: %w", err)
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(out)))
	return &build{cli: c, work: work, at: at.UTC()}, err
}

var versions = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+(~[a-z0-9.]+)?$`)

// checkVersion lets through what all three kinds of package understand.
func checkVersion(v string) error {
	if !versions.MatchString(v) {
		return fmt.Errorf("version %q: want one as in 1.2.0 or 1.2.0~rc1", v)
	}
	return nil
}

// compile builds kioskd for a system, without anything of this machine in it, and
// lists what is in it. The commit is in it whatever this machine's Go is set to:
// kioskd version names it.
func (b *build) compile(ctx context.Context, system, arch string) (program string, err error) {
	program = filepath.Join(b.work, "kioskd-"+system+"-"+arch)
	if system == "windows" {
		program += ".exe"
	}
	release := strings.Replace(b.Version, "~", "-", 1)
	err = run(ctx, []string{"GOOS=" + system, "GOARCH=" + arch, "CGO_ENABLED=0"},
		"go", "build", "-trimpath", "-buildvcs=true", "-ldflags", "-s -w -buildid= -X kioskd/cmd/internal/version.Release="+release, "-o", program, "./cmd/kioskd")
	if err != nil {
		return "", err
	}
	return program, b.list(ctx, program, fmt.Sprintf("kioskd-%s-%s-%s", release, system, arch), release)
}

// list writes down what a program is made of, and on what terms; the terms also
// beside the program, for its package.
func (b *build) list(ctx context.Context, program, name, release string) error {
	parts, err := sbom(program, release, b.at)
	if err != nil {
		return err
	}
	terms, err := licences(ctx, program)
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(filepath.Join(b.Out, name+".cdx.json"), parts, 0o644),
		os.WriteFile(filepath.Join(b.Out, name+".licences.txt"), terms, 0o644),
		os.WriteFile(program+termsEnding, terms, 0o600))
}

// termsEnding is behind a program's name for the licences of what is in it.
const termsEnding = ".licences.txt"

// run starts a program and waits for its end.
func run(ctx context.Context, env []string, name string, args ...string) error {
	return runIn(ctx, "", env, name, args...)
}

func runIn(ctx context.Context, dir string, env []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}
