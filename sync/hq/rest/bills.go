package rest

import (
	"kioskd/sync/hq"
	"kioskd/sync/hq/bills"
)

// Bills are what there is to pay, for kiosks that ask by the contract of
// docs/third-party.md.
type Bills struct {
	Bills []bills.Bill `json:"bills"`
}

func openBills(c *call) (any, error) {
	all, err := c.Bills.Open(c, c.r.FormValue("kiosk"))
	return Bills{orEmpty(all)}, err
}

// NewBill asks for a bill. Without a key it is given one.
type NewBill struct {
	Kiosk  string `json:"kiosk"`
	Key    string `json:"paymentKey"`
	Name   string `json:"name"`
	Amount int64  `json:"amount"`
}

func addBill(c *call) (any, error) {
	var want NewBill
	if err := c.take(&want); err != nil {
		return nil, err
	}
	return c.AddBill(c, c.who, bills.Bill{Kiosk: want.Kiosk, Key: want.Key, Name: want.Name, Amount: want.Amount})
}

func bill(c *call) (any, error) { return c.Bills.Bill(c, c.r.PathValue("key")) }

func announceBill(c *call) (any, error) {
	return Done{true}, c.AnnounceBill(c, c.who, c.r.PathValue("key"))
}

func withdrawBill(c *call) (any, error) {
	return Done{true}, c.WithdrawBill(c, c.who, c.r.PathValue("key"))
}

// Uploads are what became of payments, as clients said it. Next is the value of after
// for the next page, empty on the last.
type Uploads struct {
	Uploads []bills.Upload `json:"uploads"`
	Next    string         `json:"next,omitempty"`
}

func uploads(c *call) (any, error) {
	limit, err := hq.ParseLimit(c.r.FormValue("limit"))
	if err != nil {
		return nil, input(err)
	}
	if limit == 0 {
		limit = hq.DefaultLimit
	}
	all, err := c.Bills.Uploads(c, c.r.FormValue("kiosk"), c.r.FormValue("after"), limit)
	page := Uploads{Uploads: orEmpty(all)}
	if len(all) == limit {
		page.Next = all[limit-1].Name()
	}
	return page, err
}

// BillToken is the token of a kiosk, which is said once.
type BillToken struct {
	Token string `json:"token"`
}

func newBillToken(c *call) (any, error) {
	text, err := c.NewBillToken(c, c.who, c.r.PathValue("kiosk"))
	return BillToken{text}, err
}

func endBillToken(c *call) (any, error) {
	return Done{true}, c.EndBillToken(c, c.who, c.r.PathValue("kiosk"))
}
