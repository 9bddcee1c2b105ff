package toss

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// Days of the simulated shop's contract: settled by day, and paid out two days later.
const payOutDays = 2

// Pages of the vendor's list.
const (
	usualSize = 100
	mostSize  = 5000
)

// settlementRow is a line of what the vendor pays out; below 0 for a cancel.
type settlementRow struct {
	MID            string          `json:"mId"`
	PaymentKey     string          `json:"paymentKey"`
	TransactionKey string          `json:"transactionKey"`
	OrderID        string          `json:"orderId"`
	Currency       string          `json:"currency"`
	Method         *string         `json:"method"`
	Amount         pay.Amount      `json:"amount"`
	InterestFee    pay.Amount      `json:"interestFee"`
	Fee            pay.Amount      `json:"fee"`
	Fees           []feePart       `json:"fees"`
	SupplyAmount   pay.Amount      `json:"supplyAmount"`
	VAT            pay.Amount      `json:"vat"`
	PayOutAmount   pay.Amount      `json:"payOutAmount"`
	ApprovedAt     string          `json:"approvedAt"`
	SoldDate       string          `json:"soldDate"`
	PaidOutDate    string          `json:"paidOutDate"`
	Card           *cardPart       `json:"card"`
	VirtualAccount *virtualAccount `json:"virtualAccount"`
	Transfer       *struct{}       `json:"transfer"`
	MobilePhone    *struct{}       `json:"mobilePhone"`
	GiftCard       *struct{}       `json:"giftCertificate"`
	EasyPay        *struct{}       `json:"easyPay"`
	Cancel         *cancelPart     `json:"cancel"`
}

// feePart is one of the fees of a line.
type feePart struct {
	Type string     `json:"type"`
	Fee  pay.Amount `json:"fee"`
}

// settlements answers a page of what is paid out, oldest first.
func (s *Sim) settlements(c *pgsim.Call) pgsim.Reply {
	q := c.URL.Query()
	from, okFrom := readDay(q.Get("startDate"))
	to, okTo := readDay(q.Get("endDate"))
	page, okPage := readCount(q.Get("page"), 1, 1<<20)
	size, okSize := readCount(q.Get("size"), usualSize, mostSize)
	day, okDay := map[string]func(settlementRow) string{
		"": settlementRow.sold, "soldDate": settlementRow.sold, "paidOutDate": func(r settlementRow) string { return r.PaidOutDate },
	}[q.Get("dateType")]
	if !okFrom || !okTo || !okPage || !okSize || !okDay {
		return fail("INVALID_REQUEST")
	}
	rows := []settlementRow{}
	for _, r := range s.settled(c) {
		if day(r) >= from && day(r) <= to {
			rows = append(rows, r)
		}
	}
	start := min((page-1)*size, len(rows))
	return pgsim.JSON(http.StatusOK, rows[start:min(start+size, len(rows))])
}

func (r settlementRow) sold() string { return r.SoldDate }

// settled returns all lines that there are today: those of the days before, and none for
// test keys.
func (s *Sim) settled(c *pgsim.Call) (rows []settlementRow) {
	if strings.HasPrefix(s.options.SecretKey, "test_") {
		return nil
	}
	today := c.Now.In(seoul).Format(time.DateOnly)
	s.Find(func(p *pgsim.Payment) bool {
		for _, r := range settlementsOf(p, c.Base) {
			if r.SoldDate < today {
				rows = append(rows, r)
			}
		}
		return false
	})
	slices.SortStableFunc(rows, func(a, b settlementRow) int { return cmp.Compare(a.SoldDate, b.SoldDate) })
	return rows
}

// settlementsOf returns a line for each transaction of a payment.
func settlementsOf(p *pgsim.Payment, base string) (rows []settlementRow) {
	shown := view(p, base)
	for i, t := range transactionsOf(p) {
		r := settlementRow{
			MID: t.MID, PaymentKey: t.PaymentKey, TransactionKey: t.TransactionKey, OrderID: t.OrderID, Currency: t.Currency, Method: t.Method,
			Amount: t.Amount, ApprovedAt: stamp(p.PaidAt), Card: shown.Card, VirtualAccount: shown.VirtualAccount,
			SoldDate: t.at.In(seoul).Format(time.DateOnly), PaidOutDate: t.at.In(seoul).AddDate(0, 0, payOutDays).Format(time.DateOnly),
		}
		if i > 0 {
			r.Cancel = &shown.Cancels[i-1]
		}
		r.charge(p.Means)
		rows = append(rows, r)
	}
	return rows
}

// charge takes the fees off a line. A card costs 2.1 %, which a cancel gives back; an
// account costs 300 won for each deposit, which it does not. Both bear VAT.
func (r *settlementRow) charge(means string) {
	const perMille, perDeposit = 21, 300
	switch {
	case means == account && r.Amount > 0:
		r.SupplyAmount = perDeposit
	case means != account:
		r.SupplyAmount = r.Amount * perMille / 1000
	}
	r.VAT = r.SupplyAmount / 10
	if rest := r.SupplyAmount % 10; rest >= 5 {
		r.VAT++
	} else if rest <= -5 {
		r.VAT--
	}
	r.Fee = r.SupplyAmount + r.VAT
	r.Fees = []feePart{{"BASE", r.Fee}}
	r.PayOutAmount = r.Amount - r.Fee
}

// readDay takes the vendor's days, as in 2022-01-10.
func readDay(s string) (string, bool) {
	_, err := time.Parse(time.DateOnly, s)
	return s, err == nil
}

// readCount takes a number from 1 on; the usual one where there is none.
func readCount(s string, usual, most int) (int, bool) {
	if s == "" {
		return usual, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= most
}
