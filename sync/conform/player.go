package conform

import (
	"context"
	"errors"
	"fmt"

	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// player is the kiosk that is played.
type player struct {
	o      Options
	epochs int
	nonces map[string]bool
	given  map[string]string // the epochs in which commands were given that must not be repeated, by id
	asked  int
	open   []*line
}

// journal is a chain of facts in an epoch of its own. All are marked as test.
type journal struct {
	*wiretest.Journal
	sent uint64 // the highest number that HQ can have got
}

// journal begins an epoch and writes n facts into it.
func (p *player) journal(n int) *journal {
	p.epochs++
	j := &journal{Journal: wiretest.New(fmt.Sprintf("%s-%d", p.o.run, p.epochs))}
	j.fill("sale", n)
	return j
}

// fill writes facts of sales until there are n.
func (j *journal) fill(name string, n int) {
	for len(j.Lines) < n {
		key := fmt.Sprintf("%s-%s-%d", j.Epoch, name, len(j.Lines))
		order := &wire.Order{Key: key, Currency: "KRW", Total: 1000, Split: wire.Split{Supply: 910, VAT: 90},
			Lines: []wire.Line{{Item: "check", Name: "A check of this HQ", Price: 1000, Quantity: 1, Tax: "taxed"}}}
		j.Add(wire.KindOrdered, key, wire.Body{Test: true, Order: order})
	}
}

// forked returns another journal of the same epoch that is the same up to a
// number, and goes on to n.
func (j *journal) forked(same, n int) *journal {
	other := &journal{Journal: wiretest.New(j.Epoch), sent: j.sent}
	other.Lines = append(other.Lines, j.Lines[:same]...)
	other.fill("other", n)
	return other
}

// dial connects and takes the challenge.
func (p *player) dial(ctx context.Context) (*line, error) {
	l, err := p.call(ctx)
	if err != nil {
		return nil, err
	}
	return l, l.challenge()
}

func (l *line) challenge() error {
	m, err := l.next(soon)
	if errors.Is(err, errSilent) || errors.Is(err, errEnded) {
		return l.broken("R8", "no challenge: %v", err)
	}
	if err != nil {
		return err
	}
	c, ok := m.(*wire.Challenge)
	if !ok {
		return l.broken("R8", "it began with %s", m.Type())
	}
	if c.Version < 1 || c.Time.IsZero() {
		return l.broken("R8", "a challenge without version or time")
	}
	if l.p.nonces[c.Nonce] {
		return l.broken("R9", "nonce %s came twice", c.Nonce)
	}
	l.p.nonces[c.Nonce], l.nonce = true, c.Nonce
	return nil
}

// hello introduces the kiosk, signed for a nonce.
func (p *player) hello(j *journal, nonce string) *wire.Hello {
	last, hash := j.Last()
	h := &wire.Hello{Version: wire.Version, Kiosk: p.o.Kiosk, Epoch: j.Epoch, Last: last, Hash: hash,
		Agent: "kioskhq-check", Capabilities: []string{"facts", "status"}}
	p.sign(h, nonce)
	return h
}

func (p *player) sign(h *wire.Hello, nonce string) {
	h.Key = wire.KeyName(p.o.public())
	h.Signature = wire.Sign(p.o.Key, wire.PurposeHello, h.SignedBytes(nonce))
}

// greet dials and says a hello, which change may spoil or sign anew.
func (p *player) greet(ctx context.Context, j *journal, change func(h *wire.Hello, nonce string)) (*line, error) {
	l, err := p.dial(ctx)
	if err != nil {
		return nil, err
	}
	l.journal = j
	h := p.hello(j, l.nonce)
	if change != nil {
		change(h, l.nonce)
	}
	return l, l.say(h)
}

// enter dials, says hello and is welcome.
func (p *player) enter(ctx context.Context, j *journal, acked uint64) (*line, *wire.Welcome, error) {
	l, err := p.greet(ctx, j, func(h *wire.Hello, _ string) { h.Acked = acked })
	if err != nil {
		return nil, nil, err
	}
	w, err := l.welcome()
	return l, w, err
}

func (l *line) welcome() (*wire.Welcome, error) {
	m, err := l.next(stored)
	if errors.Is(err, errSilent) || errors.Is(err, errEnded) {
		return nil, l.broken("R16", "no welcome: %v", err)
	}
	if err != nil {
		return nil, err
	}
	w, ok := m.(*wire.Welcome)
	if !ok {
		return nil, l.broken("R16", "want a welcome, got %s", m.Type())
	}
	return w, l.fits(w)
}

// fits compares a welcome with the journal.
func (l *line) fits(w *wire.Welcome) error {
	switch {
	case w.Acked > l.journal.sent:
		return l.broken("R20", "HQ says that it holds %d facts, %d is the last one it got", w.Acked, l.journal.sent)
	case w.Acked == 0 && w.Hash != "" && w.Hash != wire.SeedHash(l.journal.Epoch):
		return l.broken("R16", "the hash of an empty epoch is its seed hash, %s", wire.SeedHash(l.journal.Epoch))
	case w.Acked > 0 && w.Hash == "":
		return l.broken("R16", "no hash of fact %d", w.Acked)
	}
	l.acked = w.Acked
	return nil
}

// holds wants HQ to hold exactly the facts up to a number, as a new connection
// hears it.
func (p *player) holds(ctx context.Context, rule string, j *journal, upto uint64) error {
	j.sent = uint64(len(j.Lines)) // whatever it holds beyond upto breaks the rule in question
	l, w, err := p.enter(ctx, j, 0)
	if err != nil {
		return as(rule, err)
	}
	if w.Acked < upto {
		return as(rule, l.lost(w, upto))
	}
	if w.Acked > upto {
		return l.broken(rule, "HQ says that it holds facts up to %d, want %d", w.Acked, upto)
	}
	if upto > 0 && w.Hash != wire.Hash(j.Lines[upto-1]) {
		return l.broken(rule, "the hash is not of fact %d", upto)
	}
	return nil
}

func (l *line) lost(w *wire.Welcome, upto uint64) error {
	return l.broken("R22", "HQ says that it holds facts up to %d, but it acknowledged %d", w.Acked, upto)
}
