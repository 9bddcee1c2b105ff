package online

import (
	"context"
	"errors"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Follow implements agent.Phones. A payment that nobody looks at any more is closed
// at HQ, unless it has an account: so that it comes to an end.
func (p *Phones) Follow(ctx context.Context, c pay.Charge, issued bool) (pay.Answer, error) {
	do := wire.OnlineClose
	if issued {
		do = wire.OnlineLook
	}
	none := unheard{may: !issued && !p.wasShown(c)}
	for {
		news, wait := p.nextNews(), p.o.Limits.Follow
		if p.isUp() {
			a, err := p.ask(ctx, about(do, c))
			if end, is := endOf(a.OnlineAnswer, c, issued); err == nil && is {
				return end, nil
			}
			if none.told(err, p.o.Limits.Answer) {
				return neverBegun, nil
			}
			if err != nil {
				p.o.Log.Info("online: HQ does not tell how a payment by phone has ended", "key", c.Key, "err", err)
			}
			if none.told(err, 0) {
				wait = p.o.Limits.Look
			}
		}
		if !sleep(ctx, wait, news) {
			return pay.Answer{}, context.Cause(ctx)
		}
	}
}

// neverBegun is the end of an attempt that HQ has never heard of: the kiosk stopped
// after it had written down that it would ask, and before HQ heard it. Nobody has seen
// a code.
var neverBegun = pay.Answer{Decline: &pay.Decline{Code: "not-begun", Text: "HQ has never heard of this attempt, and nothing was taken", Advice: pay.TryAgain}}

// unheard is since when HQ says that it knows no such attempt.
type unheard struct {
	since time.Time
	may   bool // that may be so: nobody has seen the attempt's code
}

// told reports whether HQ has said so for that long, with nothing else between. What a
// kiosk asked before it stopped may still be on its way for as long as an answer may
// take.
func (u *unheard) told(err error, long time.Duration) bool {
	if !u.may || !errors.Is(err, ErrNoAttempt) {
		u.since = time.Time{}
		return false
	}
	if u.since.IsZero() {
		u.since = time.Now()
	}
	return time.Since(u.since) >= long
}
