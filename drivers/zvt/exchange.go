package zvt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/link"
)

// exchange is one command of ours, from its sending to its end: 06 0F, 06 1E, or a
// refusal at once. In between the pad has the say, and everything it sends is
// answered.
//
// A command that moves money is never sent twice, unless the pad said with a clean
// NAK that it did not take it.
type exchange struct {
	*pad
	request Frame
	short   bool // it ends with its response
	once    bool // it moves money
	card    bool // a customer has to show a card

	// offerOf makes the offer of an approval; nil where results are reports.
	offerOf func(Result) pay.Offer
	accept  pay.Accept

	taken   bool      // the pad has the command
	touched bool      // a card was shown since
	nextBy  time.Time // the pad says something
	cardBy  time.Time // somebody has shown a card
	endBy   time.Time // the command is over

	wants  bool      // the pad shall stop, as soon as it can be told
	stopBy time.Time // the pad has answered that

	slips slips
	out   outcome
	done  bool
}

// outcome is how a command ended.
type outcome struct {
	result   *Result    // the last one that told how it went
	offer    *pay.Offer // the last approval that is on disk
	withheld error      // why an approval is not on disk
	no       *refusal   // the command was not done
	text     string     // the pad's own words with it
	data     []byte     // of 06 0F
}

// ask runs a command that moves no money. A refusal is an error.
func (p *pad) ask(ctx context.Context, f Frame) (outcome, error) {
	x := &exchange{pad: p, request: f}
	if err := x.run(ctx); err != nil {
		return outcome{}, fmt.Errorf("ask %v: %w", f.Code, err)
	}
	if x.out.no != nil {
		return outcome{}, fmt.Errorf("ask %v: %w", f.Code, x.out.no)
	}
	return x.out, nil
}

// run sends the command and sees it through. An error that does not say otherwise
// leaves its fate unknown.
func (x *exchange) run(ctx context.Context) error {
	if err := x.speak(ctx); err != nil {
		return err
	}
	for !x.done {
		e, err := x.wait(ctx, x.next())
		if err == nil {
			err = x.handle(ctx, e)
		}
		if err == nil {
			err = x.stop()
		}
		if err != nil {
			return x.failed(err)
		}
	}
	return nil
}

// speak sends the command.
func (x *exchange) speak(ctx context.Context) error {
	err := x.clear(ctx)
	if err == nil {
		err = x.quieten(ctx)
	}
	if err == nil {
		err = context.Cause(ctx) // nothing leaves for somebody who has gone
	}
	if err != nil {
		return pay.Fail("prepare", pay.NotSent, err)
	}
	now := time.Now()
	x.nextBy, x.open, x.slips.agreed = now.Add(x.limits.Response), x.once, x.habits.charset
	if x.card {
		x.cardBy = now.Add(x.limits.Card)
	}
	if x.once {
		x.endBy = now.Add(x.limits.Charge())
	}
	err = x.send(x.request, x.once)
	if errors.Is(err, link.ErrClosed) {
		return pay.Fail("send", pay.NotSent, err)
	}
	return err
}

// failed notes what an error means for what follows. After a time-out over TCP
// the connection counts as broken.
func (x *exchange) failed(err error) error {
	if errors.Is(err, errRefused) {
		x.open = false
	}
	if errors.Is(err, pay.ErrNoAnswer) && x.decoder.TCP && x.request.Code != CodeStatus {
		x.lost = err
	}
	return err
}

// next returns the earliest of the times that are waited for.
func (x *exchange) next() time.Time {
	next := x.nextBy
	for _, t := range []time.Time{x.cardBy, x.endBy, x.stopBy} {
		if !t.IsZero() && t.Before(next) {
			next = t
		}
	}
	return next
}

func (x *exchange) handle(ctx context.Context, e event) error {
	switch {
	case e.kind == gotTime:
		return x.timeUp()
	case e.kind == gotAbort:
		x.wants = true
		e.abort <- nil
	case e.kind == gotFrame && e.frame.Code.IsResponse():
		x.response(e.frame)
	case e.kind == gotFrame && x.taken:
		return x.commanded(ctx, e.frame)
	default: // also what an earlier command still has to say
		x.unasked(e)
	}
	return nil
}

func (x *exchange) timeUp() error {
	now := time.Now()
	due := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	switch {
	case due(x.endBy), due(x.nextBy) && x.taken:
		return fmt.Errorf("%w within its time: %v did not end", pay.ErrNoAnswer, x.request.Code)
	case due(x.nextBy):
		return fmt.Errorf("%w: %v was not taken", pay.ErrNoAnswer, x.request.Code)
	case due(x.stopBy):
		x.stopBy = time.Time{}
		x.log.Warn("the pad does not answer the wish to stop")
	case due(x.cardBy):
		x.cardBy, x.wants = time.Time{}, !x.touched
	}
	return nil
}

// response is for our command first, then for 06 B0.
func (x *exchange) response(f Frame) {
	id, no := f.Code.Refuses()
	switch {
	case x.taken:
		x.stopBy = time.Time{}
		if no {
			x.log.Info("the pad does not stop now", "cause", id)
		}
		return
	case no:
		x.over(&refusal{id})
		return
	}
	x.taken, x.open, x.nextBy = true, true, time.Now().Add(x.limits.Completion)
	if x.short {
		x.over(nil)
	} else if x.card {
		x.watcher.Progress(pay.WaitingForCard)
	}
}

// over ends the command.
func (x *exchange) over(no *refusal) {
	x.done, x.out.no = true, no
	x.ended()
	if no != nil {
		x.note(no.id)
	}
}
