package main

import (
	"errors"
	"fmt"
	"os"

	"kioskd/drivers/capture"
)

type padReplayCmd struct {
	File string `arg:"" help:"Recording, as kioskd pad trace writes it." type:"path"`
}

// Help says why kioskd does not play recordings.
func (padReplayCmd) Help() string {
	return `What a recording plays is payments, so it is played by padsim and to the simulator inside it, never by kioskd: nothing that a recording says can reach a pad. This command reads the recording, says what is in it, and how to play it.`
}

// Run reads a capture and says where it is played.
func (p padReplayCmd) Run(t *terminal) error {
	f, err := os.Open(p.File)
	if err != nil {
		return fmt.Errorf("read the recording: %w", err)
	}
	c, err := capture.Read(f)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %w", p.File, err)
	}
	var sent, heard int
	for _, r := range c.Records {
		switch r.Kind {
		case capture.Sent:
			sent++
		case capture.Heard:
			heard++
		}
	}
	_, err = fmt.Fprintf(t.out, "%s on %s: the kiosk spoke %d times, the pad %d times\nplay it to a simulated pad with: padsim replay %s\n", c.Driver, c.Way, sent, heard, p.File)
	return err
}
