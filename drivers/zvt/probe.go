package zvt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// Greet registers the kiosk, does what the pad needs before it takes payments, and
// makes sure that it shows its memory, without which no payment could be settled.
func (p *pad) Greet(ctx context.Context) (name string, err error) {
	p.lost, p.silent = nil, 0
	if err := p.register(ctx); err != nil {
		return "", err
	}
	if err := p.treat(ctx); err != nil {
		return "", err
	}
	h, err := p.enquire(ctx, StatusDevice)
	if err != nil {
		return "", notReady(err)
	}
	if err := p.ready(h.ID); err != nil {
		return "", err
	}
	if _, err := p.last(ctx); err != nil {
		return "", fmt.Errorf("the pad answers, but not with its last receipt: %w", notReady(err))
	}
	if _, err := p.proof(ctx); err != nil {
		return "", fmt.Errorf("the pad does not tell its totals, by which a lost payment is found (pad setting proof): %w", notReady(err))
	}
	return h.name(), nil
}

// registerWithin bounds a registration, which no customer and no host takes part
// in. A pad that was in the middle of something when we came may agree to register
// and forget to end it; it is asked again then.
const registerWithin = 15 * time.Second

// register sends 06 00. A pad that is busy waits for somebody's card from before
// we came, and is asked to stop; soon it is tried again.
func (p *pad) register(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, registerWithin)
	defer cancel()
	data, err := p.habits.registration().MarshalBinary()
	if err != nil {
		return err
	}
	out, err := p.ask(ctx, Frame{CodeRegister, data})
	var no *refusal
	if errors.As(err, &no) && no.id == IDBusy {
		err = errors.Join(err, p.sendAbort())
	}
	if err != nil {
		return notReady(err)
	}
	var c Completion
	if err := c.UnmarshalBinary(out.data); err != nil {
		return err
	}
	p.terminal = c.Terminal
	if p.wanted != "" && c.Terminal != "" && c.Terminal != p.wanted {
		return fmt.Errorf("%w: this is the pad %s, and the configuration wants %s", desk.ErrNotReady, c.Terminal, p.wanted)
	}
	switch {
	case c.Status&needsInit != 0:
		p.memory.cure = StatusInit
	case c.Status&needsDiagnosis != 0:
		p.memory.cure = IDDiagnose
	}
	return nil
}

// notReady keeps the link of a pad that answers and says no.
func notReady(err error) error {
	var no *refusal
	if errors.As(err, &no) {
		return fmt.Errorf("%w: %w", desk.ErrNotReady, err)
	}
	return err
}

// enquire asks 05 01.
func (p *pad) enquire(ctx context.Context, service byte) (Health, error) {
	f, err := withService(CodeStatus, p.habits.password, service)
	if err != nil {
		return Health{}, err
	}
	out, err := p.ask(ctx, f)
	if err != nil {
		return Health{}, err
	}
	var h Health
	err = h.UnmarshalBinary(out.data)
	return h, err
}

// patience is how many status enquiries in a row may go unanswered: some pads are
// silent for a while after an abort.
const patience = 3

// check asks an idle pad how it is.
func (p *pad) check(ctx context.Context) error {
	h, err := p.enquire(ctx, StatusNoVersion)
	if errors.Is(err, pay.ErrNoAnswer) {
		if p.silent++; p.silent < patience {
			return nil
		}
	}
	if err != nil {
		return notReady(err)
	}
	p.silent = 0
	return p.ready(h.ID)
}

// last asks the pad for its last receipt, and returns nil when it has none. It
// must not be asked to print it.
func (p *pad) last(ctx context.Context) (*Result, error) {
	last, err := p.receipt(ctx)
	switch {
	case err != nil:
	case last == nil:
		p.memory.recall.Shows("")
	case last.Approved():
		p.memory.recall.Shows(last.Ref())
	}
	return last, err
}

func (p *pad) receipt(ctx context.Context) (*Result, error) {
	f, err := withService(CodeRepeat, p.habits.password, RepeatWithResult|RepeatUnprinted)
	if err != nil {
		return nil, err
	}
	out, err := p.ask(ctx, f)
	var no *refusal
	switch {
	case errors.As(err, &no) && no.id != IDBusy && no.id != IDUnregistered && remedies[no.id] == 0:
		return nil, p.empty(ctx, no)
	case err != nil:
		return nil, err
	case out.result == nil || !out.result.named():
		return nil, p.empty(ctx, errors.New("the pad repeats its last receipt without a result"))
	}
	return out.result, nil
}

// empty makes sure that a pad which shows no receipt has made no payment either:
// nobody has written down how a pad says that it remembers nothing.
func (p *pad) empty(ctx context.Context, why error) error {
	t, err := p.count(ctx, CodeTotals)
	if err != nil {
		return fmt.Errorf("%w, and its totals cannot be had either: %w", why, err)
	}
	if t.Count != 0 || t.Amount != 0 {
		return fmt.Errorf("%w, although it has made payments", why)
	}
	return nil
}
