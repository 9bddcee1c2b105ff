package smartro

import (
	"bytes"
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
	if name, err = p.name(ctx); err != nil {
		return "", err
	}
	if _, err := p.remembered(ctx); err != nil {
		return "", fmt.Errorf("the pad answers, but not with its last approval: %w", err)
	}
	return name, nil
}

// check asks A and judges the answer.
func (p *pad) check(ctx context.Context) error {
	h, err := p.health(ctx)
	if err != nil {
		return err
	}
	return h.Ready(p.habits.needVAN)
}

// health asks A.
func (p *pad) health(ctx context.Context) (h Health, err error) {
	f, err := p.ask(ctx, JobCheck, nil, tries)
	if err != nil {
		return Health{}, err
	}
	if err := h.UnmarshalBinary(f.Data); err != nil {
		return Health{}, fmt.Errorf("device check: %w", err)
	}
	return h, nil
}

// name is what to call the pad. One that does not know V keeps its job.
func (p *pad) name(ctx context.Context) (string, error) {
	v, err := p.version(ctx)
	switch {
	case errors.Is(err, pay.ErrNoAnswer):
		return title, nil
	case errors.Is(err, ErrMessage):
		p.log.Warn("the pad's version cannot be read", "cause", err)
		return title, nil
	}
	return strings.TrimSpace(title + " " + v.Application), err
}

const title = "Smartro"

// version asks V once.
func (p *pad) version(ctx context.Context) (v Version, err error) {
	f, err := p.ask(ctx, JobVersion, nil, 1)
	if err != nil {
		return Version{}, err
	}
	return v, v.UnmarshalBinary(f.Data)
}

// last asks L, and once more for what has not been seen before: the checksum of a
// frame is one byte, two errors can cancel out in it, and by this answer a payment
// may count as made.
func (p *pad) last(ctx context.Context) (Result, error) {
	r, data, err := p.read(ctx)
	if err == nil && !p.memory.knows(r) {
		var again []byte
		if _, again, err = p.read(ctx); err == nil && !bytes.Equal(data, again) {
			err = errTwoAnswers
		}
	}
	if err != nil {
		return Result{}, err
	}
	p.memory.show(r)
	return r, nil
}

var errTwoAnswers = errors.New("the pad tells its last approval in two ways: check its cable")

// read asks L once.
func (p *pad) read(ctx context.Context) (r Result, data []byte, err error) {
	f, err := p.ask(ctx, JobLast, nil, tries)
	if err != nil {
		return Result{}, nil, err
	}
	if err := r.UnmarshalBinary(f.Data); err != nil {
		return Result{}, nil, fmt.Errorf("last approval: %w", err)
	}
	return r, f.Data, nil
}

// remembered asks L. By a setting, a pad that is well before and after, and has
// never answered L, may mean by its silence that it remembers nothing.
func (p *pad) remembered(ctx context.Context) (Result, error) {
	r, err := p.last(ctx)
	if !p.habits.silentMemory || p.memory.speaks || !errors.Is(err, pay.ErrNoAnswer) {
		return r, err
	}
	return Result{}, p.check(ctx)
}

// standby asks E: whatever stands on the pad is cleared.
func (p *pad) standby(ctx context.Context) error {
	if _, err := p.ask(ctx, JobStandby, nil, tries); err != nil {
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
	last, err := p.remembered(ctx)
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
