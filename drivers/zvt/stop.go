package zvt

import (
	"context"
	"fmt"
	"time"

	"kioskd/agent/pay"
)

// stop sends 06 B0 when somebody wants that, the pad has our command, and our last
// word has been heard. It is a wish: the command goes on to its end.
func (x *exchange) stop() error {
	if !x.wants || !x.taken || x.done || x.said != nil {
		return nil
	}
	x.wants = false
	x.stopBy = time.Now().Add(x.limits.Response)
	return x.sendAbort()
}

func (p *pad) sendAbort() error {
	f, err := Request{Code: CodeAbort}.Frame()
	if err != nil {
		return err
	}
	return p.send(f, false)
}

// clear ends a command that an earlier call gave up on: the pad is asked to stop,
// and listened to until it has. An approval on its way is late, and kept as such.
func (p *pad) clear(ctx context.Context) error {
	if !p.open {
		return nil
	}
	if err := p.sendAbort(); err != nil {
		return err
	}
	for until := time.Now().Add(p.limits.VAN); p.open; {
		e, err := p.wait(ctx, until)
		if err != nil {
			return err
		}
		if e.kind == gotTime {
			p.lost = fmt.Errorf("%w: it is still busy with an earlier command", pay.ErrNoAnswer)
			return p.lost
		}
		p.unasked(e)
	}
	return nil
}
