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
	listPage  = 1000 // of 100 to 5000 that the vendor gives at once: these fit into an answer
	listPages = 200
	listDate  = "2006-01-02T15:04:05"
	listTime  = time.Minute // at least so long the vendor wants its lists to be waited for
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
		var page []transaction
		if err := p.list(ctx, "list transactions", "/v1/transactions?"+q.Encode(), &page); err != nil {
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

// list asks for a page of a list, for as long as the vendor says that one may take.
func (p *provider) list(ctx context.Context, op, path string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, listTime)
	defer cancel()
	a, err := p.call.Do(ctx, call.Call{Op: op, Method: http.MethodGet, Path: path})
	if err != nil {
		return err
	}
	if a.Status != http.StatusOK {
		var f fault
		if err := a.Read(op, &f); err != nil {
			return err
		}
		return fmt.Errorf("the vendor answered %s: %s", short(f.Code), short(f.Message))
	}
	return a.Read(op, into)
}
