package world

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kioskd/agent/pay"
)

// Options say which world is to be lived through.
type Options struct {
	Seed uint64
	Dir  string   // an empty folder, for disks
	Only []string // the families of faults, by name; nil for a choice by the seed
	With []string // families that are there in any case
	Pad  string   // the driver's name; "" for a choice by the seed
}

// World is a kiosk in a shop, its pad and VAN, its HQ, and everything that
// happens to them.
type World struct {
	o Options
	*timeline

	till     *till
	bank     *bank // nil where nobody pays by phone
	shop     *shop
	office   *office
	shelf    *shelf
	truth    *truth
	proof    evidence // at the end
	promises *promises
	waits    *waits
	faults   []Fault
	loose    sync.WaitGroup // goroutines that nobody else waits for

	mu       sync.Mutex // guards what follows
	findings []Finding
	restored bool
	hides    bool // the pad's memory proves nothing; set before the world begins
	forgets  bool // it may be lost; set before the world begins
	watched  int
	phoned   int // payments that were taken by phone
	gone     int
}

// Run lives through one seed. It must be called within a bubble of
// testing/synctest, in which nothing else happens.
func Run(o Options) Result {
	begun := time.Now()
	w := &World{o: o, timeline: &timeline{start: begun, place: o.Dir}, truth: &truth{blank: true, evidence: evidence{begun: map[pay.Key]time.Time{}}}}
	w.promises = newPromises(w)
	w.waits = &waits{open: map[int]string{}}
	w.till, w.shop, w.office = newTill(w, w.protocol()), newShop(w), newOffice(w)
	w.shelf = newShelf(w)
	w.faults = w.choose()
	w.live()
	return w.result(time.Since(begun))
}

// live is the life of the world: a morning with faults, then calm until all is
// settled, then the audit.
func (w *World) live() {
	shop, closeShop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	if err := w.prepare(); err != nil {
		w.fail("%v", err)
		closeShop()
		return
	}
	running.Go(func() { w.shop.run(shop) })
	running.Go(func() { w.shop.attend(shop) })
	w.morning()
	w.calm()
	w.settle()
	w.waits.check(w)
	closeShop()
	w.shop.shut()
	running.Wait()
	w.audit()
	w.loose.Wait()
	w.till.out()
	w.office.close(false)
}

func (w *World) prepare() error {
	w.note("world", "seed %d: %s pad, %s", w.o.Seed, w.till.p.driver.Name, w.names())
	r := w.dice("pad")
	setting := oneOf(r, w.till.p.settings...)
	w.till.script, w.truth.vague = append(w.till.script, setting), setting == lastTransaction
	for _, f := range w.faults {
		if f.prepare != nil {
			f.prepare(w, w.dice("prepare "+f.Name))
		}
	}
	if w.bank != nil {
		if err := w.bank.newCard(w.office); err != nil {
			return fmt.Errorf("make a card of points: %w", err)
		}
	}
	if err := w.till.on(); err != nil {
		return fmt.Errorf("switch the pad on: %w", err)
	}
	if err := w.office.open(); err != nil {
		return fmt.Errorf("open HQ: %w", err)
	}
	return nil
}

// morning is when customers come and things break.
func (w *World) morning() {
	ctx, evening := context.WithTimeout(context.Background(), w.length())
	defer evening()
	var living sync.WaitGroup
	for _, f := range w.faults {
		if f.live != nil {
			living.Go(func() { f.live(ctx, w, w.dice(f.Name)) })
		}
	}
	living.Go(func() { w.customers(ctx) })
	living.Wait()
}

// protocol picks the kind of pad.
func (w *World) protocol() protocol {
	for _, p := range protocols {
		if p.driver.Name == w.o.Pad {
			return p
		}
	}
	return oneOf(w.dice("protocol"), protocols...)
}

// Pads lists the kinds of pads, by the names of their drivers.
func Pads() (names []string) {
	for _, p := range protocols {
		names = append(names, p.driver.Name)
	}
	return names
}

func (w *World) length() time.Duration {
	return between(w.dice("length"), 10*time.Minute, 25*time.Minute)
}

// calm ends all faults, and switches everything on.
func (w *World) calm() {
	w.note("world", "calm")
	for _, f := range w.faults {
		if f.mend != nil {
			f.mend(w)
		}
	}
	w.shop.setLuck(diskLuck{})
	w.till.garble(nil)
	w.till.pull(false)
	w.office.store.set(nil)
	w.office.net.Down(false)
	if err := w.till.on(); err != nil {
		w.fail("switch the pad on: %v", err)
	}
	if err := w.office.open(); err != nil {
		w.fail("open HQ: %v", err)
	}
}
