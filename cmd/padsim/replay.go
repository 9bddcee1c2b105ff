package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"kioskd/cmd/internal/padapp"
	"kioskd/drivers/capture"
)

// replayArguments is the command line of padsim replay.
type replayArguments struct {
	File   string  `arg:"" help:"Recording, as kioskd pad trace writes it."`
	Script string  `help:"File with one line for each payment of the recording; without it every customer taps and is approved." placeholder:"FILE"`
	Pace   float64 `help:"Stretches the times of customers and VAN." default:"1"`
}

// Help says what is played, and to whom.
func (replayArguments) Help() string {
	return `The kiosk's side of the recording is played to a simulated pad inside this program, in step with what the recorded pad had said by then. Everything is printed: > is what the kiosk sends, < what the simulated pad says. The script has to have the pad do what the recorded one did, or it goes another way, which is told.`
}

// replay plays a capture.
func replay(ctx context.Context, a replayArguments, out io.Writer) error {
	script, err := readScript(a.Script)
	if err != nil {
		return err
	}
	f, err := os.Open(a.File)
	if err != nil {
		return fmt.Errorf("read the recording: %w", err)
	}
	c, err := capture.Read(f)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %w", a.File, err)
	}
	printer := &printer{out: out}
	o, err := padapp.Replay(ctx, padapp.Config{Script: script, Pace: a.Pace, Say: printer.say}, c)
	if err != nil {
		return err
	}
	printer.say(fmt.Sprintf("played: the kiosk spoke %d times, the simulated pad %d times, %d of them at the length of the recorded pad", o.Sent, o.Heard, o.Alike))
	if o.Skipped > 0 {
		printer.say(fmt.Sprintf("not played: %d messages that the recording does not show", o.Skipped))
	}
	return nil
}
