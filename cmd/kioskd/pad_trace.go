package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"kioskd/cmd/internal/kioskapp"
	"kioskd/drivers/capture"
)

type padTraceCmd struct {
	Out string        `help:"File to write; without it the recording is printed." placeholder:"FILE" type:"path"`
	For time.Duration `help:"How long to record, as in 90s or 10m; without it, until interrupted." placeholder:"TIME"`
	Now bool          `help:"Write what was said until now, and end."`
}

// Help says what a recording holds.
func (padTraceCmd) Help() string {
	return `An agent that runs keeps the last of what was said in its memory: the recording begins with that, so it can be asked for after a mishap (--now). When no agent runs, this command opens the pad itself and records what happens then.

A recording can be given to anybody: card numbers keep their first six and last four digits at most, and track data, buyers' names and numbers are not in it. Bytes that were no whole message are counted and not shown.

"padsim replay FILE" plays the kiosk's side of it to a simulated pad.`
}

// Run writes a capture.
func (p padTraceCmd) Run(t *terminal) error {
	return p.write(t, func(out io.Writer) error {
		c, running, err := t.dial()
		if err != nil {
			return err
		}
		if running != nil {
			return p.record(t.ctx, running, out)
		}
		own, err := t.asker(c)
		if err != nil {
			return err
		}
		return t.beside(own, func(ctx context.Context) error { return p.record(ctx, own, out) })
	})
}

// write opens the file, which nobody else may read, for a capture.
func (p padTraceCmd) write(t *terminal, record func(io.Writer) error) error {
	if p.Out == "" {
		return record(t.out)
	}
	f, err := os.OpenFile(p.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("write the recording: %s is there already: choose another name", p.Out)
	}
	if err != nil {
		return fmt.Errorf("write the recording: %w", err)
	}
	if p.Now {
		return errors.Join(record(f), f.Close())
	}
	_, _ = fmt.Fprintf(t.errOut, "recording into %s; end with Ctrl-C\n", p.Out)
	return errors.Join(record(f), f.Close())
}

// record writes what is on the tape, and what comes, until its time is over.
func (p padTraceCmd) record(ctx context.Context, e kioskapp.PadAsker, out io.Writer) error {
	if p.For > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.For)
		defer cancel()
	}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for r := (recording{out: out}); ; {
		part, err := e.PadTrace(ctx, r.next)
		if err != nil && ctx.Err() != nil {
			return nil // told to stop
		}
		if err == nil {
			err = r.add(part)
		}
		if err != nil || p.Now {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// recording is a capture being written.
type recording struct {
	out   io.Writer
	begun bool
	start time.Duration // of the first record, on its tape
	next  uint64        // record
}

func (r *recording) add(part kioskapp.PadTrace) error {
	if !r.begun {
		if err := r.begin(part); err != nil {
			return err
		}
	} else if part.Missed > 0 {
		if _, err := fmt.Fprintf(r.out, "# %d records are missing: they came too fast\n", part.Missed); err != nil {
			return fmt.Errorf("write a capture: %w", err)
		}
	}
	r.next = part.Next
	for _, record := range part.Records {
		record.At -= r.start
		if err := record.Write(r.out); err != nil {
			return err
		}
	}
	return nil
}

func (r *recording) begin(part kioskapp.PadTrace) error {
	r.begun = true
	if len(part.Records) > 0 {
		r.start = part.Records[0].At
	}
	return capture.Head{Driver: part.Driver, Way: part.Way, Begun: part.Begun.Add(r.start)}.Write(r.out)
}
