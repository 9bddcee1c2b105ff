package world

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/chaos/internal/simnet"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/sim"
)

// protocol is a kind of pad, with the product's driver on one side and the
// simulator on the other.
type protocol struct {
	driver drivers.Driver
	kind   sim.Kind

	// settings are lines of a pad script, one of which is chosen at random.
	settings []string

	// habits are settings of the driver, one set of which is chosen at random.
	habits []map[string]string

	// moods are lines for single payments and cancels, oddities that pads are
	// known for.
	moods []string

	// takes and refuses are how the pad's own words begin when a charge has come
	// in, and when what has come in was not taken.
	takes, refuses []string

	// nod is how its words begin when the kiosk has said yes to something.
	nod string

	// The shop's money: its currency, its tax, and the price of something small.
	currency pay.Currency
	vat      pay.Rate
	price    pay.Amount
}

// catalogue is what the shop sells. Two things cost the same, so that an amount
// alone names no payment.
func (p protocol) catalogue() agent.Catalogue {
	item := func(id string, price pay.Amount, tax pay.Tax) agent.Item {
		return agent.Item{ID: id, Name: map[string]string{"en": id}, Price: price, Tax: tax}
	}
	return agent.Catalogue{Currency: p.currency, VAT: p.vat, Items: []agent.Item{
		item("coffee", 3*p.price, pay.Taxed), item("tea", 3*p.price, pay.Taxed), item("apple", p.price, pay.TaxFree),
	}}
}

// protocols are the kinds of pads that there are.
var protocols = []protocol{smartroPad, zvtPad}

// begins reports whether words begin with one of some beginnings.
func begins(words string, with []string) bool {
	return slices.ContainsFunc(with, func(b string) bool { return strings.HasPrefix(words, b) })
}

// till is a pad, its cable, and whatever they do wrong.
type till struct {
	w      *World
	p      protocol
	habits map[string]string

	mu     sync.Mutex // guards what follows
	pad    *sim.Pad
	off    func() // ends the pad's life, nil while it is off
	line   *simnet.Line
	pulled bool // the cable
	script []string
	bend   func([]byte) []byte
	noisy  bool
	starts int
	asked  bool   // the last that the pad has heard was a charge; belongs to the pad
	unplug func() // ends the pad's interest in the last line, also while it waits for its turn
}

func newTill(w *World, p protocol) *till {
	return &till{w: w, p: p, habits: oneOf(w.dice("habits"), p.habits...), bend: func(b []byte) []byte { return b }, unplug: func() {}}
}

// on switches the pad on. Its VAN and its memory have survived.
func (t *till) on() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.off != nil {
		return nil
	}
	script, err := t.p.kind.Parse(strings.Join(t.script, "\n"))
	if err != nil {
		return err
	}
	t.script = nil
	pad, err := sim.New(t.p.kind, sim.Options{
		Script: script, State: filepath.Join(t.w.o.Dir, "pad.json"), Say: t.say, Location: time.UTC,
	})
	if err != nil {
		return err
	}
	t.pad = pad
	t.live(pad)
	return nil
}

func (t *till) live(pad *sim.Pad) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := pad.Run(ctx); err != nil {
			t.w.fail("the simulated pad broke: %v", err)
		}
	}()
	t.off = func() {
		cancel()
		<-done
	}
}

// out switches the pad off: what it was doing is gone, and so is the line.
func (t *till) out() {
	t.mu.Lock()
	off := t.off
	t.off = nil
	t.mu.Unlock()
	t.cut()
	if off != nil {
		off()
	}
}

// say hears the pad's words. When its VAN has taken money, somebody has to know
// whose it was.
func (t *till) say(words string) {
	t.w.note("pad", "%s", words)
	charge := begins(words, t.p.takes)
	switch {
	case charge:
		if t.w.truth.atPad() && t.clear() {
			t.w.found(Doubled, "a charge was sent to the pad again, which had not refused it")
		}
	case t.asked && begins(words, t.p.refuses):
		t.w.truth.notTaken()
	}
	if n, ok := strings.CutPrefix(words, "somebody stops the charge and cancels "); ok {
		t.w.truth.cancelledByHand(strings.TrimSuffix(n, " by hand"))
	}
	if words == "the pad restarts" {
		t.w.truth.restarted()
	}
	if strings.HasPrefix(words, "←") && !strings.HasPrefix(words, t.p.nod) {
		t.asked = charge
	}
	for _, e := range t.w.truth.count(t.ledger()) {
		if t.asked && t.clear() && !t.w.promises.hasNumber(e.Number) {
			t.w.found(Unexplained, "approval %s was accepted before it was on disk", e.Number)
		}
	}
}

func (t *till) ledger() sim.Ledger {
	pad := t.pad // set before the pad speaks, and not changed while it does
	if pad == nil {
		return sim.Ledger{}
	}
	return pad.Ledger()
}

// opener is the port as the driver gets it.
func (t *till) opener() link.Opener { return link.OpenFunc("simulated", t.open) }

func (t *till) open(context.Context) (link.Link, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pulled || t.off == nil {
		return nil, fmt.Errorf("the port is not there: check the cable: %w", fs.ErrNotExist)
	}
	t.starts++
	name := fmt.Sprintf("cable %d", t.starts)
	speed := func(way string) simnet.Options {
		return simnet.Options{Delay: t.w.delays(name+way, 200*time.Microsecond, onItsWay), Bend: t.noise}
	}
	ours, theirs, line := simnet.Pair(speed("there"), speed("back"))
	t.unplug()
	ctx, cancel := context.WithCancel(context.Background())
	t.line, t.unplug = &line, cancel
	pad := t.pad
	go func() {
		if err := pad.Serve(ctx, link.Start(theirs, 0)); err != nil {
			t.w.aside("pad", "its end of the line: %v", err)
		}
	}()
	return link.Start(ours, 0), nil
}

func (t *till) noise(b []byte) []byte {
	t.mu.Lock()
	bend := t.bend
	t.mu.Unlock()
	return bend(b)
}

// clear reports whether what is said is what is heard: in noise an approval may
// have got another number.
func (t *till) clear() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.noisy
}

// garble changes what goes over the cable from now on; nil for nothing.
func (t *till) garble(bend func([]byte) []byte) {
	noisy := bend != nil
	if !noisy {
		bend = func(b []byte) []byte { return b }
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.noisy = noisy
	t.bend = bend
}

// cut breaks the line; it can be opened again unless the cable is pulled.
func (t *till) cut() {
	t.mu.Lock()
	line := t.line
	t.line = nil
	t.unplug()
	t.mu.Unlock()
	if line != nil {
		line.Cut()
	}
}

// pull pulls the cable, or plugs it in again.
func (t *till) pull(out bool) {
	t.mu.Lock()
	t.pulled = out
	t.mu.Unlock()
	if out {
		t.cut()
	}
}

// mood returns a line for a pad script: mostly ordinary customers.
func (t *till) mood(r *rand.Rand, oddness float64) string {
	if !chance(r, oddness) {
		return oneOf(r, "approve", "approve chip", "approve card-wait=4s", "approve chip card-wait=9s van=2s")
	}
	return oneOf(r, t.p.moods...)
}
