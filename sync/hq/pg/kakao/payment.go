package kakao

import (
	"errors"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

// sum is how the vendor writes an amount with its parts.
type sum struct {
	Total pay.Amount `json:"total"`
	Point pay.Amount `json:"point"`
}

// payment is what we read of the vendor's answers about a payment. What else is in
// them, or will be, is passed over.
type payment struct {
	AID        string `json:"aid"`
	TID        string `json:"tid"`
	Status     string `json:"status"`
	Order      string `json:"partner_order_id"`
	Method     string `json:"payment_method_type"`
	Amount     sum    `json:"amount"`
	Canceled   sum    `json:"canceled_amount"`
	This       sum    `json:"approved_cancel_amount"`
	Available  sum    `json:"cancel_available_amount"`
	ApprovedAt string `json:"approved_at"`
	CanceledAt string `json:"canceled_at"`
}

const success = "SUCCESS_PAYMENT"

// statuses are those of order, all that the vendor documents.
var statuses = map[string]pg.Outcome{
	"READY": pg.Pending, "SEND_TMS": pg.Pending, "OPEN_PAYMENT": pg.Pending, "SELECT_METHOD": pg.Pending,
	"ARS_WAITING": pg.Pending, "AUTH_PASSWORD": pg.Pending, "ISSUED_SID": pg.Pending,
	success: pg.Approved, "PART_CANCEL_PAYMENT": pg.Approved, "CANCEL_PAYMENT": pg.Cancelled,
	"FAIL_AUTH_PASSWORD": pg.Refused, "QUIT_PAYMENT": pg.Cancelled, "FAIL_PAYMENT": pg.Refused,
}

// result says a payment in our words.
func (y payment) result() pg.Result {
	outcome, known := statuses[y.Status]
	if !known {
		outcome = pg.Unknown
	}
	r := pg.Result{
		Outcome: outcome, Ref: y.TID, Order: y.Order, Amount: y.Amount.Total, Means: means[y.Method], Parts: y.parts(),
		At: when(y.ApprovedAt), Refunded: y.Canceled.Total,
	}
	if outcome == pg.Refused || outcome == pg.Unknown {
		r.Code = y.Status
	}
	return r
}

var means = map[string]string{"CARD": "card", "MONEY": "balance"}

// parts lists what a payment was made of, when points were part of it.
func (y payment) parts() []pg.Part {
	if y.Amount.Point <= 0 || y.Amount.Point > y.Amount.Total {
		return nil
	}
	parts := []pg.Part{{Means: "points", Amount: y.Amount.Point}}
	if rest := y.Amount.Total - y.Amount.Point; rest > 0 {
		parts = append(parts, pg.Part{Means: means[y.Method], Amount: rest})
	}
	return parts
}

var seoul = time.FixedZone("KST", 9*60*60)

// when reads a time of the vendor's, which is one of Seoul and names no zone; zero if
// there is none.
func when(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04:05", s, seoul)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// maxToken bounds a pg_token, in bytes; the vendor's have 20.
const maxToken = 100

// Callback implements [pg.Provider]. The address for an approval gets a pg_token; the
// other two get nothing.
func (p *provider) Callback(_ pg.Request, h pg.Heard) (pg.Agreed, error) {
	v, err := h.Values()
	switch {
	case err != nil:
		return pg.Agreed{}, err
	case h.Door == pg.DoorCancel:
		return pg.Agreed{Outcome: pg.Cancelled}, nil
	case h.Door == pg.DoorFail:
		return pg.Agreed{Outcome: pg.Refused, Code: "fail_url", Reason: "Kakao Pay refused the payment"}, nil
	case v.Get(token) == "":
		return pg.Agreed{}, errors.New("pg_token is missing")
	case len(v.Get(token)) > maxToken:
		return pg.Agreed{}, errors.New("the pg_token is too long")
	}
	return pg.Agreed{Memo: pg.Memo{token: v.Get(token)}}, nil
}
