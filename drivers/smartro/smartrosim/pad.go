package smartrosim

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kioskd/drivers/smartro"
)

// Options is what a simulated pad needs. The zero value works.
type Options struct {
	// Script says how the pad behaves.
	Script Script

	// Pace stretches the times that customers, VAN and restarts take: 0.1 is ten
	// times as fast. Zero means 1. Times of the protocol stay as they are.
	Pace float64

	// State is a file for ledger and memory. Empty means that they end with the
	// program.
	State string

	// Say hears the dialogue in words, a line at a time. It may be nil, and must
	// not block.
	Say func(string)

	TerminalID string         // default 9900000001
	Location   *time.Location // default the local time of this machine
}

// Pad is a simulated pad. Run keeps it alive, also while nobody is connected, as
// a pad with a pulled cable is.
type Pad struct {
	opts  Options
	plugs chan plug
	more  chan Script

	mu    sync.Mutex // guards ledger, the copy for other goroutines
	books Ledger

	// The rest belongs to Run.
	state   state
	script  Script
	reading string // what L remembers
	health  smartro.Health
	plug    *plug
	cut     *plug // a link that was cut and not given back yet
	decoder smartro.Decoder
	heard   time.Time
	deaf    time.Time // restarting until then
	alarms  []alarm
	deal    *deal
	refused *Plan  // of a request that was answered with NACK
	held    []byte // an acknowledgement that waits for what follows it
	said    response
	money   []byte // the last b or c, as it went out
	inside  bool   // a chip card is in the slot
	broken  error  // ends Run
}

// New builds a pad, with the ledger and memory of its state file.
func New(o Options) (*Pad, error) {
	if o.Pace < 0 {
		return nil, fmt.Errorf("pad pace %v: write a number above 0", o.Pace)
	}
	if o.Pace == 0 {
		o.Pace = 1
	}
	if o.Say == nil {
		o.Say = func(string) {}
	}
	if o.TerminalID == "" {
		o.TerminalID = "9900000001"
	}
	if o.Location == nil {
		o.Location = time.Local
	}
	s, err := load(o.State)
	if err != nil {
		return nil, err
	}
	return &Pad{
		opts: o, script: o.Script, state: s, books: s.Ledger.clone(),
		plugs: make(chan plug), more: make(chan Script),
		reading: "approvals", health: smartro.Health{Card: 'O', Contactless: 'O', VAN: 'O', Server: 'N'},
	}, nil
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

// Run is the life of the pad. It returns nil when the context ends, or an error
// when the state file cannot be written.
func (p *Pad) Run(ctx context.Context) error {
	p.script.settings(p.apply)
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
		case chunk, ok := <-p.receive():
			p.hear(chunk, ok)
		case <-timer.C:
			p.ring()
		}
		timer.Stop()
	}
	return p.broken
}

// apply changes a setting.
func (p *Pad) apply(s setting) {
	if s.memory != "" {
		p.reading = s.memory
		p.say("from here on L remembers: %s", s.memory)
	}
	if s.health != "" {
		if err := p.health.UnmarshalBinary([]byte(s.health)); err != nil {
			p.broken = fmt.Errorf("pad health: %w", err)
		}
	}
}

// rest is the end of a payment: the next settings hold.
func (p *Pad) rest() {
	if p.deal == nil {
		p.script.settings(p.apply)
	}
}

func (p *Pad) say(format string, args ...any) { p.opts.Say(fmt.Sprintf(format, args...)) }

func (p *Pad) now() time.Time { return time.Now().In(p.opts.Location) }
