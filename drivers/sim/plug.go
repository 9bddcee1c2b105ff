package sim

import (
	"context"
	"time"

	"kioskd/drivers/link"
)

// plug is a link that the pad speaks over, until done is closed.
type plug struct {
	line link.Link
	done chan struct{}
}

// Serve speaks over a link until it ends: because the other side or the pad cut
// it, another link took its place, or the context ended. It closes the link.
func (p *Pad) Serve(ctx context.Context, line link.Link) error {
	g := plug{line: line, done: make(chan struct{})}
	select {
	case p.plugs <- g:
	case <-ctx.Done():
		return line.Close()
	}
	select {
	case <-g.done:
	case <-ctx.Done():
	}
	return line.Close()
}

// sockets returns the channel of new links, or one that brings none while the
// line is cut.
func (p *Pad) sockets() <-chan plug {
	if p.cut != nil {
		return nil
	}
	return p.plugs
}

// receive returns the channel of the link, or one that never speaks.
func (p *Pad) receive() <-chan []byte {
	if p.plug == nil {
		return nil
	}
	return p.plug.line.Receive()
}

func (p *Pad) plugIn(g plug) {
	p.unplug("another link takes over")
	p.plug, p.held = &g, nil
	p.protocol.Plug()
	p.Say("the line is plugged in")
}

// unplug ends the link from this side.
func (p *Pad) unplug(why string) {
	if p.plug == nil {
		return
	}
	p.Say("%s", why)
	close(p.plug.done)
	p.plug = nil
}

// CutLine ends the link, and lets nobody connect for a while.
func (p *Pad) CutLine(away time.Duration) {
	if p.plug == nil {
		return
	}
	p.Say("the line is cut")
	p.cut, p.plug = p.plug, nil
	if err := p.cut.line.Close(); err != nil {
		p.Say("%v", err)
	}
	p.After(away, p.mend)
}

// mend lets somebody connect again.
func (p *Pad) mend() {
	if p.cut != nil {
		close(p.cut.done)
		p.cut = nil
	}
}
