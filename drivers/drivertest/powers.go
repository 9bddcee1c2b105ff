package drivertest

import (
	"context"
	"fmt"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
)

// power is something that some drivers can do besides [pay.Terminal].
type power struct {
	name    string
	claimed func(drivers.Pad) bool
	act     func(*stage)
}

// powers are all that this suite knows how to test.
var powers = []power{
	asking("read a card", func(ctx context.Context, p pay.CardReader) error { _, err := p.ReadCard(ctx); return err }),
	asking("read a tag", func(ctx context.Context, p pay.TagReader) error { _, err := p.ReadTag(ctx); return err }),
	asking("look for a card", func(ctx context.Context, p pay.CardPresence) error { _, err := p.CardInside(ctx); return err }),
	asking("adjust", func(ctx context.Context, p pay.Adjuster) error {
		_, err := p.Adjust(ctx, pay.Levels{Brightness: 7, Voice: -1, Touch: 0})
		return err
	}),
	asking("inspect", func(ctx context.Context, p pay.Inspector) error { _, err := p.Inspect(ctx); return err }),
	asking("reprint", func(ctx context.Context, p pay.Reprinter) error { return p.Reprint(ctx) }),
	{name: "totals", claimed: has[pay.Totaller], act: addsUp},
	{name: "end the day", claimed: has[pay.DayEnder], act: endsDay},
	{name: "charge a buyer", claimed: has[pay.BuyerCharger], act: charges},
	{name: "undo a charge by its name", claimed: has[pay.NetCanceller], act: undoes},
}

func has[T any](p drivers.Pad) bool { _, ok := pay.As[T](p); return ok }

// able returns a driver as one that has a power which it claims.
func able[T any](p drivers.Pad) T {
	power, _ := pay.As[T](p)
	return power
}

// asking is a power that moves no money, and works when nothing hinders it.
func asking[T any](name string, ask func(context.Context, T) error) power {
	return power{name: name, claimed: has[T], act: func(g *stage) {
		g.cable.watch(g.scenario.accidents...)
		err := g.clerk.ask(name, func(ctx context.Context) error { return ask(ctx, able[T](g.clerk.driver)) })
		g.mustWork(name, err)
	}}
}

// mustWork notes what failed although nothing hindered it.
func (g *stage) mustWork(name string, err error) {
	if err != nil && len(g.scenario.accidents) == 0 {
		g.diary.fault("%s: %v", name, err)
	}
}

// claims returns the powers that a driver claims.
func claims(s Subject) (all []power, err error) {
	o := s.Options
	o.Watcher = new(clerk) // hears nothing: the driver does not run
	o.Link = link.OpenFunc("nowhere", func(context.Context) (link.Link, error) { return nil, errBusy })
	pad, err := s.Driver.New(o)
	if err != nil {
		return nil, fmt.Errorf("build the driver: %w", err)
	}
	for _, p := range powers {
		if p.claimed(pad) {
			all = append(all, p)
		}
	}
	return all, pad.Close()
}

// addsUp asks for totals when something was sold, and something taken back.
func addsUp(g *stage) {
	g.clerk.pay(g.book.next())
	g.clerk.void(g.clerk.pay(g.book.next()))
	g.settle()
	g.cable.watch(g.scenario.accidents...)
	var t pay.Totals
	err := g.clerk.ask("totals", func(ctx context.Context) (err error) {
		t, err = able[pay.Totaller](g.clerk.driver).Totals(ctx)
		return err
	})
	g.mustWork("totals", err)
	if sum, _ := g.pad.Ledger().Taken(); err == nil && t.Amount != sum && !g.scenario.open {
		g.diary.fault("the totals say %d, and the VAN has %d", t.Amount, sum)
	}
}

// endsDay hands the transactions in. What was sold before may be beyond taking
// back then, and nothing else may change.
func endsDay(g *stage) {
	p := g.clerk.pay(g.book.next())
	g.settle()
	sum, _ := g.pad.Ledger().Taken()
	g.cable.watch(g.scenario.accidents...)
	var t pay.Totals
	err := g.clerk.call("end of day", false, func(ctx context.Context) (err error) {
		t, err = able[pay.DayEnder](g.clerk.driver).EndDay(ctx)
		return err
	})
	g.mustWork("end of day", err)
	if err == nil && t.Amount != sum && !g.scenario.open {
		g.diary.fault("%d was handed in, and the VAN has %d", t.Amount, sum)
	}
	g.settle()
	g.clerk.waitForPad()
	g.clerk.void(p)
}

// charges is a customer whose name the payment company wants to know.
func charges(g *stage) {
	g.clerk.buyer = true
	pays(g)
}

// undoes has a charge undone whose answer got lost, by the charge's own name.
func undoes(g *stage) {
	p := g.clerk.pay(g.book.next())
	now := g.book.read(p)
	if now.Charge == nil || g.clerk.gone() {
		return
	}
	g.cable.watch(g.scenario.accidents...)
	var a pay.Answer
	err := g.clerk.call("undo", true, func(ctx context.Context) (err error) {
		a, err = able[pay.NetCanceller](g.clerk.driver).NetCancel(ctx, *now.Charge, g.clerk.accept(p, true))
		return err
	})
	g.mustWork("undo", err)
	if a.Approval != nil {
		g.mustNotStand(p)
	}
}
