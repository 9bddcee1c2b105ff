package capture

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/drivers"
	"kioskd/drivers/link"
)

// ErrDiffers is the cause when a simulator did not say what the recorded pad
// said.
var ErrDiffers = errors.New("the simulator went another way than the recorded pad")

// Player plays the kiosk's side of a capture. It is for simulators: a capture of
// a payment, played to a pad, is a payment.
type Player struct {
	// Way leads to the simulator.
	Way link.Opener

	// Mask is that of the capture's driver. It tells frames apart.
	Mask func(drivers.Direction) drivers.Masker

	// Patience is how long the simulator may take for what the recorded pad said
	// next; 0 means a minute.
	Patience time.Duration

	// Say hears of every record as it is played. It may be nil.
	Say func(string)
}

// Outcome is what came of playing a capture.
type Outcome struct {
	Sent    int // frames and control characters of the kiosk
	Heard   int // of the simulator, where the pad had said something
	Alike   int // of Heard, as long as what the pad said
	Skipped int // of the kiosk, of which the capture shows no bytes
}

// Play opens the way wherever the kiosk opened it, sends what the kiosk sent once
// the simulator has said as much as the pad had said by then, and compares. It
// ends with the capture, or with an error wrapping [ErrDiffers] when the
// simulator says less.
func (p Player) Play(ctx context.Context, c Capture) (Outcome, error) {
	if p.Patience <= 0 {
		p.Patience = time.Minute
	}
	if p.Say == nil {
		p.Say = func(string) {}
	}
	r := &round{Player: p}
	for i, record := range c.Records {
		if err := r.step(ctx, record); err != nil {
			return r.Outcome, errors.Join(fmt.Errorf("play record %d of %d: %w", i+1, len(c.Records), err), r.hangUp())
		}
	}
	return r.Outcome, r.hangUp()
}

// round is a capture being played.
type round struct {
	Player
	Outcome
	line   link.Link // nil while it is closed
	masker drivers.Masker
	heard  []drivers.Piece // and not compared yet
}

func (r *round) step(ctx context.Context, record Record) error {
	switch record.Kind {
	case Opened:
		return r.open(ctx)
	case Ended:
		return r.hangUp()
	case Sent:
		return r.send(ctx, record.Piece)
	}
	return r.hear(ctx, record.Piece)
}

// open opens the way, if the capture did not begin in the middle of a link.
func (r *round) open(ctx context.Context) (err error) {
	if err := r.hangUp(); err != nil {
		return err
	}
	if r.line, err = r.Way.Open(ctx); err != nil {
		return err
	}
	r.masker, r.heard = r.Mask(drivers.FromPad), nil
	return nil
}

func (r *round) hangUp() error {
	if r.line == nil {
		return nil
	}
	line := r.line
	r.line = nil
	return line.Close()
}

func (r *round) send(ctx context.Context, piece drivers.Piece) error {
	if piece.Shown == nil {
		r.Skipped++
		return nil
	}
	if r.line == nil {
		if err := r.open(ctx); err != nil {
			return err
		}
	}
	r.Sent++
	r.Say(fmt.Sprintf("> % x", piece.Shown))
	return r.line.Write(piece.Shown)
}

// hear waits for the next that the simulator says. Of what the pad said without
// being understood, nothing is expected.
func (r *round) hear(ctx context.Context, want drivers.Piece) error {
	if want.Shown == nil || r.line == nil {
		return nil
	}
	got, err := r.next(ctx)
	if err != nil {
		return err
	}
	r.Heard++
	r.Say(fmt.Sprintf("< % x", got.Shown))
	if len(got.Shown) == len(want.Shown) {
		r.Alike++
	}
	return nil
}

// next returns the next whole frame of the simulator.
func (r *round) next(ctx context.Context) (drivers.Piece, error) {
	limit := time.NewTimer(r.Patience)
	defer limit.Stop()
	for {
		for len(r.heard) > 0 {
			piece := r.heard[0]
			if r.heard = r.heard[1:]; piece.Shown != nil {
				return piece, nil
			}
		}
		select {
		case chunk, ok := <-r.line.Receive():
			if !ok {
				return drivers.Piece{}, fmt.Errorf("%w: it ended the line: %w", ErrDiffers, r.line.Err())
			}
			r.heard = append(r.heard, r.masker.Mask(chunk)...)
		case <-limit.C:
			return drivers.Piece{}, fmt.Errorf("%w: it has been silent for %v", ErrDiffers, r.Patience)
		case <-ctx.Done():
			return drivers.Piece{}, context.Cause(ctx)
		}
	}
}
