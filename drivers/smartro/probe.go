package smartro

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"kioskd/agent/pay"
)

// Greet finds out whether a Smartro pad is at the other end, before anything
// that moves money is sent: it must answer A, and L as well, since without L no
// payment could be settled. V is asked for its name, and may stay silent.
func (p *pad) Greet(ctx context.Context) (name string, err error) {
	if err := p.check(ctx); err != nil {
		return "", err
	}
	if name, err = p.version(ctx); err != nil {
		return "", err
	}
	if _, err := p.last(ctx); err != nil {
		return "", fmt.Errorf("the pad answers, but not with its last approval: %w", err)
	}
	return name, nil
}

// check asks A and judges the answer.
func (p *pad) check(ctx context.Context) error {
	f, err := p.ask(ctx, JobCheck, tries)
	if err != nil {
		return err
	}
	var h Health
	if err := h.UnmarshalBinary(f.Data); err != nil {
		return fmt.Errorf("device check: %w", err)
	}
	return h.Ready(p.habits.needVAN)
}

// version asks V once. A pad that does not know the question keeps its job.
func (p *pad) version(ctx context.Context) (string, error) {
	f, err := p.ask(ctx, JobVersion, 1)
	if errors.Is(err, pay.ErrNoAnswer) {
		return "Smartro", nil
	}
	if err != nil {
		return "", err
	}
	var v Version
	if err := v.UnmarshalBinary(f.Data); err != nil {
		p.log.Warn("the pad's version cannot be read", "cause", err)
	}
	return strings.TrimSpace("Smartro " + v.Application), nil
}

// last asks L.
func (p *pad) last(ctx context.Context) (Result, error) {
	f, err := p.ask(ctx, JobLast, tries)
	if err != nil {
		return Result{}, err
	}
	var r Result
	if err := r.UnmarshalBinary(f.Data); err != nil {
		return Result{}, fmt.Errorf("last approval: %w", err)
	}
	return r, nil
}

// standby asks E: whatever stands on the pad is cleared.
func (p *pad) standby(ctx context.Context) error {
	if _, err := p.ask(ctx, JobStandby, tries); err != nil {
		return err
	}
	p.memory.trail.idle()
	return nil
}

// mark is what [Driver.Mark] does.
func (p *pad) mark(ctx context.Context) (pay.Mark, error) {
	if err := p.standby(ctx); err != nil {
		return pay.Mark{}, err
	}
	last, err := p.last(ctx)
	if err != nil {
		return pay.Mark{}, err
	}
	return markOf(last), nil
}

// markOf turns an answer to L into a mark. A rejection shows no approval, and so
// does an answer of filler alone.
func markOf(r Result) pay.Mark {
	if r.Approved == nil {
		return pay.Mark{Empty: true}
	}
	return r.Approved.Approval().Mark()
}
