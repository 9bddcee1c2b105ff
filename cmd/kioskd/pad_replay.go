package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"kioskd/drivers/capture"
)

type padReplayCmd struct {
	File string `arg:"" help:"Recording, as kioskd pad trace writes it." type:"path"`
	JSON bool   `help:"Print JSON." name:"json"`
}

// recorded is what is in a recording, and how it is played.
type recorded struct {
	Driver string    `json:"driver"`
	Way    string    `json:"way"`
	Begun  time.Time `json:"begun,omitzero"`
	Sent   int       `json:"sent"`             // by the kiosk
	Heard  int       `json:"heard"`            // from the pad
	Hidden int       `json:"hidden,omitempty"` // of both, what was no whole message
	Play   string    `json:"play"`
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
	r := p.sum(c)
	if p.JSON {
		return t.json(r)
	}
	_, err = fmt.Fprintf(t.out, "%s on %s: the kiosk spoke %d times, the pad %d times\nplay it to a simulated pad with: %s\n", r.Driver, r.Way, r.Sent, r.Heard, r.Play)
	return err
}

func (p padReplayCmd) sum(c capture.Capture) recorded {
	r := recorded{Driver: c.Driver, Way: c.Way, Begun: c.Begun, Play: "padsim replay " + p.File}
	for _, record := range c.Records {
		switch record.Kind {
		case capture.Sent:
			r.Sent++
		case capture.Heard:
			r.Heard++
		}
		if record.Piece.Hidden > 0 {
			r.Hidden++
		}
	}
	return r
}
