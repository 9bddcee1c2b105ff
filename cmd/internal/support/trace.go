package support

import (
	"context"
	"errors"
	"io"
	"regexp"

	"kioskd/cmd/internal/mask"
	"kioskd/drivers/capture"
)

// trace writes the tape of the pad's line as a capture, which "padsim replay" plays.
func (v *visit) trace(ctx context.Context, w io.Writer) error {
	if v.Running == nil {
		return errors.New("no agent is running: kioskd pad trace records the pad by itself")
	}
	t, err := v.Running.PadTrace(ctx, 0)
	if err != nil {
		return err
	}
	if err := (capture.Head{Driver: t.Driver, Way: t.Way, Begun: t.Begun}).Write(w); err != nil {
		return err
	}
	for _, r := range t.Records {
		r.Piece.Shown = hideFrame(r.Piece.Shown)
		if err := r.Write(w); err != nil {
			return err
		}
	}
	return nil
}

// alone are digits that stand alone in a frame, as a card's would that no driver has
// masked. The digits of a frame's own fields stand close together, and more of them.
var alone = regexp.MustCompile(`(?:[0-9][ -]?){13,}`)

// hideFrame puts stars over what may be a card's number in a frame.
func hideFrame(frame []byte) []byte {
	return alone.ReplaceAllFunc(frame, func(run []byte) []byte {
		number := make([]byte, 0, len(run))
		for _, b := range run {
			if b >= '0' && b <= '9' {
				number = append(number, b)
			}
		}
		if !mask.Card(string(number)) || !mask.Luhn(string(number)) {
			return run
		}
		hidden := make([]byte, len(run))
		for i := range hidden {
			hidden[i] = '*'
		}
		return hidden
	})
}
