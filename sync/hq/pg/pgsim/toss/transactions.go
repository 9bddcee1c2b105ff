package toss

import (
	"net/http"
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// transactionRow is a line of the vendor's list of transactions: one for each
// approval and each cancel.
type transactionRow struct {
	MID            string     `json:"mId"`
	TransactionKey string     `json:"transactionKey"`
	PaymentKey     string     `json:"paymentKey"`
	OrderID        string     `json:"orderId"`
	Method         *string    `json:"method"`
	Status         string     `json:"status"`
	TransactionAt  string     `json:"transactionAt"`
	Currency       string     `json:"currency"`
	Amount         pay.Amount `json:"amount"`

	at time.Time
}

func (s *Sim) transactions(c *pgsim.Call) pgsim.Reply {
	q := c.URL.Query()
	from, okFrom := readDate(q.Get("startDate"))
	to, okTo := readDate(q.Get("endDate"))
	limit, okLimit := readCount(q.Get("limit"), usualSize, mostSize)
	if !okFrom || !okTo || !okLimit {
		return fail("INVALID_REQUEST")
	}
	rows := []transactionRow{}
	s.Find(func(p *pgsim.Payment) bool {
		for _, row := range transactionsOf(p) {
			if !row.at.Before(from) && !row.at.After(to) {
				rows = append(rows, row)
			}
		}
		return false
	})
	slices.SortStableFunc(rows, func(a, b transactionRow) int { return a.at.Compare(b.at) })
	if after := q.Get("startingAfter"); after != "" {
		i := slices.IndexFunc(rows, func(r transactionRow) bool { return r.TransactionKey == after })
		if i < 0 {
			return fail("INVALID_REQUEST")
		}
		rows = rows[i+1:]
	}
	return pgsim.JSON(http.StatusOK, rows[:min(limit, len(rows))])
}

func transactionsOf(p *pgsim.Payment) (rows []transactionRow) {
	if p.State != pgsim.Paid {
		return nil
	}
	row := transactionRow{MID: merchant, PaymentKey: p.ID, OrderID: p.Order, Method: method(p), Currency: "KRW"}
	row.TransactionKey, row.Status, row.Amount, row.at = p.Notes[approval], "DONE", p.Total, p.PaidAt
	for left, i := p.Total, 0; ; i++ {
		row.TransactionAt = stamp(row.at)
		rows = append(rows, row)
		if i == len(p.Cancels) {
			return rows
		}
		k := p.Cancels[i]
		left -= k.Amount
		row.TransactionKey, row.Amount, row.at, row.Status = k.ID, -k.Amount, k.At, "PARTIAL_CANCELED"
		if left == 0 {
			row.Status = "CANCELED"
		}
	}
}

// readDate takes the vendor's dates, which have a time but need no zone.
func readDate(s string) (time.Time, bool) {
	for _, form := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04:05.000", time.RFC3339} {
		if t, err := time.ParseInLocation(form, s, seoul); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
