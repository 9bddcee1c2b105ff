package drivertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kioskd/agent/pay"
)

// patience is how long a pad waits for the confirmation of an approval that
// stands anyway, before the driver may give it.
const patience = time.Second

// accept makes an offer durable, as the answer to a call that runs.
func (c *clerk) accept(p *payment, voids bool) pay.Accept {
	return func(_ context.Context, o pay.Offer) error {
		began := time.Now()
		c.inspect(p, o, voids)
		c.mustNotBeConfirmed(o, began)
		err := c.stage.book.write(c, "offered", func() { p.keep(o) })
		c.mustNotBeConfirmed(o, began)
		if err != nil && time.Since(began) < patience {
			c.withheld(o)
		}
		return err
	}
}

// mustNotBeConfirmed holds an offer that is not on disk yet against what the pad
// has heard. One that stands anyway may be confirmed while a slow disk works.
func (c *clerk) mustNotBeConfirmed(o pay.Offer, began time.Time) {
	if o.Final && time.Since(began) >= patience {
		return
	}
	time.Sleep(time.Nanosecond) // whatever was said is heard
	if c.stage.confirmed(o.Approval) && !o.Voids {
		c.stage.diary.fault("the approval %s was confirmed to the pad before it was on disk", o.Approval.Ref)
	}
}

// withheld notes an approval that could not be written down, while the pad still
// waited for its confirmation.
func (c *clerk) withheld(o pay.Offer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unsaved = append(c.unsaved, o)
}

// mustStayUnconfirmed looks, after a call, at what could not be written down in
// it.
func (c *clerk) mustStayUnconfirmed() {
	c.mu.Lock()
	unsaved := c.unsaved
	c.unsaved = nil
	c.mu.Unlock()
	for _, o := range unsaved {
		c.mustNotBeConfirmed(o, time.Now())
	}
}

// confirmed reports whether the pad has heard that an approval was accepted.
func (g *stage) confirmed(a pay.Approval) bool {
	for _, e := range g.pad.Ledger().Entries {
		if is(a, e) && e.Confirmed {
			return true
		}
	}
	return false
}

// inspect judges an offer that comes as the answer to a call.
func (c *clerk) inspect(p *payment, o pay.Offer, voids bool) {
	d, a := c.stage.diary, o.Approval
	d.note("offer: %s over %d, final %v, voids %v", a.Ref, a.Amount, o.Final, o.Voids)
	if o.Voids != voids {
		d.fault("an offer says voids=%v in a call that wants voids=%v", o.Voids, voids)
	}
	if a.Ref == "" || a.Number == "" {
		d.fault("an approval without a name: ref %q, number %q", a.Ref, a.Number)
	}
	if strings.Contains(fmt.Sprintf("%+v %#v", o, o), Secret) {
		d.fault("an approval shows a card number")
	}
	if k := c.stage.book.whose(a.Ref); k != nil && k.Key != p.Key {
		d.fault("the approval of %s is offered as the answer to %s", k.Key, p.Key)
	}
}

// wrote hears every byte that leaves the kiosk. Any goroutine may call it.
func (g *stage) wrote(said []byte) {
	g.mu.Lock()
	c := g.clerk
	g.mu.Unlock()
	c.mu.Lock()
	inCall := c.inCall
	c.mu.Unlock()
	if g.subject.MovesMoney(said) && !inCall {
		g.diary.fault("something that moves money left outside of a call")
	}
}

// Late is called by the driver: an approval that nobody waits for.
func (c *clerk) Late(_ context.Context, o pay.Offer) error {
	a, b := o.Approval, c.stage.book
	c.stage.diary.note("late: %s over %d, voids %v", a.Ref, a.Amount, o.Voids)
	if c.gone() {
		return errDisk
	}
	if b.whose(a.Ref) != nil {
		return nil
	}
	return b.write(c, "late", func() { b.takeLate(o) })
}

// takeLate gives an approval to the payment that it can only belong to, or to
// nobody. The book is locked.
func (b *book) takeLate(o pay.Offer) {
	fits := func(p *payment) bool {
		if o.Voids {
			return p.Void != nil && p.Undo == nil && p.Approval.Number == o.Approval.Number
		}
		return p.Charge != nil && p.Offer == nil && p.Approval == nil && o.Approval.Answers(*p.Charge) &&
			(p.Status.Waiting() || p.Status == pay.NotCharged || p.Status == pay.Unresolved)
	}
	i := slices.IndexFunc(b.payments, fits)
	switch {
	case i < 0:
		b.strays = append(b.strays, o)
	case o.Voids || b.payments[i].Status.Waiting():
		b.payments[i].keep(o)
	default: // it was given up: money that is known, and goes back
		b.payments[i].Status, b.payments[i].Offer = pay.Late, &o
	}
}
