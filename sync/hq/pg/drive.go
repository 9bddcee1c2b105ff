package pg

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
)

// storeWithin is how long the store may take for one step.
const storeWithin = 10 * time.Second

// drive brings an event to an attempt, stores what becomes of it, carries out what is
// to be done and goes on with what that brings, until nothing is left to do now.
func (f *Flow) drive(a Attempt, e Event) (Attempt, error) {
	next, effects, err := f.step(a, e)
	if err != nil {
		return a, err
	}
	return f.goOnWith(next, effects)
}

// goOnWith carries out what a stored step said, and what that brings.
func (f *Flow) goOnWith(a Attempt, effects []Effect) (Attempt, error) {
	for events := []Event(nil); ; events = events[1:] {
		for _, effect := range effects {
			if after := f.carryOut(a, effect); after != nil {
				events = append(events, after)
			}
		}
		if len(events) == 0 {
			return a, nil
		}
		next, more, err := f.step(a, events[0])
		if err != nil {
			return a, err
		}
		a, effects = next, more
	}
}

// step stores a step. When somebody else stored one first, the event comes to what
// they left.
func (f *Flow) step(a Attempt, e Event) (Attempt, []Effect, error) {
	_, rules, err := f.provider(a.Provider)
	if err != nil {
		return a, nil, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(f.life), storeWithin)
	defer cancel()
	for {
		next, effects := a.Step(e, rules)
		kept, err := f.Store.SaveAttempt(ctx, next)
		if err == nil {
			return kept, effects, nil
		}
		if !errors.Is(err, ErrStale) {
			return a, nil, fmt.Errorf("store a step of payment %s: %w", a.Key, err)
		}
		if a, err = f.Store.AttemptBy(ctx, Name{ID: a.ID}); err != nil {
			return a, nil, err
		}
	}
}

// carryOut does what a step said, and returns the event that this brings, if any.
func (f *Flow) carryOut(a Attempt, e Effect) Event {
	switch e := e.(type) {
	case Tell:
		f.Tell(a)
	case Alarm:
		f.Log.Warn("a payment by phone needs a look", "kiosk", a.Kiosk, "key", a.Key, "attempt", a.Number, "provider", a.Provider, "what", e.Text)
	case Heed:
		return f.heed(a)
	case Finish:
		return f.finish(a)
	case Call:
		return f.call(a, e)
	}
	return nil
}

// heed brings what an attempt says to HQ's list of alarms.
func (f *Flow) heed(a Attempt) Event {
	if f.Heed != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(f.life), storeWithin)
		defer cancel()
		if err := f.Heed(ctx, a); err != nil {
			f.Log.Error("an alarm of a payment by phone was not kept; it is tried again", "kiosk", a.Kiosk, "key", a.Key, "err", err)
			return nil
		}
	}
	return Heeded{now()}
}

func (f *Flow) finish(a Attempt) Event {
	if finish := f.Purposes[a.Purpose].Finish; finish != nil {
		ctx, cancel := context.WithTimeout(f.life, f.Call)
		defer cancel()
		if err := finish(ctx, a); err != nil {
			f.Log.Error("a payment by phone was not finished; it is tried again", "kiosk", a.Kiosk, "key", a.Key, "purpose", a.Purpose, "err", err)
			return nil
		}
	}
	return Finished{now()}
}

// call makes one call, with a time of its own: nobody's closed window ends it.
func (f *Flow) call(a Attempt, c Call) Event {
	p, rules, err := f.provider(a.Provider)
	if err != nil {
		return Failed{now(), c.Op, pay.NotSent, err.Error()}
	}
	ctx, cancel := context.WithTimeout(f.life, f.Call)
	defer cancel()
	switch c.Op {
	case OpPrepare:
		return f.prepare(ctx, p, rules, a)
	case OpCheck:
		return f.check(ctx, p, rules, a)
	case OpApprove:
		return f.approve(ctx, p, a)
	case OpCancel:
		return f.cancel(ctx, p, a, c.Refund)
	}
	return f.lookup(ctx, p, a, c.Ref)
}

func now() When { return When{time.Now().UTC()} }

