package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrNoHQ says that no HQ is set.
var ErrNoHQ = errors.New("no HQ is set")

func (v *visit) hq(ctx context.Context) Finding {
	if v.Config.HQ.URL == "" {
		v.hqErr = ErrNoHQ
		return warn("none is set: facts stay on this kiosk", "Set hq.url, and enrol the kiosk: kioskd enroll.")
	}
	v.hqTime, v.hqErr = v.HQ(ctx)
	v.asked = time.Now()
	s := v.status.HQ
	switch {
	case s != nil && s.Fork != "":
		return fail("HQ takes no more facts: "+s.Fork, "See the journal's page of the documentation; kioskd queue status names the journal.")
	case s != nil && s.Connected:
		return good(fmt.Sprintf("connected to %s since %s", s.HQ, s.Since.Local().Format(time.DateTime)))
	case v.hqErr != nil:
		return fail(v.hqErr.Error(), "Check hq.url and the network; payments go on meanwhile, and wait here.")
	case s != nil:
		return fail("HQ answers, and does not let this kiosk in: "+s.Error, "Enrol the kiosk anew: kioskd enroll --again, with a code from HQ.")
	}
	return good(v.Config.HQ.URL + " answers; the agent has to run to sign in")
}

// How far the kiosk's clock may be from HQ's: beyond bad, its facts are marked,
// and certificates begin to be judged wrongly.
const (
	clockOff = 10 * time.Second
	clockBad = 5 * time.Minute
)

func (v *visit) clock(context.Context) Finding {
	const next = "Have the system keep its time: timedatectl set-ntp true, or the Windows Time service; then look at the battery."
	if built := v.Machine.Built(); time.Now().Before(built) {
		return fail(fmt.Sprintf("it shows %s, before this program was made", time.Now().Format(time.DateTime)), next)
	}
	if v.hqErr == nil && !v.hqTime.IsZero() {
		off := v.asked.Sub(v.hqTime).Abs().Round(time.Second)
		says := fmt.Sprintf("%s away from HQ's", off)
		switch {
		case off > clockBad:
			return fail(says, next)
		case off > clockOff:
			return warn(says, next)
		}
		return good(says)
	}
	return v.ownClock(next)
}

// ownClock asks the system whether somebody keeps its time.
func (v *visit) ownClock(next string) Finding {
	kept, err := v.Machine.Synchronised()
	switch {
	case err != nil:
		return warn("HQ's time is not known, and the system does not say if its clock is kept: "+err.Error(), next)
	case !kept:
		return warn("HQ's time is not known, and nobody keeps the system's", next)
	}
	return good("kept by the system")
}
