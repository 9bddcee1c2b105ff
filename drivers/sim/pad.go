package sim

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Pad is a simulated pad. Run keeps it alive, also while nobody is connected, as
// a pad with a pulled cable is.
//
// Ledger, Extend, Restart, Run and Serve are for everybody; the other methods are for its
// protocol.
type Pad struct {
	opts     Options
	protocol Protocol
	plugs    chan plug
	more     chan Script
	power    chan bool

	mu    sync.Mutex // guards books, the copy for other goroutines
	books Ledger

	// The rest belongs to Run.
	ledger  Ledger
	script  Script
	plug    *plug
	cut     *plug // a link that was cut and not given back yet
	deaf    time.Time
	alarms  []alarm
	running *Plan
	refused *Plan  // of a request that was not taken
	held    []byte // an acknowledgement that waits for what follows it
	broken  error  // ends Run
}

// New builds a pad of a kind, with the ledger and memory of its state file.
func New(k Kind, o Options) (*Pad, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	p := &Pad{opts: o, script: o.Script, plugs: make(chan plug), more: make(chan Script), power: make(chan bool)}
	protocol, err := k.New(p)
	if err != nil {
		return nil, fmt.Errorf("make a %s pad: %w", k.Name, err)
	}
	p.protocol = protocol
	if err := p.load(); err != nil {
		return nil, err
	}
	p.books = p.ledger.clone()
	return p, nil
}

// Ledger returns a copy of what the VAN knows now.
func (p *Pad) Ledger() Ledger {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.books.clone()
}

// Extend adds lines to the end of the script.
func (p *Pad) Extend(ctx context.Context, s Script) error {
	select {
	case p.more <- s:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("extend the pad's script: %w", ctx.Err())
	}
}

// Restart switches the pad off and on, with its memory or without, whatever it is
// doing.
func (p *Pad) Restart(ctx context.Context, forget bool) error {
	select {
	case p.power <- forget:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("restart the pad: %w", ctx.Err())
	}
}

// Run is the life of the pad. It returns nil when the context ends, or an error
// when the state file cannot be written.
func (p *Pad) Run(ctx context.Context) error {
	p.rest()
	defer p.mend()
	defer p.unplug("the pad is switched off")
	for p.broken == nil {
		timer := time.NewTimer(time.Until(p.nextAlarm()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case g := <-p.sockets():
			p.plugIn(g)
		case s := <-p.more:
			p.script.steps = append(p.script.steps, s.steps...)
			p.rest()
		case forget := <-p.power:
			p.Reboot(forget)
		case chunk, ok := <-p.receive():
			p.hear(chunk, ok)
		case <-timer.C:
			p.ring()
		}
		timer.Stop()
	}
	return p.broken
}

// hear hands on what came over the link.
func (p *Pad) hear(chunk []byte, ok bool) {
	switch {
	case !ok:
		p.unplug("the kiosk is gone")
	case time.Now().Before(p.deaf):
	default:
		p.protocol.Hear(chunk)
	}
}

// Books returns the ledger itself.
func (p *Pad) Books() *Ledger { return &p.ledger }

// TerminalID returns the pad's number, or the protocol's default.
func (p *Pad) TerminalID(standard string) string {
	if p.opts.TerminalID == "" {
		return standard
	}
	return p.opts.TerminalID
}

// Say tells what happens, in words.
func (p *Pad) Say(format string, args ...any) { p.opts.Say(fmt.Sprintf(format, args...)) }

// Now is the pad's clock.
func (p *Pad) Now() time.Time { return time.Now().In(p.opts.Location) }

// Fail ends the pad with an error of the simulator itself.
func (p *Pad) Fail(err error) {
	if p.broken == nil {
		p.broken = err
	}
}

// Alive reports whether the pad has a line and no fault, so that it is worth
// listening on.
func (p *Pad) Alive() bool { return p.plug != nil && p.broken == nil }
