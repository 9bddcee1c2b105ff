package toss

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

var _ pg.Settler = (*provider)(nil)

// Bounds of the vendor's settlements (GET /v1/settlements). A line has more than a
// kilobyte, with its card or account.
const (
	settlePage  = 500 // of 100 to 5000 that the vendor gives at once
	settlePages = 400
	usualDays   = 14 // within which contracts for cards pay out
	mostDays    = 60
)

// settlement is a line of what the vendor pays out; below 0 for a cancel. The fee is
// supplyAmount and vat together. Whether interestFee is a part of it the vendor's pages
// leave open, and in all of their examples it is 0.
type settlement struct {
	PaymentKey   string     `json:"paymentKey"`
	Currency     string     `json:"currency"`
	Amount       pay.Amount `json:"amount"`
	InterestFee  pay.Amount `json:"interestFee"`
	SupplyAmount pay.Amount `json:"supplyAmount"`
	VAT          pay.Amount `json:"vat"`
	PayOutAmount pay.Amount `json:"payOutAmount"`
	PaidOutDate  string     `json:"paidOutDate"`
}

// PaysWithin implements [pg.Settler].
func (p *provider) PaysWithin() int { return p.PayOutDays }

// Settlements implements [pg.Settler]. Lines are there from the day after a sale on, and
// for live keys alone.
func (p *provider) Settlements(ctx context.Context, from, until string) ([]pg.Settlement, error) {
	var all []pg.Settlement
	for n := range settlePages {
		q := url.Values{"startDate": {from}, "endDate": {until}, "dateType": {"paidOutDate"}, "page": {strconv.Itoa(n + 1)}, "size": {strconv.Itoa(settlePage)}}
		var page []settlement
		if err := p.list(ctx, "list settlements", "/v1/settlements?"+q.Encode(), &page); err != nil {
			return nil, err
		}
		for _, s := range page {
			line, err := s.line(from, until)
			if err != nil {
				return nil, fmt.Errorf("list settlements: the line of %q: %w", short(s.PaymentKey), err)
			}
			all = append(all, line)
		}
		if len(page) < settlePage {
			return all, nil
		}
	}
	return nil, fmt.Errorf("more than %d settlements; take the vendor's file", settlePage*settlePages)
}

// line says a settlement in our words, or what is wrong with it.
func (s settlement) line(from, until string) (pg.Settlement, error) {
	fees := s.SupplyAmount + s.VAT
	if s.Amount-s.PayOutAmount == fees+s.InterestFee {
		fees += s.InterestFee
	}
	for _, a := range []pay.Amount{s.Amount, s.SupplyAmount, s.VAT, s.InterestFee, s.PayOutAmount} {
		if a < -pay.MaxAmount || a > pay.MaxAmount {
			return pg.Settlement{}, fmt.Errorf("%w: %d", pay.ErrAmount, a)
		}
	}
	switch _, err := time.Parse(time.DateOnly, s.PaidOutDate); {
	case err != nil || s.PaidOutDate < from || s.PaidOutDate > until:
		return pg.Settlement{}, fmt.Errorf("paid out on %q, which was not asked for", short(s.PaidOutDate))
	case s.Currency != string(pay.KRW):
		return pg.Settlement{}, fmt.Errorf("it is in %q, and not in won", short(s.Currency))
	case len(s.PaymentKey) > maxKey:
		return pg.Settlement{}, errors.New("its paymentKey is too long")
	}
	return pg.Settlement{Ref: s.PaymentKey, PaidOut: s.PaidOutDate, Currency: pay.KRW, Amount: s.Amount, Fees: fees, VAT: s.VAT, Out: s.PayOutAmount}, nil
}
