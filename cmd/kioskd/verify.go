package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"kioskd/queue"
)

// verifyCmd is what kioskd calls in a child process before it opens its store. A
// disk that stops answering, or damage that ends a process, then costs the child.
type verifyCmd struct {
	Store string `arg:"" help:"The store's file."`
}

// Run prints what is wrong with the store, if anything. It fails where it cannot
// tell, which says nothing about the store.
func (v verifyCmd) Run(t *terminal) error {
	found := queue.VerifyFile(t.ctx, v.Store)
	line, ok := queue.Verdict(found)
	if !ok {
		return found
	}
	_, err := fmt.Fprintln(t.out, line)
	return err
}

// verifyWithin bounds the look at a store: several times what a slow disk needs
// for the largest one.
const verifyWithin = 2 * time.Minute

// verifyInChild looks at a store in another process; in this one where no other
// can be had, since that says nothing about the store. Damage that ends the other
// process is damage; a disk that does not answer is not.
func verifyInChild(ctx context.Context, store string) error {
	program, err := os.Executable()
	if err != nil {
		return queue.VerifyFile(ctx, store)
	}
	ctx, cancel := context.WithTimeout(ctx, verifyWithin)
	defer cancel()
	child := exec.CommandContext(ctx, program, "verify-store", store)
	said := &bytes.Buffer{}
	child.Stderr = said
	out, err := child.Output()
	if ctx.Err() != nil {
		return fmt.Errorf("the store could not be read within %s", verifyWithin)
	}
	return judge(ctx, store, string(out), said.String(), err)
}

// judge reads what the child said and how it ended.
func judge(ctx context.Context, store, out, said string, err error) error {
	var ended *exec.ExitError
	switch {
	case err == nil:
		return queue.ReadVerdict(out)
	case !errors.As(err, &ended):
		return queue.VerifyFile(ctx, store) // it never began
	case ended.ExitCode() == 1:
		return errors.New(strings.TrimSpace(strings.TrimPrefix(said, "kioskd: ")))
	}
	return fmt.Errorf("%w: reading it ended the process: %w", queue.ErrDamaged, err)
}
