package smartro

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/link"
)

// pad is a pad at the other end of an open link. Like its session it belongs to
// the goroutine of Run, and ends with the link.
type pad struct {
	*session
	ctx     context.Context // of Run; offers are recorded under it
	watcher pay.Watcher
	log     *slog.Logger
	habits  habits
	memory  *memory // outlives the link

	offers map[string]*offered // by the approval's reference
	gone   chan struct{}       // closed when the link has ended
}

func (d *Driver) newPad(ctx context.Context, line link.Link, aborts <-chan chan<- error) *pad {
	p := &pad{
		session: &session{line: line, limits: d.opts.Limits, stamp: d.stamp, verdicts: make(chan verdict), aborts: aborts},
		ctx:     ctx, watcher: d.opts.Watcher, log: d.opts.Log, habits: d.habits, memory: &d.memory,
		offers: map[string]*offered{}, gone: make(chan struct{}),
	}
	p.session.unasked = p.unasked
	return p
}

// probe finds out whether a Smartro pad is at the other end, before anything
// that moves money is sent: it must answer A, and L as well, since without L no
// payment could be settled. V is asked for its name, and may stay silent.
func (p *pad) probe(ctx context.Context) (name string, err error) {
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

// unasked handles what nobody waits for: repeats, late answers, events, and
// requests to stop when nothing runs.
func (p *pad) unasked(ctx context.Context, e event) {
	var err error
	switch e.kind {
	case gotVerdict:
		err = p.conclude(e.verdict)
	case gotAbort:
		e.abort <- nil
	case gotFrame:
		err = p.unaskedFrame(ctx, e.frame)
	}
	if err != nil {
		p.log.Warn("not handled, the pad will repeat it", "cause", err)
	}
}

func (p *pad) unaskedFrame(_ context.Context, f Frame) error {
	switch f.Job {
	case JobEvent:
		p.happened(f)
		return nil
	case JobApprove.Response(), JobCancel.Response():
		return p.late(f)
	}
	if f.Job < 'a' || f.Job > 'z' {
		return fmt.Errorf("%w: %v is no response", ErrFrame, f.Job)
	}
	return p.confirm()
}

// happened reports an event as progress, and returns it.
func (p *pad) happened(f Frame) (Event, bool) {
	e, err := ParseEvent(f.Data)
	if err != nil {
		p.log.Warn("event ignored", "cause", err)
		return 0, false
	}
	for _, step := range progressOf(e) {
		p.watcher.Progress(step)
	}
	return e, true
}

func progressOf(e Event) []pay.Progress {
	switch e {
	case CardInserted:
		return []pay.Progress{pay.CardShown, pay.CardInside}
	case CardRemoved:
		return []pay.Progress{pay.CardRemoved}
	case ChipFailed:
		return []pay.Progress{pay.TryStripe}
	}
	return []pay.Progress{pay.CardShown}
}

// serve keeps an idle pad checked and does what is asked, until the link ends or
// the pad is not ready any more.
func (p *pad) serve(ctx context.Context, calls <-chan call) error {
	check := time.Now().Add(p.limits.Check)
	for {
		p.asking = false
		e, err := p.waitFor(ctx, check, calls)
		switch {
		case err != nil:
			return err
		case e.kind == gotTime:
			err = p.check(ctx)
			check = time.Now().Add(p.limits.Check)
		case e.kind == gotCall:
			e.call.run(ctx, p)
			check = time.Now().Add(p.limits.Check)
		case e.kind == gotAbort:
			e.abort <- p.standby(ctx)
		default:
			p.unasked(ctx, e)
		}
		if err != nil {
			return err
		}
	}
}
