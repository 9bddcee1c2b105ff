package agent

import (
	"context"
	"errors"
	"time"
)

// betweenPatience is how long to wait before the machine is asked again whether
// it is idle, when no view has changed.
const betweenPatience = time.Second

// errNotIdle says that a payment is open, or a result still on the screen.
var errNotIdle = errors.New("a payment is open")

// Between does something while no payment is open and none can begin: it changes
// settings, or starts the pad anew. It waits for that moment until ctx ends, one
// caller at a time, and leaves every result on the screen for as long as it stays.
// Payments are refused only while do runs.
func (a *Agent) Between(ctx context.Context, do func(context.Context) error) error {
	return a.between(ctx, idleAsked{}, do)
}

// BeforeStop is Between for somebody who waits to stop the kiosk, and does not wait
// for a result that has been read ([Machine.MayStop]).
func (a *Agent) BeforeStop(ctx context.Context, do func(context.Context) error) error {
	return a.between(ctx, restAsked{}, do)
}

func (a *Agent) between(ctx context.Context, question Event, do func(context.Context) error) error {
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		seq := a.View().Seq
		done, err := a.ifIdle(ctx, question, do)
		if done {
			return err
		}
		if err := a.another(ctx, seq); err != nil {
			return err
		}
	}
}

// ifIdle closes the kiosk for a moment, and does it if the owner says that
// nothing was open then.
func (a *Agent) ifIdle(ctx context.Context, question Event, do func(context.Context) error) (done bool, err error) {
	a.changing.Store(true)
	defer func() {
		a.changing.Store(false)
		a.Refresh()
	}()
	switch err := a.ask(ctx, question); {
	case errors.Is(err, errNotIdle):
		return false, nil
	case err != nil:
		return true, err
	}
	return true, do(ctx)
}

// another waits for another view, or a moment.
func (a *Agent) another(ctx context.Context, seq uint64) error {
	patience, cancel := context.WithTimeout(ctx, betweenPatience)
	defer cancel()
	_, err := a.views.wait(patience, seq)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// idleAsked is answered by the owner, not by the machine: with nil when nothing
// is open.
type idleAsked struct{ Moment }

// restAsked is answered by the owner with nil when the kiosk may be stopped.
type restAsked struct{ Moment }

// shown returns when the view shows all that the owner has done up to now: an
// answer comes a moment before its view.
func (a *Agent) shown(ctx context.Context) error {
	if err := a.ask(ctx, idleAsked{}); !errors.Is(err, errNotIdle) {
		return err
	}
	return nil
}

// Alive returns nil once the owner of the machine has answered a question: it is
// not stuck. What it answers does not matter, nor how the pad and HQ are.
func (a *Agent) Alive(ctx context.Context) error { return a.shown(ctx) }

// refreshed has the owner publish its view anew.
type refreshed struct{ Moment }

// Refresh has a view made anew: what [Options].Hold says has changed.
func (a *Agent) Refresh() { a.mail.put(letter{event: refreshed{}}) }

// ReloadPages has the pages that show this kiosk load themselves anew.
func (a *Agent) ReloadPages() {
	a.pages.Add(1)
	a.Refresh()
}

// forOwner reports whether a letter was for the owner alone, and answers it.
func (o *owner) forOwner(l letter) bool {
	switch l.event.(type) {
	case idleAsked:
		l.reply(unless(o.machine.idle(time.Now())))
	case restAsked:
		l.reply(unless(o.machine.MayStop(time.Now())))
	case refreshed:
		o.publish()
	default:
		return false
	}
	return true
}

func unless(idle bool) error {
	if idle {
		return nil
	}
	return errNotIdle
}

// publish shows the machine, and whether a payment may begin.
func (o *owner) publish() {
	at := o.shop.Load()
	v := o.machine.View(at.Store)
	v.Shop, v.Closed, v.Page = at.number, o.hold(), o.pages.Load()
	o.views.publish(v)
}

// hold returns why no payment may begin now, or nil.
func (a *Agent) hold() *Fault {
	if a.changing.Load() {
		return FaultChanging
	}
	return a.o.hold()
}
