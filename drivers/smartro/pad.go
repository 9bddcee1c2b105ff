package smartro

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
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
	waits  bool                // a look was given up: the pad may wait for a card
}

var _ desk.Talk[*pad] = (*pad)(nil)

func (d *Driver) newPad(ctx context.Context, line link.Link, v *desk.Visit) *pad {
	p := &pad{
		session: &session{line: line, limits: limits{d.opts.Limits, d.opts.Times}, noAcks: d.habits.noAcks, stamp: d.stamp, visit: v, resent: d.opts.Resent},
		ctx:     ctx, watcher: d.opts.Watcher, log: d.opts.Log, habits: d.habits, memory: &d.memory,
		offers: map[string]*offered{},
	}
	p.session.unasked = p.unasked
	return p
}

// unasked handles what nobody waits for: repeats, late answers, events, and
// requests to stop when nothing runs.
func (p *pad) unasked(e event) {
	var err error
	switch e.kind {
	case gotVerdict:
		err = p.conclude(e.verdict)
	case gotAbort:
		e.abort <- nil
	case gotFrame:
		err = p.unaskedFrame(e.frame)
	}
	if err != nil {
		p.log.Warn("not handled, the pad will repeat it", "cause", err)
	}
}

func (p *pad) unaskedFrame(f Frame) error {
	switch f.Job {
	case JobEvent:
		p.happened(f)
		return nil
	case JobApprove.Response(), JobCancel.Response(), JobBuyer.Response():
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

// Serve keeps an idle pad checked and does what is asked, until the link ends or
// the pad is not ready any more.
func (p *pad) Serve(ctx context.Context, calls <-chan desk.Call[*pad]) error {
	check := time.Now().Add(p.limits.Times.Check)
	for {
		p.asking = false
		e, err := p.waitFor(ctx, check, calls)
		switch {
		case err != nil:
			return err
		case e.kind == gotTime:
			err = p.check(ctx)
			check = time.Now().Add(p.limits.Times.Check)
		case e.kind == gotCall:
			e.call.Run(ctx, p)
			err = p.tidy(ctx)
			check = time.Now().Add(p.limits.Times.Check)
		case e.kind == gotAbort:
			e.abort <- p.standby(ctx)
		default:
			p.unasked(e)
		}
		if err != nil {
			return err
		}
	}
}
