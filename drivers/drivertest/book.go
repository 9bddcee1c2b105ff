package drivertest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"kioskd/agent/pay"
)

// book is what the kiosk believes. It outlives the agent.
type book struct {
	stage *stage

	mu       sync.Mutex // guards what is below
	payments []*payment
	strays   []pay.Offer // approvals that nobody waited for
	orphans  []pay.Mark  // found in the pad's memory, and known to nobody
	disk     disk
}

// payment is an entry of the book.
type payment struct {
	pay.Payment

	refused bool // for good: declined, not sent, or no longer running
	doubt   bool // an earlier try to take it back may have succeeded

	// blind says that no driver can find out about it: the pad's memory was empty
	// before it, and the pad has lost it since.
	blind bool
}

// keep notes an offer. The book is locked.
func (p *payment) keep(o pay.Offer) {
	switch {
	case o.Voids:
		p.Undo = &o
	case p.Status == pay.Started:
		p.Offer, p.Status = &o, pay.Offered
	default:
		p.Offer = &o
	}
}

// disk is how well the book is written. The numbers count writes from 1; 0 is
// none.
type disk struct {
	full       int           // this write fails, and all later ones of this run
	killBefore int           // the power goes before this write
	killAfter  int           // the power goes after this write
	slow       time.Duration // how long writing an offer down takes

	writes int
	bad    bool
}

var (
	errPower = errors.New("the agent has lost power")
	errDisk  = errors.New("no space left on device")
)

// next returns an order that nobody has paid yet. Its amount is its own.
func (b *book) next() *payment {
	b.mu.Lock()
	n := len(b.payments) + 1
	b.mu.Unlock()
	return b.order(pay.Amount(11000 + 110*n))
}

// order returns an order over an amount.
func (b *book) order(amount pay.Amount) *payment {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := pay.Key(fmt.Sprintf("order-%d", len(b.payments)+1))
	p := &payment{Payment: pay.Payment{Key: key, Status: pay.Ordered}}
	p.Order = pay.Order{Key: key, Currency: b.stage.subject.Currency, Total: amount, Split: pay.Split{VAT: amount / 11}}
	b.payments = append(b.payments, p)
	return p
}

// suspect notes that an earlier try to take a payment back may have succeeded.
func (b *book) suspect(p *payment) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p.doubt = true
}

// read returns a payment as it is now.
func (b *book) read(p *payment) payment {
	b.mu.Lock()
	defer b.mu.Unlock()
	return *p
}

// open returns the first payment whose money is in motion, or nil.
func (b *book) open() *payment {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.payments {
		if p.Status.Waiting() || p.Status == pay.Voiding {
			return p
		}
	}
	return nil
}

// whose returns the payment that an approval belongs to, as far as the book knows,
// or nil. One that belongs to nobody has a payment without a key.
func (b *book) whose(ref string) *payment {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.payments {
		if p.Approval != nil && p.Approval.Ref == ref || p.Offer != nil && p.Offer.Approval.Ref == ref ||
			p.Undo != nil && p.Undo.Approval.Ref == ref {
			return p
		}
	}
	known := func(o pay.Offer) bool { return o.Approval.Ref == ref }
	found := func(m pay.Mark) bool { return m.Ref == ref }
	if slices.ContainsFunc(b.strays, known) || slices.ContainsFunc(b.orphans, found) {
		return new(payment)
	}
	return nil
}

// numbered returns the payment whose approval has a number, or nil.
func (b *book) numbered(number string) *payment {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.payments {
		if p.Approval != nil && p.Approval.Number == number {
			return p
		}
	}
	return nil
}

// write makes a change durable, or does not and says why.
func (b *book) write(c *clerk, what string, change func()) error {
	if err := b.hesitate(c, what); err != nil {
		return err
	}
	b.mu.Lock()
	b.disk.writes++
	n, full := b.disk.writes, b.disk.full
	fails := full > 0 && n == full || b.disk.bad
	dies := n == b.disk.killBefore
	if b.disk.bad = fails; !fails && !dies && !c.gone() {
		change()
	}
	dies = dies || n == b.disk.killAfter
	b.mu.Unlock()
	return b.wrote(c, what, fails, dies)
}

func (b *book) wrote(c *clerk, what string, fails, dies bool) error {
	switch {
	case c.dead():
		return errPower
	case fails:
		b.stage.diary.note("%s: cannot be written down", what)
		c.breakDown()
		return errDisk
	case dies:
		b.stage.kill()
		return errPower
	}
	b.stage.diary.note("on disk: %s", what)
	return nil
}

// hesitate is the time that a slow disk takes over an offer.
func (b *book) hesitate(c *clerk, what string) error {
	b.mu.Lock()
	slow := b.disk.slow
	b.mu.Unlock()
	if slow == 0 || what != "offered" {
		return nil
	}
	timer := time.NewTimer(slow)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.ctx.Done():
		return errPower
	}
}

// mend makes room on the disk.
func (b *book) mend() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.disk.bad = false
}
