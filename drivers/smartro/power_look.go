package smartro

import (
	"context"
	"encoding"
	"errors"
	"fmt"
	"time"
)

// look has the pad wait for a card that is read and not charged. The driver's
// Abort ends it.
func (p *pad) look(ctx context.Context, job Job, into encoding.BinaryUnmarshaler) error {
	raw, err := p.frame(job, nil)
	if err != nil {
		return err
	}
	x := &exchange{
		pad: p, request: raw, card: true, look: true, endBy: time.Now().Add(p.limits.Card),
		answers: func(j Job) bool { return j == job.Response() },
	}
	f, err := x.run(ctx)
	p.waits = err != nil && !errors.Is(err, ErrAborted)
	if err != nil {
		return err
	}
	p.memory.heard(f)
	if err := into.UnmarshalBinary(f.Data); err != nil {
		return fmt.Errorf("answer %v: %w", f.Job, err)
	}
	return p.confirm()
}

// tidy clears a card wait that a look has left behind, so that no later card is
// taken for its answer.
func (p *pad) tidy(ctx context.Context) error {
	if !p.waits {
		return nil
	}
	p.waits = false
	return p.standby(ctx)
}
