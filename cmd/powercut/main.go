//go:build linux

// Powercut pulls the plug on real machines, one after the other, and looks
// whether the queue kept its word. The machine is emulated by QEMU; its disk is
// a file behind nbdkit, which keeps every write in memory until the machine asks
// for a flush, as the cache of a real disk does. A cut kills both at once: what
// was not flushed is gone, be it in the machine's memory or in the disk's.
//
//	conductor ◀── "ACK 413 01be…" ── serial ── guest: real queue, real ext4
//	    │                                        │ virtio
//	    │                                      nbdkit (cache) ──flush──▶ file
//	    ✂ kill -9 nbdkit, kill -9 QEMU, boot again: is fact 413 there, and the same?
//
// A disk lives for several cuts, so that what one recovery wrote is cut by the
// next; some cuts come while the queue is still being opened. Two negative
// controls must lose facts, or the rig would prove nothing: a kernel that
// ignores flushes, and a file system that believes the disk has no cache.
//
// What it cannot show: all that was not flushed is lost at once, never some of
// it, and no sector is torn. The queue's own tests simulate that.
//
// scripts/powercut fetches a kernel, builds the guest and runs this; the last
// line says all, for example
//
//	cuts=100 lost=0 by_hand=0 control_nosync=lost control_nobarrier=lost
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// config is what the command line says.
type config struct {
	kernel, initrd string
	cuts           int
	seed           uint64
	life           int
}

func parse(args []string, errOut io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("powercut", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.StringVar(&c.kernel, "kernel", "", "the kernel to boot")
	flags.StringVar(&c.initrd, "initrd", "", "its first file system, with the guest as /init")
	flags.IntVar(&c.cuts, "cuts", 100, "how often the plug is pulled")
	flags.IntVar(&c.life, "life", 10, "how many cuts a disk lives through")
	flags.Uint64Var(&c.seed, "seed", uint64(time.Now().UnixNano()), "decides when the plug is pulled")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	if c.kernel == "" || c.initrd == "" || c.cuts < 1 || c.life < 1 {
		return c, errors.New("--kernel and --initrd are needed, and at least one cut; run it with scripts/powercut")
	}
	return c, nil
}

func main() {
	runtime.LockOSThread() // machines die with the thread that started them
	c, err := parse(os.Args[1:], os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "powercut:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	result, err := conduct(ctx, c, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "powercut:", err)
	}
	fmt.Println(result)
	if err != nil || !result.good(c.cuts) {
		stop()
		os.Exit(1)
	}
}

// conduct runs the controls first, since a rig that sees nothing need not run
// for half an hour, and then all cuts.
func conduct(ctx context.Context, c config, out io.Writer) (result, error) {
	r := result{nosync: notRun, nobarrier: notRun}
	dir, err := os.MkdirTemp("", "powercut-")
	if err != nil {
		return r, fmt.Errorf("make a folder for the disks: %w", err)
	}
	_, _ = fmt.Fprintf(out, "seed %d, disks in %s\n", c.seed, dir)
	rig := rig{config: c, dir: dir, out: out, dice: rand.New(rand.NewPCG(c.seed, 0))}
	err = rig.all(ctx, &r)
	if err != nil && ctx.Err() == nil {
		return r, fmt.Errorf("%w; its disk stays in %s", err, dir)
	}
	return r, errors.Join(err, os.RemoveAll(dir))
}
