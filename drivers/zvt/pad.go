package zvt

import (
	"context"
	"errors"
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
	place   *time.Location
	wanted  string // the terminal id of the configuration, or ""
	habits  habits
	memory  *memory // outlives the link

	terminal string // the pad's own id, from its registration
	open     bool   // a command of ours has not ended: the pad has the say
	inside   bool   // a card has to be taken out
	lost     error  // pad and kiosk are out of step: begin anew
	silent   int    // status enquiries without an answer, in a row
	offers   map[string]*offered
}

var _ desk.Talk[*pad] = (*pad)(nil)

func (d *Driver) newPad(ctx context.Context, line link.Link, v *desk.Visit) *pad {
	p := &pad{
		session: &session{
			line: line, limits: limits{d.opts.Limits, d.opts.Times}, visit: v, decoder: Decoder{TCP: d.habits.tcp}, resent: d.opts.Resent,
		},
		ctx: ctx, watcher: d.opts.Watcher, log: d.opts.Log, place: d.opts.Location, wanted: d.opts.TerminalID,
		habits: d.habits, memory: &d.memory, offers: map[string]*offered{},
	}
	p.session.unasked = p.unasked
	return p
}

// unasked handles what nobody waits for: late results, what a forgotten command
// still has to say, and requests to stop when nothing runs.
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
		p.log.Warn("not handled", "cause", err)
	}
}

// unaskedFrame answers every command, since a pad that is not answered takes
// money back that may be somebody's payment.
func (p *pad) unaskedFrame(f Frame) error {
	switch {
	case f.Code.IsResponse():
		return nil
	case f.Code == CodeResult:
		return p.late(f)
	case f.Code == CodeCompletion, f.Code == CodeAborted:
		p.ended()
	}
	return p.answer(responseTo(f.Code))
}

// responseTo is how a command of the pad is answered that wants nothing of us.
func responseTo(c Code) Code {
	switch c {
	case CodeIntermediate, CodePrintLine, CodePrintBlock, CodeClock, CodeBlockedList, CodeCompletion, CodeAborted:
		return CodeGood
	}
	return Negative(IDUnknown)
}

// ended notes that the kiosk has the say again. Pads end a command when the card
// is out.
func (p *pad) ended() {
	p.open = false
	if p.inside {
		p.inside = false
		p.watcher.Progress(pay.CardRemoved)
	}
}

// Serve keeps an idle pad checked and does what is asked, until the link ends or
// the pad is not ready any more. At the end of the kiosk it logs off.
func (p *pad) Serve(ctx context.Context, calls <-chan desk.Call[*pad]) error {
	err := p.serve(ctx, calls)
	if ctx.Err() != nil && !p.open {
		p.logOff(ctx)
	}
	return err
}

func (p *pad) serve(ctx context.Context, calls <-chan desk.Call[*pad]) error {
	check := time.Now().Add(p.limits.Times.Check)
	for {
		e, err := p.waitFor(ctx, check, calls)
		switch {
		case err != nil:
			return err
		case e.kind == gotTime:
			err = p.check(ctx)
			check = time.Now().Add(p.limits.Times.Check)
		case e.kind == gotCall:
			e.call.Run(ctx, p)
			err = p.outOfStep()
			check = time.Now().Add(p.limits.Times.Check)
		default:
			p.unasked(e)
		}
		if err != nil {
			return err
		}
	}
}

// outOfStep is what a call has found out that has to be put right first.
func (p *pad) outOfStep() error {
	if p.lost != nil {
		return p.lost
	}
	if p.memory.cure != 0 {
		return p.needs(p.memory.cure)
	}
	return nil
}

// logOff tells the pad that the kiosk goes away, and does not insist.
func (p *pad) logOff(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	f, err := Request{Code: CodeLogOff}.Frame()
	if err == nil {
		err = (&exchange{pad: p, request: f, short: true}).run(ctx)
	}
	if err != nil && !errors.Is(err, desk.ErrLine) {
		p.log.Info("the pad was not logged off", "cause", err)
	}
}

// refusal is a clear no of the pad: the command was not done.
type refusal struct{ id ID }

func (r *refusal) Error() string {
	return fmt.Sprintf("the pad says: %v (%02X)", r.id, byte(r.id))
}
