package naver

import (
	"errors"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/verdict"
)

// approvals are the codes of apply. The gateway before the API lets no call through
// whose headers it does not know, and answers 401 or 403.
var approvals = verdict.Codes(map[verdict.Class]string{
	verdict.Refused: "OwnerAuthFail",
	verdict.Expired: "TimeExpired",
	verdict.Misset:  "InvalidMerchant InvalidParameter InvalidPaymentId gateway-401 gateway-403",
	verdict.Passing: "AlreadyOnGoing MaintenanceOngoing FaultCheckOngoing",
	verdict.Look:    "AlreadyComplete Fail",
})

// cancels are the codes of cancel. Three of them are what a refund looks like that
// was made before.
var cancels = verdict.Codes(map[verdict.Class]string{
	verdict.Misset:  "InvalidMerchant InvalidParameter InvalidPaymentId TaxScopeAmtGreaterThanRemainError gateway-401 gateway-403",
	verdict.Passing: "CancelNotComplete PreCancelNotComplete AlreadyOnGoing MaintenanceOngoing FaultCheckOngoing",
	verdict.Look:    "AlreadyCanceled OverRemainAmount RestAmountDiff Fail",
})

// Kinds of records of a history, and the state that counts.
const (
	approved     = "01"
	wholeCancel  = "03"
	partCancel   = "04"
	stateSuccess = "SUCCESS"
)

// record is what we read of one line of a payment's history. What else is in it, or
// will be, is passed over.
type record struct {
	PaymentID string     `json:"paymentId"`
	Order     string     `json:"merchantPayKey"`
	Kind      string     `json:"admissionTypeCode"`
	State     string     `json:"admissionState"`
	At        string     `json:"admissionYmdt"`
	Total     pay.Amount `json:"totalPayAmount"`
	Primary   pay.Amount `json:"primaryPayAmount"`
	Points    pay.Amount `json:"npointPayAmount"`
	Gift      pay.Amount `json:"giftCardPayAmount"`
	Means     string     `json:"primaryPayMeans"`
}

// result says an approval in our words.
func (y record) result() pg.Result {
	r := pg.Result{
		Outcome: pg.Approved, Ref: y.PaymentID, Order: y.Order, Amount: y.Total, Means: means[y.Means], Parts: y.parts(), At: when(y.At),
	}
	if y.State != stateSuccess {
		r.Outcome, r.Code = pg.Refused, verdict.Short(y.State)
	}
	if r.Means == "" && len(r.Parts) == 0 && y.Points > 0 {
		r.Means = "points"
	}
	return r
}

var means = map[string]string{"CARD": "card", "BANK": "transfer"}

// parts lists what a payment was made of, when several means were mixed.
func (y record) parts() (all []pg.Part) {
	for _, p := range []pg.Part{{Means: means[y.Means], Amount: y.Primary}, {Means: "points", Amount: y.Points}, {Means: "gift-card", Amount: y.Gift}} {
		if p.Amount > 0 {
			all = append(all, p)
		}
	}
	if len(all) < 2 {
		return nil
	}
	return all
}

// judge reads a history: an approval, and what was given back of it.
func judge(list []record, r pg.Request) pg.Result {
	var found *record
	back := pay.Amount(0)
	for i, y := range list {
		switch {
		case y.Kind == approved && (found == nil || y.State == stateSuccess):
			found = &list[i]
		case (y.Kind == wholeCancel || y.Kind == partCancel) && y.State == stateSuccess:
			back += y.Total
		}
	}
	if found == nil {
		return nothingYet(r)
	}
	x := found.result()
	x.Refunded = back
	if x.Outcome == pg.Approved && back > 0 && back == x.Amount {
		x.Outcome = pg.Cancelled
	}
	return x
}

// nothingYet is what an empty history says. The amount is the one that was reserved.
func nothingYet(r pg.Request) pg.Result {
	return pg.Result{Outcome: pg.Pending, Ref: r.Ref, Order: r.ID, Amount: r.Amount}
}

var seoul = time.FixedZone("KST", 9*60*60)

// when reads a time of the vendor's: digits, of Seoul; zero if there is none.
func when(s string) time.Time {
	t, err := time.ParseInLocation("20060102150405", s, seoul)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// maxID bounds a paymentId, in bytes.
const maxID = 50

// Callback implements [pg.Provider]. All ways lead to the one address; resultCode
// says which it was.
func (p *provider) Callback(_ pg.Request, h pg.Heard) (pg.Agreed, error) {
	v, err := h.Values()
	if err != nil {
		return pg.Agreed{}, err
	}
	switch code := v.Get("resultCode"); code {
	case "":
		return pg.Agreed{}, errors.New("resultCode is missing")
	case "Success":
		return agreed(v.Get("paymentId"))
	case "UserCancel":
		return pg.Agreed{Outcome: pg.Cancelled, Code: code}, nil
	case "TimeExpired":
		return pg.Agreed{Outcome: pg.Expired, Code: code}, nil
	default:
		return pg.Agreed{Outcome: pg.Refused, Code: verdict.Short(code), Reason: verdict.Short(v.Get("resultMessage"))}, nil
	}
}

func agreed(id string) (pg.Agreed, error) {
	switch {
	case id == "":
		return pg.Agreed{}, errors.New("paymentId is missing")
	case len(id) > maxID:
		return pg.Agreed{}, errors.New("the paymentId is too long")
	}
	return pg.Agreed{Ref: id}, nil
}
