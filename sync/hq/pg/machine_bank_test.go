package pg_test

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

// bank is a provider as it is in truth, whatever anybody hears of it.
type bank struct {
	powers   pg.Powers
	agreed   time.Time
	takings  int
	account  bool // issued, and nobody has paid into it
	taken    pay.Amount
	refunded pay.Amount
	refunds  map[string]bool
	closed   bool // an account that was withdrawn
	refuses  bool
}

const price = 11000

func (b *bank) approve(now time.Time) pg.Result {
	switch {
	case b.taken > 0 && b.powers.Idempotency == pg.ByKey, b.account:
		return b.lookup(now)
	case b.taken > 0 && b.powers.Idempotency == pg.Natural:
		return pg.Result{Outcome: pg.Unknown, Code: "ALREADY"}
	case b.refuses:
		return pg.Result{Outcome: pg.Refused, Code: "NO"}
	case b.gone(now):
		return pg.Result{Outcome: pg.Expired}
	}
	b.take()
	return b.lookup(now)
}

func (b *bank) take() { b.takings, b.taken, b.account = b.takings+1, b.taken+price, false }

func (b *bank) gone(now time.Time) bool {
	return b.agreed.IsZero() || now.After(b.agreed.Add(b.powers.ApproveWithin))
}

func (b *bank) lookup(now time.Time) pg.Result {
	r := pg.Result{Ref: "ref", Order: "id", Amount: price, Currency: pay.KRW, Refunded: b.refunded}
	switch {
	case b.taken > 0 && b.refunded == b.taken:
		r.Outcome = pg.Cancelled
	case b.taken > 0:
		r.Outcome, r.Amount = pg.Approved, b.taken
	case b.closed:
		r.Outcome = pg.Cancelled
	case b.account:
		r.Outcome, r.Account = pg.Issued, &pg.Account{Number: "1", Until: b.agreed.Add(time.Hour)}
	case b.agreed.IsZero():
		return pg.Result{Outcome: pg.Absent}
	case b.gone(now):
		r.Outcome = pg.Expired
	default:
		r.Outcome = pg.Pending
	}
	return r
}

func (b *bank) cancel(f pg.Refund) pg.Returned {
	switch {
	case b.refunds[f.ID]:
		return pg.Returned{Outcome: pg.Approved}
	case b.account && f.Whole:
		b.account, b.closed = false, true
	case f.Left != b.taken-b.refunded:
		return pg.Returned{Outcome: pg.Unknown, Code: "BALANCE"}
	case f.Amount > b.taken-b.refunded:
		return pg.Returned{Outcome: pg.Refused, Code: "TOO_MUCH"}
	default:
		b.refunded += f.Amount
	}
	b.refunds[f.ID] = true
	return pg.Returned{Outcome: pg.Approved}
}
