package main

import (
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

// Run prints what is wrong with the store, and exits with 1 then.
func (v verifyCmd) Run(t *terminal) error { return queue.VerifyFile(t.ctx, v.Store) }

// verifyWithin bounds the look at a store: several times what a slow disk needs
// for the largest one.
const verifyWithin = 2 * time.Minute

// verifyInChild looks at a store in another process; in this one where no other
// can be had, since that says nothing about the store.
func verifyInChild(ctx context.Context, store string) error {
	program, err := os.Executable()
	if err != nil {
		return queue.VerifyFile(ctx, store)
	}
	ctx, cancel := context.WithTimeout(ctx, verifyWithin)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, "verify-store", store).CombinedOutput()
	if ctx.Err() != nil {
		return fmt.Errorf("the store could not be read within %s", verifyWithin)
	}
	var found *exec.ExitError
	if err != nil && !errors.As(err, &found) {
		return queue.VerifyFile(ctx, store)
	}
	if err != nil {
		return errors.New(strings.TrimSpace(strings.TrimPrefix(string(out), "kioskd: ")))
	}
	return nil
}
