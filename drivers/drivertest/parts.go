package drivertest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kioskd/agent/pay"
)

// givenBack lists voids of other kinds than that of the whole with nobody there.
func givenBack(s Subject) (list []scenario) {
	scripts := []string{"approve", "approve\nvoid lose-response", "approve\nvoid approve late=20s", "approve\nvoid decline " + s.Decline}
	for _, line := range []string{"lose-response", "vanish van", "approve late=20s"} {
		scripts = append(scripts, "approve\nvoid decline "+s.Decline+"\nvoid "+line)
	}
	for _, line := range append([]string{"approve"}, s.Trouble...) {
		if s.Irreversible != "" { // for good: also when it is asked again
			scripts = append(scripts, fmt.Sprintf("approve\nvoid decline %s\nvoid %s\nvoid decline %s", s.Irreversible, line, s.Irreversible))
		}
	}
	for _, script := range scripts {
		if !s.speaks(script) {
			continue
		}
		list = append(list,
			scenario{kind: "voids", name: "in parts: " + script, script: script, act: partsBack(false)},
			scenario{kind: "voids", name: "of a buyer in parts: " + script, script: script, act: partsBack(true)},
			scenario{kind: "voids", name: "with the card: " + script, script: script, act: voidsAttended},
			scenario{kind: "voids", name: "with nobody there: " + script, script: script, act: voidsAlone},
		)
	}
	return list
}

// partsBack gives two parts of a payment back, if the driver says that it can, and
// then asks for more than is left.
func partsBack(buyer bool) func(*stage) {
	return func(g *stage) {
		g.clerk.buyer = buyer && has[pay.BuyerCharger](g.clerk.driver)
		p := g.clerk.pay(g.book.next())
		g.settle()
		a := g.book.read(p).Approval
		if a == nil {
			return
		}
		parts, ok := pay.As[pay.PartialVoider](g.clerk.driver)
		if !ok || parts.VoidsPart(*a) != nil {
			g.refusesPart(p)
			return
		}
		g.giveParts(p, *a)
	}
}

// giveParts stops where nobody can tell any more what is left.
func (g *stage) giveParts(p *payment, a pay.Approval) {
	left := a.Amount
	for i, part := range []pay.Amount{1100, 2200, a.Amount - 1} {
		given, sure := g.givePart(p, i+1, part)
		if !sure {
			g.mustBeLeft(a, left-part, left)
			return
		}
		left -= given
		g.mustBeLeft(a, left)
	}
}

func partOf(p payment, part int, amount pay.Amount) pay.Void {
	return pay.Void{
		Key: p.Key, Part: part, Approval: *p.Approval, Amount: amount, VAT: amount / 11,
		Reason: "drivertest", SentAt: time.Now(), Unattended: true,
	}
}

// refusesPart asks for what the driver says it cannot do.
func (g *stage) refusesPart(p *payment) {
	v := partOf(g.book.read(p), 1, 1100)
	g.unspoken(func(ctx context.Context) error {
		a, err := g.clerk.driver.Void(ctx, v, g.clerk.accept(p, true))
		g.mustBeRefused(a, err)
		return err
	})
}

// givePart gives a part back, as often as it takes to hear what became of it, and
// returns how much it was. A refusal after a lost answer is not sure.
func (g *stage) givePart(p *payment, part int, amount pay.Amount) (given pay.Amount, sure bool) {
	v := partOf(g.book.read(p), part, amount)
	for try := range 5 {
		if try > 0 && g.remembers(v) {
			return amount, true
		}
		var a pay.Answer
		err := g.clerk.call("void of a part", true, func(ctx context.Context) (err error) {
			a, err = g.clerk.driver.Void(ctx, v, g.clerk.accept(p, true))
			return err
		})
		switch {
		case a.Approval != nil && a.Approval.Amount != amount:
			g.diary.fault("a part of %d was given back as %d", amount, a.Approval.Amount)
			return a.Approval.Amount, true
		case a.Approval != nil:
			return amount, true
		case err == nil:
			return 0, try == 0
		}
		g.sleep(time.Minute)
		g.clerk.waitForPad()
	}
	g.diary.fault("the void of a part never ends")
	return 0, false
}

// remembers looks in the pad's memory for a void whose answer got lost, as the
// agent does before it tries again.
func (g *stage) remembers(v pay.Void) bool {
	m, ok := g.clerk.mark()
	return ok && m.Ref != v.Approval.Ref && m.Number == v.Approval.Number && m.Amount == v.Amount
}

// mustBeLeft holds what is left of an approval against the ledger.
func (g *stage) mustBeLeft(a pay.Approval, either ...pay.Amount) {
	for _, e := range g.pad.Ledger().Entries {
		if is(a, e) && !slices.Contains(either, e.Left()) {
			g.diary.fault("the parts leave %d, and the VAN has %d", either, e.Left())
		}
	}
}

// voidsAttended is a void while somebody stands there with the card.
func voidsAttended(g *stage) {
	g.clerk.attended = true
	voids(g)
}

// voidsAlone is a void with nobody there, also where the driver says that this
// cannot be: then nothing may leave.
func voidsAlone(g *stage) {
	p := g.clerk.pay(g.book.next())
	g.settle()
	a := g.book.read(p).Approval
	if a == nil || cardless(g.clerk.driver, *a) {
		g.clerk.void(p)
		return
	}
	v := partOf(g.book.read(p), 0, a.Amount)
	g.unspoken(func(ctx context.Context) error {
		a, err := g.clerk.driver.Void(ctx, v, g.clerk.accept(p, true))
		g.mustBeRefused(a, err)
		return err
	})
}

// mustBeRefused holds the answer to a void that cannot be.
func (g *stage) mustBeRefused(a pay.Answer, err error) {
	if a.Approval != nil || a.Decline == nil && (err == nil || pay.FateOf(err) != pay.NotSent) {
		g.diary.fault("a void that cannot be ended in %+v, %v", a, err)
	}
}
