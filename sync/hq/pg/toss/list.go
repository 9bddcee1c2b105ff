package toss

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
)

var _ pg.Lister = (*provider)(nil)

// Bounds of the vendor's list (GET /v1/transactions).
const (
	listPage  = 5000 // most that the vendor gives at once
	listPages = 40
	listDate  = "2006-01-02T15:04:05"
)

// seoul is the zone of the vendor's dates.
var seoul = time.FixedZone("KST", 9*60*60)

// transaction is an approval, or a cancel with a negative amount.
type transaction struct {
	TransactionKey string     `json:"transactionKey"`
	PaymentKey     string     `json:"paymentKey"`
	Amount         pay.Amount `json:"amount"`
}

// Transactions implements [pg.Lister].
func (p *provider) Transactions(ctx context.Context, from, until time.Time) ([]pg.Transaction, error) {
	var all []pg.Transaction
	q := url.Values{"startDate": {from.In(seoul).Format(listDate)}, "endDate": {until.Add(-time.Second).In(seoul).Format(listDate)}, "limit": {strconv.Itoa(listPage)}}
	for range listPages {
		page, err := p.transactions(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, t := range page {
			all = append(all, pg.Transaction{Ref: t.PaymentKey, Amount: t.Amount})
		}
		if len(page) < listPage {
			return all, nil
		}
		q.Set("startingAfter", page[len(page)-1].TransactionKey)
	}
	return nil, fmt.Errorf("more than %d transactions; take the vendor's file", listPage*listPages)
}

func (p *provider) transactions(ctx context.Context, q url.Values) ([]transaction, error) {
	a, err := p.call.Do(ctx, call.Call{Op: "list transactions", Method: http.MethodGet, Path: "/v1/transactions?" + q.Encode()})
	if err != nil {
		return nil, err
	}
	if a.Status != http.StatusOK {
		var f fault
		if err := a.Read("list transactions", &f); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("the vendor answered %s: %s", short(f.Code), short(f.Message))
	}
	var page []transaction
	err = a.Read("list transactions", &page)
	return page, err
}
