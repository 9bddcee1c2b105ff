package toss

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
)

// confirmation is the body of an approval.
type confirmation struct {
	PaymentKey string     `json:"paymentKey"`
	OrderID    string     `json:"orderId"`
	Amount     pay.Amount `json:"amount"`
}

// keyOf names a request. The vendor answers errors again, too, under the key of the
// first: whatever is sent once more, after a lookup that found nothing done, needs a
// key of its own. A payment that can be confirmed once, and the balance that a cancel
// names, keep it from being done twice.
func keyOf(name string, sent int) string {
	if sent == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(sent)
}

// Approve implements [pg.Provider].
func (p *provider) Approve(ctx context.Context, r pg.Request) (pg.Result, error) {
	y, f, err := p.do(ctx, call.Call{Op: "approve", Method: http.MethodPost, Path: "/v1/payments/confirm",
		JSON: confirmation{r.Ref, r.ID, r.Amount}, Header: map[string]string{"Idempotency-Key": keyOf("c-"+r.ID, r.Sent)}})
	switch {
	case err != nil:
		return pg.Result{}, err
	case f != nil:
		return confirmFault(*f), nil
	}
	return y.result(), nil
}

// Lookup implements [pg.Provider].
func (p *provider) Lookup(ctx context.Context, r pg.Request) (pg.Result, error) {
	path := "/v1/payments/orders/" + url.PathEscape(r.ID)
	if r.Ref != "" {
		path = "/v1/payments/" + url.PathEscape(r.Ref)
	}
	y, f, err := p.do(ctx, call.Call{Op: "look up", Method: http.MethodGet, Path: path})
	switch {
	case err != nil:
		return pg.Result{}, err
	case f != nil:
		return lookupFault(*f), nil
	}
	return y.result(), nil
}

// cancelling is the body of a cancel. Refundable makes the vendor refuse when its
// balance is not what we think.
type cancelling struct {
	Reason     string      `json:"cancelReason"`
	Amount     *pay.Amount `json:"cancelAmount,omitempty"`
	TaxFree    pay.Amount  `json:"taxFreeAmount,omitempty"`
	Refundable pay.Amount  `json:"refundableAmount"`
}

// Cancel implements [pg.Provider].
func (p *provider) Cancel(ctx context.Context, r pg.Request, f pg.Refund) (pg.Returned, error) {
	body := cancelling{Reason: short(f.Reason), Refundable: f.Left}
	if body.Reason == "" {
		body.Reason = "refund"
	}
	if !f.Whole {
		body.Amount, body.TaxFree = &f.Amount, f.Split.TaxFree
	}
	y, no, err := p.do(ctx, call.Call{Op: "cancel", Method: http.MethodPost, Path: "/v1/payments/" + url.PathEscape(r.Ref) + "/cancel",
		JSON: body, Header: map[string]string{"Idempotency-Key": keyOf("x-"+f.ID, f.Sent)}})
	switch {
	case err != nil:
		return pg.Returned{}, err
	case no != nil:
		return cancelFault(*no), nil
	case y.Status == "CANCELED" || y.BalanceAmount == f.Left-f.Amount:
		return pg.Returned{Outcome: pg.Approved, Number: y.LastTransactionKey}, nil
	}
	return pg.Returned{Outcome: pg.Unknown, Reason: "the balance is not what it should be after the refund"}, nil
}

// fault is the vendor's word for what went wrong.
type fault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// do makes a call and reads a payment, or a fault of the vendor's.
func (p *provider) do(ctx context.Context, c call.Call) (payment, *fault, error) {
	a, err := p.call.Do(ctx, c)
	if err != nil {
		return payment{}, nil, err
	}
	if a.Status != http.StatusOK {
		var f fault
		if err := a.Read(c.Op, &f); err != nil {
			return payment{}, nil, err
		}
		f.Code, f.Message = short(f.Code), short(f.Message)
		return payment{}, &f, nil
	}
	var y payment
	err = a.Read(c.Op, &y)
	return y, nil, err
}
