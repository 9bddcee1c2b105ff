package hq

import (
	"fmt"
	"time"

	"kioskd/sync/wire"
)

// maxKey is the length of the longest payment key.
const maxKey = 64

// maxText bounds what a payment row keeps of texts that a kiosk sent, in
// characters.
const maxText = 200

// Pays reports whether a fact is about a payment, so that it has to go through
// [Project]. What a pad remembered on its own account is about none.
func (f Fact) Pays() bool {
	about := f.Kind != wire.KindBaseline && f.Kind != wire.KindOrphan
	return about && f.Refused == "" && f.Key != "" && len(f.Key) <= maxKey
}

// Project applies a fact to the payment that it is about. The zero Payment
// stands for a key that nobody heard of. A body that cannot be read changes the
// status by its kind alone: the fact is kept, and somebody can look at it.
func Project(p Payment, kiosk string, f Fact) Payment {
	f.At = f.At.UTC().Truncate(time.Millisecond)
	if p.Key == "" {
		p = Payment{Kiosk: kiosk, Key: f.Key, Status: Ordered, Started: f.At}
	}
	p.Facts++
	body, err := f.Payment()
	if err != nil {
		body = wire.Body{Reason: err.Error()}
	}
	p.take(body)
	p.move(f, body)
	return p
}

// take copies what the body shows.
func (p *Payment) take(b wire.Body) {
	p.Test = p.Test || b.Test
	p.Recovered = p.Recovered || b.Recovered
	p.Attempt = max(p.Attempt, b.Attempt)
	if b.Reason != "" {
		p.Reason = cut(b.Reason)
	}
	if o := b.Order; o != nil {
		p.Amount, p.Currency, p.Summary = o.Total, o.Currency, cut(summary(o.Lines))
	}
	if c := b.Charge; c != nil {
		p.Amount, p.Currency, p.Method = c.Amount, c.Currency, cut(c.Via)
	}
	if d := b.Decline; d != nil {
		p.Reason = cut(d.Text)
	}
}

// move finds the status after a fact, and keeps times and the approval in step.
func (p *Payment) move(f Fact, b wire.Body) {
	switch f.Kind {
	case wire.KindStarted:
		p.begin(f.At)
	case wire.KindOffered:
		p.offered(b)
	case wire.KindLate:
		p.late(b.Approval)
	case wire.KindApproved:
		p.end(Approved, f.At)
		p.approval(b.Approval)
	case wire.KindHeld:
		p.Status, p.Ended = Late, time.Time{}
		p.approval(b.Approval)
	case wire.KindKept:
		p.end(Approved, f.At)
	case wire.KindMismatch:
		p.end(Mismatched, f.At)
		p.approval(b.Approval)
	case wire.KindDeclined:
		p.end(Declined, f.At)
	case wire.KindNotSent, wire.KindNotCharged:
		p.end(NotCharged, f.At)
	case wire.KindUnresolved:
		p.end(Unresolved, f.At)
	case wire.KindIssued:
		p.Status = Issued
	case wire.KindUnknown:
		p.Status = Uncertain
	case wire.KindVoiding:
		p.Status = Voiding
	case wire.KindVoided:
		p.voided(f.At, b)
	case wire.KindVoidFailed:
		p.end(Unresolved, f.At)
	}
}

func (p *Payment) begin(at time.Time) {
	p.Status, p.Started, p.Ended, p.Reason = Started, at, time.Time{}, ""
}

func (p *Payment) end(status string, at time.Time) { p.Status, p.Ended = status, at }

// voided: money has gone back, all of it or a part.
func (p *Payment) voided(at time.Time, b wire.Body) {
	switch {
	case b.Void != nil:
		p.Refunded += b.Void.Amount
	case b.Approval != nil:
		p.Refunded += b.Approval.Amount
	}
	if p.Refunded < p.Amount {
		p.end(Approved, at)
		return
	}
	p.end(Voided, at)
}

func (p *Payment) approval(a *wire.Approval) {
	if a == nil {
		return
	}
	p.Number, p.Ref, p.Card, p.Method = cut(a.Number), cut(a.Ref), cut(a.Card), cut(a.Method)
	p.Amount, p.Currency = a.Amount, a.Currency
}

// offered takes an approval that the pad has announced while the payment waits
// for it. The pad announces voids the same way; they change nothing yet.
func (p *Payment) offered(b wire.Body) {
	if b.Void != nil || !p.waiting() {
		return
	}
	p.Status = Offered
	p.approval(b.Approval)
}

func (p *Payment) waiting() bool {
	return p.Status == Started || p.Status == Offered || p.Status == Uncertain
}

// late takes an approval that came outside of any call: the answer that a
// payment still waits for, or real money that nobody waited for, which stands
// open until the kiosk has given it back.
func (p *Payment) late(a *wire.Approval) {
	switch {
	case p.waiting():
		p.Status = Offered
	case p.Status == Approved || p.Status == Voiding || p.Status == Voided:
		return
	default:
		p.Status, p.Ended = Late, time.Time{}
	}
	p.approval(a)
}

// summary names the first line of an order and counts the rest.
func summary(lines []wire.Line) string {
	if len(lines) == 0 {
		return ""
	}
	s := lines[0].Name
	if q := lines[0].Quantity; q > 1 {
		s = fmt.Sprintf("%s × %d", s, q)
	}
	if more := len(lines) - 1; more > 0 {
		s = fmt.Sprintf("%s + %d more", s, more)
	}
	return s
}

func cut(s string) string {
	if r := []rune(s); len(r) > maxText {
		return string(r[:maxText]) + "…"
	}
	return s
}
