package online

import (
	"context"

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
	for {
		news := p.nextNews()
		if p.isUp() {
			a, err := p.ask(ctx, about(do, c))
			if end, is := endOf(a.OnlineAnswer, c, issued); err == nil && is {
				return end, nil
			}
			if err != nil {
				p.o.Log.Info("online: HQ does not tell how a payment by phone has ended", "key", c.Key, "err", err)
			}
		}
		if !sleep(ctx, p.o.Limits.Follow, news) {
			return pay.Answer{}, context.Cause(ctx)
		}
	}
}
