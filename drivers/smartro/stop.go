package smartro

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/drivers"
)

// abort asks the pad to stop waiting for a card. One request at a time: E waits
// until the pad has taken the request that runs.
func (x *exchange) abort(ctx context.Context, reply chan<- error) error {
	var err error
	if x.stops = 0; x.taken {
		err = x.stop(ctx)
	} else {
		x.stopBy = x.ackBy
	}
	reply <- err
	return err
}

// wantsStop reports that an abort waits for the request to be taken.
func (x *exchange) wantsStop() bool { return !x.stopBy.IsZero() && x.stops == 0 }

// stop sends E, or gives up on it: then only an answer or time ends the call.
func (x *exchange) stop(ctx context.Context) error {
	x.stopBy = time.Time{}
	if x.stops >= tries {
		x.log.Warn("the pad does not take the wish to stop")
		return nil
	}
	if x.stops++; x.stops > 1 {
		x.resent(drivers.ToPad)
	}
	// The line is not made quiet first: nonsense has to stay on record until it is
	// known whether the charge was stopped cleanly.
	raw, err := x.frame(JobStandby, nil)
	if err != nil {
		return err
	}
	x.stopBy = time.Now().Add(x.limits.Ack)
	return x.write(raw)
}

// stopped handles e. An approval may be on its way: after a card was shown for as
// long as a VAN may take, otherwise for a moment.
func (x *exchange) stopped() error {
	x.stopBy = time.Time{}
	if x.look {
		return errors.Join(x.confirm(), ErrAborted)
	}
	if x.trail != nil {
		x.trail.idle()
		x.calmBy = time.Now().Add(x.limits.Settle)
		if end := time.Now().Add(x.limits.VAN); end.Before(x.endBy) {
			x.endBy = end
		}
	}
	return x.confirm()
}

// calm ends a charge that was stopped before a card was shown. If one was shown,
// or nonsense may have hidden it, only an answer or time ends it.
func (x *exchange) calm() error {
	x.calmBy = time.Time{}
	if x.touched || x.unclear {
		return nil
	}
	x.trail.clean = true
	return fmt.Errorf("%w, as asked", ErrAborted)
}
