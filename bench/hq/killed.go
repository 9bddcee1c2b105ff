package main

import (
	"context"
	"errors"
	"syscall"
	"time"
)

// killed is what became of facts when one of two processes was killed under load.
type killed struct{ load report }

// killAfter is how long after the start of the load one process is killed: in the
// first half, when customers pay.
const killAfter = 12 * time.Second

func (b *bench) kill(ctx context.Context) error {
	store, err := b.server.Database(ctx, "")
	if err != nil {
		return err
	}
	one, err := b.serve(ctx, store, nil)
	if err != nil {
		return err
	}
	other, err := b.serve(ctx, store, nil)
	if err != nil {
		return errors.Join(err, one.end(syscall.SIGKILL))
	}
	kiosks := b.kiosks
	b.kiosks = min(kiosks, 2000) // how many there are is the storm's question
	defer func() { b.kiosks = kiosks }()
	shot := make(chan error, 1)
	go func() {
		time.Sleep(killAfter)
		shot <- one.end(syscall.SIGKILL)
	}()
	r, err := b.load(ctx, store, "--hq", "ws://"+one.address+"/sync,ws://"+other.address+"/sync")
	if err := errors.Join(err, <-shot, other.end(syscall.SIGTERM)); err != nil {
		return err
	}
	b.say("killed: %+v", r)
	b.killed = &killed{r}
	return nil
}
