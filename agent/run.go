package agent

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kioskd/agent/pay"
)

// errWithheld is what a driver hears when an offer did not become durable.
var errWithheld = errors.New("the approval could not be recorded")

// owner is the one goroutine that holds the machine.
type owner struct {
	*Agent
	terminal pay.Terminal
	machine  Machine
	calls    sync.WaitGroup
	alarm    *time.Timer
}

// Run settles what the last run left open and then serves customers at the
// given pad, until ctx ends. Then a pad that waits for a card is told to stop,
// for which it has to be running still, and Run returns once every call to it has
// ended; a payment that is open then is settled by the next start.
func (a *Agent) Run(ctx context.Context, t pay.Terminal) error {
	o := &owner{Agent: a, terminal: t, machine: machineFor(a.o), alarm: time.NewTimer(time.Hour)}
	o.alarm.Stop()
	defer o.alarm.Stop()
	booted, err := lookBack(a.o.Journal, a.o.Bookmark.Position())
	if err != nil {
		return fmt.Errorf("settle the last run: %w", err)
	}
	calls, stop := context.WithCancel(context.WithoutCancel(ctx))
	o.handle(calls, letter{event: booted})
	if a.o.Keeper != nil {
		o.calls.Go(func() { a.deliver(calls) })
	}
	o.serve(ctx, calls)
	o.callOff(calls)
	stop()
	o.calls.Wait()
	o.refuseRest()
	return nil
}

// serve handles events until ctx ends. Calls to the pad live as long as calls.
func (o *owner) serve(ctx, calls context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.alarm.C:
			o.handle(calls, letter{event: Woken{}})
		case <-o.mail.filled:
			for _, l := range o.mail.take() {
				o.handle(calls, l)
			}
		}
	}
}

// callOff lets the call that runs come to its end, for a moment: a pad that
// waits for a card is told to stop, so that nobody pays an amount that no kiosk
// is there to hear of.
func (o *owner) callOff(calls context.Context) {
	o.handle(calls, letter{event: StopAsked{}})
	patience := time.NewTimer(o.o.Deadlines.Stop)
	defer patience.Stop()
	for o.machine.Calling() {
		select {
		case <-patience.C:
			return
		case <-o.mail.filled:
			for _, l := range o.mail.take() {
				o.handle(calls, l)
			}
		}
	}
}

// refuseRest answers those who asked too late, so that nobody waits for ever.
func (o *owner) refuseRest() {
	for _, l := range o.mail.take() {
		l.reply(FaultStarting)
	}
}

// handle brings one event to the machine and carries out what it says.
func (o *owner) handle(ctx context.Context, l letter) {
	if o.forOwner(l) {
		return
	}
	e, err := o.complete(l.event)
	if err != nil {
		l.reply(err)
		switch l.event.(type) {
		case MarkTold, Resolved: // the call has ended; what it said cannot be judged
			o.handle(ctx, letter{event: CallFailed{Fate: pay.Unknown, Reason: err.Error()}})
		}
		return
	}
	next, effects := o.machine.Step(e)
	o.machine = next
	if failed := o.carryOut(ctx, l, e.when(), effects); failed != nil {
		l.reply(FaultMemory.because(errWithheld))
		o.handle(ctx, letter{event: *failed})
	}
	l.reply(errWithheld)
	o.publish()
	o.bookmark()
}

// bookmark notes that the journal holds nothing unsettled up to here.
func (o *owner) bookmark() {
	if !o.machine.Settled() {
		return
	}
	last, _ := o.o.Journal.Last()
	if last <= o.o.Bookmark.Position() {
		return
	}
	if err := o.o.Bookmark.Ack(last); err != nil {
		o.o.Log.Error("bookmark not moved", "err", err)
	}
}
