package online

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Options are what [Phones] needs.
type Options struct {
	HQ    HQ
	Offer func(ways []pay.PhoneWay, up bool) // told by which ways one may pay, when that changes
	Test  bool                               // ask for ways to pay with test money

	// Currency is what the shop sells in now; nil asks for ways to pay in any.
	Currency func() pay.Currency

	Limits Limits       // zero for the default ones
	Log    *slog.Logger // nil means slog.Default
}

// Limits are how long things may take.
type Limits struct {
	Answer  time.Duration // for HQ's answer to one question
	Look    time.Duration // between two looks at an attempt that is on the screen
	Follow  time.Duration // between two looks at one that is not; it may take days
	Begin   time.Duration // to begin an attempt, with all tries
	Code    time.Duration // the longest that a code is shown, whatever HQ says
	Doubt   time.Duration // how long HQ may not know, or not answer, before it is unknown
	Methods time.Duration // between two looks at the ways to pay
}

// DefaultLimits are those of an ordinary kiosk.
var DefaultLimits = Limits{
	Answer:  5 * time.Second,
	Look:    3 * time.Second,
	Follow:  30 * time.Second,
	Begin:   12 * time.Second,
	Code:    15 * time.Minute,
	Doubt:   20 * time.Second,
	Methods: 5 * time.Minute,
}

// Phones takes payments by phone. Build it with [New], run it, and tell it when HQ
// has news and when the connection comes and goes.
type Phones struct {
	o     Options
	stale chan struct{} // the ways to pay have to be asked for again
	abort chan struct{} // the running attempt is to be cancelled

	mu      sync.Mutex // guards what follows
	up      bool
	changed chan struct{} // closed when HQ has had news of any attempt
	shown   map[attemptID]bool
}

// attemptID names an attempt for ever.
type attemptID struct {
	key    pay.Key
	number int
}

// noteShown notes that a code is about to be seen: from then on money may move.
func (p *Phones) noteShown(c pay.Charge) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown[attemptID{c.Key, c.Attempt}] = true
}

// wasShown reports whether anybody has seen the code since this program started.
func (p *Phones) wasShown(c pay.Charge) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown[attemptID{c.Key, c.Attempt}]
}

// New builds the way to pay by phone. It starts nothing.
func New(o Options) (*Phones, error) {
	if o.HQ == nil || o.Offer == nil {
		return nil, errors.New("online: a way to HQ, and somebody to offer the ways to pay to, are needed")
	}
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Phones{o: o, stale: make(chan struct{}, 1), abort: make(chan struct{}, 1), changed: make(chan struct{}), shown: map[attemptID]bool{}}, nil
}

// News takes a hint of HQ's. It does not block, and does no harm when it comes twice.
func (p *Phones) News(n wire.News) {
	if n.Of != wire.NewsOfOnline {
		return
	}
	if n.Key == "" {
		poke(p.stale)
		return
	}
	p.lookAgain()
}

// Linked tells that the connection to HQ has come or gone. It does not block.
func (p *Phones) Linked(up bool) {
	p.mu.Lock()
	same := p.up == up
	p.up = up
	p.mu.Unlock()
	if same {
		return
	}
	poke(p.stale)
	if up {
		p.lookAgain()
	}
}

// Run keeps the ways to pay known until ctx ends: it asks for them when the
// connection has come, on news, and now and then.
func (p *Phones) Run(ctx context.Context) error {
	var told *bool
	var ways []pay.PhoneWay
	for {
		now, up := p.askWays(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if told == nil || *told != up || !slices.EqualFunc(ways, now, sameWay) {
			p.o.Offer(now, up)
			told, ways = &up, now
		}
		wait := p.o.Limits.Methods
		if p.isUp() && !up {
			wait = p.o.Limits.Look // it is there and did not answer
		}
		if !sleep(ctx, wait, p.stale) {
			return nil
		}
	}
}

// askWays returns the ways to pay, and whether HQ can be asked.
func (p *Phones) askWays(ctx context.Context) ([]pay.PhoneWay, bool) {
	if !p.isUp() {
		return nil, false
	}
	q := wire.OnlineAsk{Do: wire.OnlineMethods, Test: p.o.Test}
	if p.o.Currency != nil {
		q.Currency = string(p.o.Currency())
	}
	a, err := p.ask(ctx, q)
	if errors.Is(err, ErrRefused) {
		return nil, true // an HQ that takes no payments by phone
	}
	if err != nil {
		p.o.Log.Info("online: the ways to pay by phone are not known", "err", err)
		return nil, false
	}
	var ways []pay.PhoneWay
	for _, m := range a.Methods {
		if wire.CheckName(m.ID) == nil && len(m.Name) > 0 {
			ways = append(ways, pay.PhoneWay{ID: m.ID, Name: m.Name})
		}
	}
	return ways, true
}

// Open implements agent.Phones.
func (p *Phones) Open(ctx context.Context, via string) error {
	ways, up := p.askWays(ctx)
	switch {
	case !up:
		return pay.Fail("ask HQ for the ways to pay", pay.NotSent, errors.New("HQ does not answer"))
	case !slices.ContainsFunc(ways, func(w pay.PhoneWay) bool { return w.ID == via }):
		poke(p.stale)
		return pay.Fail("ask HQ for the ways to pay", pay.NotSent, fmt.Errorf("%s is not offered any more", via))
	}
	return nil
}

// Abort implements agent.Phones.
func (p *Phones) Abort() { poke(p.abort) }

func (p *Phones) isUp() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.up
}

// lookAgain wakes everybody who waits for news of an attempt. Whose it is does not
// matter: a look costs nothing.
func (p *Phones) lookAgain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.changed)
	p.changed = make(chan struct{})
}

// nextNews returns a channel that is closed at the next news.
func (p *Phones) nextNews() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it is waiting already
	}
}

// sleep waits for a time or a call, and reports whether the context goes on.
func sleep(ctx context.Context, d time.Duration, call <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-call:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

func sameWay(a, b pay.PhoneWay) bool {
	if a.ID != b.ID || len(a.Name) != len(b.Name) {
		return false
	}
	for language, name := range a.Name {
		if b.Name[language] != name {
			return false
		}
	}
	return true
}
