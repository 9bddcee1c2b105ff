package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrNoJournal says that this kiosk has never been started.
var ErrNoJournal = errors.New("there is no journal yet")

func (v *visit) agent(ctx context.Context) Finding {
	v.status, v.statusErr = v.Status(ctx)
	s := v.status
	switch {
	case errors.Is(v.statusErr, ErrNoJournal):
		return warn("no agent runs, and none has run here yet", "Start it: kioskd start, or by hand kioskd run.")
	case v.statusErr != nil:
		return fail("it cannot be asked: "+v.statusErr.Error(), "Run this as the user of the service, or as administrator.")
	case !s.Running:
		return fail("no agent runs", "Start it: kioskd start, or by hand kioskd run.")
	case s.Fault != nil:
		return fail(fmt.Sprintf("fault %d: %s", s.Fault.Number, s.Fault.Text), s.Fault.Next)
	}
	return good(fmt.Sprintf("%s since %s, %s", s.Version, s.Since.Local().Format(time.DateTime), s.State))
}

func (v *visit) service(ctx context.Context) Finding {
	s, err := v.Machine.Service(ctx)
	switch {
	case errors.Is(err, ErrUnknown):
		return warn(err.Error(), "See that kioskd starts by itself after the machine has been switched off and on.")
	case err != nil:
		return warn("the service manager cannot be asked: "+err.Error(), "Run this as administrator.")
	case !s.Installed:
		return warn("it is not installed as a service, and does not start by itself", "Install it: kioskd install.")
	case !s.Automatic:
		return fail("it does not start by itself after a power cut", s.EnableBy)
	case s.Restarts > 0:
		return warn(fmt.Sprintf("%s; it has been restarted %d times since it was started", s.State, s.Restarts), "See why in its log: "+s.LogBy)
	}
	return good(s.State + ", starts by itself")
}
