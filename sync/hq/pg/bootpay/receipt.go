package bootpay

import (
	"strconv"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/verdict"
)

// receipt is what we read of the vendor's receipts, which stand for payments. What
// else is in them, or will be, is passed over.
type receipt struct {
	ID          string     `json:"receipt_id"`
	Order       string     `json:"order_id"`
	Price       pay.Amount `json:"price"`
	Cancelled   pay.Amount `json:"cancelled_price"`
	Sandbox     bool       `json:"sandbox"`
	Symbol      string     `json:"method_symbol"`
	Currency    string     `json:"currency"`
	PurchasedAt string     `json:"purchased_at"`
	CancelledAt string     `json:"cancelled_at"`
	URL         string     `json:"receipt_url"`
	Status      int        `json:"status"`
	StatusText  string     `json:"status_locale"`
	Account     *struct {
		Bank   string `json:"bank_name"`
		Number string `json:"bank_account"`
		Holder string `json:"bank_username"`
		Until  string `json:"expired_at"`
	} `json:"vbank_data"`
}

// cancelled is the status of a payment that was given back, wholly or in part.
const cancelled = 20

// statuses are the vendor's numbers. A window that was left may be opened again, so a
// failure is final only for the receipt that it names.
var statuses = map[int]pg.Outcome{
	0: pg.Pending, 2: pg.Pending, 3: pg.Pending, // before the approval; ready for it; under way
	1: pg.Approved, 5: pg.Issued, cancelled: pg.Approved,
	-1: pg.Refused, -2: pg.Refused, -3: pg.Expired, // before the approval; at it; an account withdrawn
	-20: pg.Approved, // a refund failed: the money is with us still
	-30: pg.Unknown,  // a refund is under way
}

// result says a receipt in our words.
func (y receipt) result(test bool) pg.Result {
	outcome, known := statuses[y.Status]
	if !known {
		outcome = pg.Unknown
	}
	r := pg.Result{
		Outcome: outcome, Ref: y.ID, Order: y.Order, Amount: y.Price, Currency: pay.Currency(y.Currency), Means: means(y.Symbol),
		At: when(y.PurchasedAt), Receipt: y.URL, Refunded: y.Cancelled,
	}
	if y.Status == cancelled && y.Cancelled >= y.Price {
		r.Outcome = pg.Cancelled
	}
	if outcome == pg.Refused || outcome == pg.Unknown {
		r.Code, r.Reason = "status "+strconv.Itoa(y.Status), verdict.Short(y.StatusText)
	}
	if a := y.Account; a != nil && r.Outcome == pg.Issued {
		r.Account = &pg.Account{Bank: a.Bank, Number: a.Number, Holder: a.Holder, Until: when(a.Until)}
	}
	if y.Sandbox != test {
		return otherMoney(r, test)
	}
	return r
}

// otherMoney is for a receipt of the sandbox where real money is wanted, or the
// reverse. Such a payment is not approved; one that took real money is for people to
// look at.
func otherMoney(r pg.Result, test bool) pg.Result {
	r.Alarm, r.Code, r.Reason = true, "sandbox", "the receipt is of the vendor's sandbox, and real money is wanted"
	if test {
		r.Reason = "the receipt is of real money, and this is a test"
	}
	took := r.Outcome == pg.Approved || r.Outcome == pg.Issued || r.Outcome == pg.Unknown
	r.Outcome = pg.Refused
	if test && took {
		r.Outcome = pg.Unknown
	}
	return r
}

func means(symbol string) string {
	switch symbol {
	case "vbank":
		return "account"
	case "bank":
		return "transfer"
	case "phone", "card":
		return symbol
	case "":
		return ""
	}
	return "easy-pay"
}

// when reads a time of the vendor's; zero if there is none.
func when(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
