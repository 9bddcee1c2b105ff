//go:build linux

// Guest is the first and only program of a small machine whose plug is about to
// be pulled. It opens the queue on /dev/vda, says what the last cut left of it,
// and then keeps facts as fast as it can, saying a promise for each, until it is
// no more.
//
//	kernel ─▶ /init ─▶ modules ─▶ mount ─▶ open, check ─▶ HAVE ─▶ append ─▶ ACK ─┐
//	                              MOUNTED                            ▲───────────┘ ✂
//
// Its arguments come after "--" on the kernel's command line. Two of them make a
// machine that breaks its word, to show that the rig would notice: -lie makes
// every flush of a file return at once, and -options=nobarrier lets the file
// system believe that the disk has no cache.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"kioskd/cmd/powercut/internal/talk"
)

// args are what the conductor asks for.
type args struct {
	ask     uint64 // the fact whose mark is wanted
	only    bool   // look, and go off
	lie     bool   // flushes do nothing
	options string // of the mount
}

func parseArgs(list []string) (args, error) {
	var a args
	flags := flag.NewFlagSet("init", flag.ContinueOnError)
	flags.Uint64Var(&a.ask, "ask", 0, "say the mark of this fact")
	flags.BoolVar(&a.only, "check", false, "look at what is there and go off")
	flags.BoolVar(&a.lie, "lie", false, "make every flush return without flushing")
	flags.StringVar(&a.options, "options", "", "options of the mount")
	return a, flags.Parse(list)
}

// main ends with the machine, whatever happens: a first program that returns is
// a kernel panic, which says nothing of the reason.
func main() {
	console, err := openConsole()
	if err == nil {
		err = run(context.Background(), console)
	}
	if err != nil {
		say(console, talk.Line{Word: talk.Failed, Text: err.Error()})
	}
	time.Sleep(100 * time.Millisecond) // the console's last line leaves the machine
	if err := unix.Reboot(unix.LINUX_REBOOT_CMD_RESTART); err != nil {
		panic(err)
	}
}

func run(ctx context.Context, console io.Writer) error {
	a, err := parseArgs(os.Args[1:])
	if err != nil {
		return fmt.Errorf("read the arguments: %w", err)
	}
	if err := mountDisk(ctx, a.options); err != nil {
		return err
	}
	say(console, talk.Line{Word: talk.Mounted})
	q, err := inspect(ctx, console, a.ask)
	if err != nil || q == nil {
		return err
	}
	if a.only {
		return q.Close()
	}
	if a.lie {
		if err := ignoreFlushes(); err != nil {
			return errors.Join(err, q.Close())
		}
	}
	return errors.Join(work(ctx, q, console), q.Close())
}

// say writes one line in one write, so that lines of several callers do not mix.
// When the console is gone there is nobody left to tell.
func say(console io.Writer, l talk.Line) {
	if _, err := fmt.Fprintf(console, "%s\n", l); err != nil {
		panic(fmt.Sprintf("write to the console: %v", err))
	}
}