// prepare makes the attempt ready. Where money moves without us there is no later time
// to ask the purpose.
func (f *Flow) prepare(ctx context.Context, p Provider, rules Rules, a Attempt) Event {
	if !rules.Approves {
		no, err := f.askPurpose(ctx, a)
		if err != nil {
			return f.failed(a, OpPrepare, err)
		}
		if no != "" {
			return Failed{now(), OpPrepare, pay.NotSent, no}
		}
	}
	ready, err := p.Prepare(ctx, a.Request(f.Base))
	if err != nil {
		return f.failed(a, OpPrepare, err)
	}
	return Ready{now(), ready, f.Window}
}

// errPurpose says that whoever has to say yes has not answered.
var errPurpose = errors.New("the shop has not said whether this may be paid")

// askPurpose returns why a payment must not be taken any more; empty when it may.
// Nothing was sent to the provider yet, whatever comes of it.
func (f *Flow) askPurpose(ctx context.Context, a Attempt) (no string, err error) {
	check := f.Purposes[a.Purpose].Check
	if check == nil {
		return "", nil
	}
	if no, err = check(ctx, a); err != nil {
		return "", pay.Fail("ask the shop", pay.NotSent, fmt.Errorf("%w: %v", errPurpose, err)) //nolint:errorlint // its own fate is not that of the money
	}
	return no, nil
}

// check asks the purpose, and the provider where an approval names no amount.
func (f *Flow) check(ctx context.Context, p Provider, rules Rules, a Attempt) Event {
	no, err := f.askPurpose(ctx, a)
	if err != nil {
		return f.failed(a, OpCheck, err)
	}
	if no != "" {
		return Checked{now(), no, nil}
	}
	if !rules.LooksFirst {
		return Checked{now(), "", nil}
	}
	seen, err := p.Lookup(ctx, a.Request(f.Base))
	if err != nil {
		return f.failed(a, OpCheck, err)
	}
	return Checked{now(), "", &seen}
}

func (f *Flow) approve(ctx context.Context, p Provider, a Attempt) Event {
	r, err := p.Approve(ctx, a.Request(f.Base))
	if err != nil {
		return f.failed(a, OpApprove, err)
	}
	return Answered{now(), OpApprove, "", r, f.newer(ctx, a)}
}

// lookup asks for the attempt's own payment, or for one that somebody named.
func (f *Flow) lookup(ctx context.Context, p Provider, a Attempt, named string) Event {
	q := a.Request(f.Base)
	if named != "" {
		q.Ref = named
	}
	r, err := p.Lookup(ctx, q)
	if err != nil {
		return f.failed(a, OpLookup, err)
	}
	return Answered{now(), OpLookup, named, r, f.newer(ctx, a)}
}

// newer reports whether the payment has a later attempt. If nobody can tell, it has:
// money that comes late then goes back.
func (f *Flow) newer(ctx context.Context, a Attempt) bool {
	if a.Closed.IsZero() && !a.State.Final() {
		return false
	}
	all, err := f.Store.AttemptsOf(ctx, a.Kiosk, a.Key)
	return err != nil || len(all) > 0 && all[0].Number > a.Number
}

func (f *Flow) failed(a Attempt, op Op, err error) Event {
	f.Log.Warn("a provider was not reached, or did not answer", "provider", a.Provider, "kiosk", a.Kiosk, "key", a.Key, "call", string(op), "err", err)
	return Failed{now(), op, pay.FateOf(err), reasonOf(err)}
}

// reasonOf is a sentence for people at the kiosk: the log has the details.
func reasonOf(err error) string {
	switch {
	case errors.Is(err, errPurpose):
		return errPurpose.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return "the provider did not answer in time"
	case pay.FateOf(err) == pay.NotSent:
		return "the provider cannot be reached"
	}
	return "the provider's answer was lost"
}

func (f *Flow) cancel(ctx context.Context, p Provider, a Attempt, id string) Event {
	refund, _ := a.Refund(id)
	refund.Sent = refund.Tries
	back, err := p.Cancel(ctx, a.Request(f.Base), refund.Refund)
	if err != nil {
		f.Log.Warn("a provider did not answer to a refund", "provider", a.Provider, "kiosk", a.Kiosk, "key", a.Key, "refund", id, "err", err)
		return RefundFailed{now(), id, pay.FateOf(err), reasonOf(err)}
	}
	return RefundAnswered{now(), id, back}
}
