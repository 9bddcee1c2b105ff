package escpossim

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kioskd/drivers/link"
)

// Options is what a simulated printer needs. The zero value works.
type Options struct {
	Script Script

	// PNG is the file that shows the last slip; what stands on the whole roll is
	// written beside it as text. Empty means neither.
	PNG string

	// Say hears what happens in words, a line at a time. It may be nil, and must
	// not block.
	Say func(string)
}

// Printer is a simulated printer. Run keeps it alive, also while nobody is
// connected.
type Printer struct {
	opts  Options
	plugs chan plug
	more  chan Script

	mu   sync.Mutex // guards roll, the copy for other goroutines
	roll Roll

	// The rest belongs to Run.
	health   health
	font     font
	incoming []byte // may still be a real-time command
	buffer   []byte // waits to be obeyed
	line     []byte // waits for its end
	paper    Roll
	orders   []order
	armed    []order // wait for lines to be printed
	plug     *plug
	awayTill time.Time
	waitTill time.Time // the script rests
	busyTill time.Time // the motor runs
	broken   error     // ends Run
}

// health is what a printer can say of itself, and how it behaves.
type health struct {
	paperOut, paperLow, coverOpen, offline bool
	cutter, heavy, hot                     bool
	garbage, hang, simple, asb             bool
	perLine                                time.Duration
}

// ready reports whether it obeys.
func (h health) ready() bool {
	return !h.paperOut && !h.coverOpen && !h.offline && !h.cutter && !h.heavy && !h.hot && !h.hang
}

// font is what the next character is printed with.
type font struct{ strong, large, hangul, western bool }

// plug is a link that is served.
type plug struct {
	line link.Link
	done chan struct{}
}

// New builds a printer with a new roll.
func New(o Options) *Printer {
	if o.Say == nil {
		o.Say = func(string) {}
	}
	return &Printer{opts: o, plugs: make(chan plug), more: make(chan Script), orders: o.Script.orders}
}

// Roll returns a copy of what stands on the paper now.
func (p *Printer) Roll() Roll {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.roll.clone()
}

// Extend adds lines to the end of the script.
func (p *Printer) Extend(ctx context.Context, s Script) error {
	select {
	case p.more <- s:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("extend the printer's script: %w", ctx.Err())
	}
}

// Serve speaks over a link until it ends: because the other side or a script cut
// it, another link took its place, or the context ended. It closes the link.
func (p *Printer) Serve(ctx context.Context, line link.Link) error {
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

// Run is the life of the printer. It returns nil when the context ends, or an
// error when the picture cannot be written.
func (p *Printer) Run(ctx context.Context) error {
	defer p.unplug()
	for p.broken == nil {
		p.follow()
		p.obey()
		timer := time.NewTimer(p.rest())
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case g := <-p.sockets():
			p.plugIn(g)
		case s := <-p.more:
			p.orders = append(p.orders, s.orders...)
		case said, ok := <-p.receive():
			p.hear(said, ok)
		case <-timer.C:
		}
		timer.Stop()
	}
	return p.broken
}

// rest is how long nothing happens by itself.
func (p *Printer) rest() time.Duration {
	next := time.Hour
	for _, t := range []time.Time{p.awayTill, p.waitTill, p.busyTill} {
		if d := time.Until(t); d > 0 {
			next = min(next, d)
		}
	}
	return next
}

// sockets returns the channel of new links, or one that brings none while the
// cable is out.
func (p *Printer) sockets() <-chan plug {
	if time.Now().Before(p.awayTill) {
		return nil
	}
	return p.plugs
}

func (p *Printer) receive() <-chan []byte {
	if p.plug == nil {
		return nil
	}
	return p.plug.line.Receive()
}

func (p *Printer) plugIn(g plug) {
	p.unplug()
	p.say("the cable is plugged in")
	p.plug, p.incoming = &g, nil
}

func (p *Printer) unplug() {
	if p.plug == nil {
		return
	}
	close(p.plug.done)
	p.plug = nil
}

func (p *Printer) say(format string, args ...any) { p.opts.Say(fmt.Sprintf(format, args...)) }

// write puts bytes on the line, if there is one. A line that fails is noticed by
// reading.
func (p *Printer) write(raw []byte) {
	if p.plug == nil || p.health.hang {
		return
	}
	if p.health.garbage {
		raw = []byte{0xF5, 0x9A}
	}
	if err := p.plug.line.Write(raw); err != nil {
		p.say("nothing gets through: %v", err)
	}
}
