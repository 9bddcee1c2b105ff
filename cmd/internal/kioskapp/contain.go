package kioskapp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// grace is how long after its deadline a driver may take to come back.
const grace = 5 * time.Second

// errNoReturn is the cause when a driver did not come back at all.
var errNoReturn = errors.New("the pad's driver does not come back from a call")

// contained makes one call to a driver, which costs no more than the call when the
// driver breaks or never comes back. Then nobody else gets the pad: what the
// driver still does is not known.
func contained[A any](ctx context.Context, s *sharedPad, op string, fate pay.Fate, call func() (A, error)) (A, error) {
	var none A
	if err := s.take(ctx); err != nil {
		return none, err
	}
	type end struct {
		answer A
		err    error
	}
	ended := make(chan end, 1)
	go func() {
		defer s.give()
		e := end{err: pay.Fail(op, fate, desk.ErrFault)}
		defer func() {
			if what := recover(); what != nil {
				s.log.Error("the pad's driver broke", "in", op, "kind", fmt.Sprintf("%T", what))
			}
			ended <- e
		}()
		answer, err := call()
		e = end{answer, err}
	}()
	select {
	case e := <-ended:
		return e.answer, e.err
	case <-ctx.Done():
	}
	select {
	case e := <-ended:
		return e.answer, e.err
	case <-time.After(grace):
		return none, pay.Fail(op, fate, errNoReturn)
	}
}

// Waits between the starts of a driver that ended by itself, and while another
// pad is put in its place.
const (
	firstRestart = time.Second
	mostRestart  = time.Minute
	whileFitting = 50 * time.Millisecond
)

// runPad keeps the driver running. One that ends by itself, or breaks, costs the
// kiosk its cards and nothing else: the screen says so, and it is started again.
func (a *App) runPad(ctx context.Context) error {
	for wait := firstRestart; ; {
		f, pause := a.pad.now(), whileFitting
		err := a.runDriver(ctx)
		switch {
		case ctx.Err() != nil:
			return err
		case f.life.Err() != nil:
			wait = firstRestart
		default:
			a.driverEnded(err, wait)
			pause, wait = wait, min(2*wait, mostRestart)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// driverEnded tells that a driver ended by itself.
func (a *App) driverEnded(err error, again time.Duration) {
	if err == nil {
		err = errors.New("it ended by itself")
	}
	a.o.Log.Error("the pad's driver has stopped", "err", err, "again_in", again.String())
	a.agent.Link(pay.Link{Reason: fmt.Sprintf("the pad's driver has stopped, no cards can be taken until it is started again by itself: %v", err)})
}

func (a *App) runDriver(ctx context.Context) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = fmt.Errorf("%w (%T)", desk.ErrFault, what)
		}
	}()
	return a.pad.Run(ctx)
}
