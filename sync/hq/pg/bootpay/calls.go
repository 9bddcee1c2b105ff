package bootpay

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
	"kioskd/sync/hq/pg/verdict"
)

//go:embed open.js
var openScript string

// params are what the vendor's script is given. All of it is public.
type params struct {
	ClientKey string     `json:"client_key"`
	Price     pay.Amount `json:"price"`
	TaxFree   pay.Amount `json:"tax_free"`
	OrderName string     `json:"order_name"`
	OrderID   string     `json:"order_id"`
	PG        string     `json:"pg,omitempty"`
	Method    string     `json:"method,omitempty"`
	Extra     extra      `json:"extra"`
}

type extra struct {
	Separately bool   `json:"separately_confirmed"`
	OpenType   string `json:"open_type"`
	Redirect   string `json:"redirect_url"`
	Success    bool   `json:"display_success_result"` // the vendor's own page; HQ has one
	Failure    bool   `json:"display_error_result"`
}

// Prepare implements [pg.Provider]. The vendor is told nothing yet.
func (p *provider) Prepare(_ context.Context, r pg.Request) (pg.Prepared, error) {
	b, err := json.Marshal(params{
		ClientKey: p.ClientKey, Price: r.Amount, TaxFree: r.Split.TaxFree, OrderName: r.Name, OrderID: r.ID, PG: p.PG, Method: p.Method,
		Extra: extra{Separately: p.separate, OpenType: "redirect", Redirect: r.Done},
	})
	if err != nil {
		return pg.Prepared{}, pay.Fail("prepare", pay.NotSent, err)
	}
	return pg.Prepared{Window: &pg.Window{Script: p.ScriptURL, Open: openScript, Params: b}}, nil
}

// Approve implements [pg.Provider]. It names no amount: the flow has looked before,
// and compares the answer.
func (p *provider) Approve(ctx context.Context, r pg.Request) (pg.Result, error) {
	y, f, err := p.do(ctx, call.Call{Op: "approve", Method: http.MethodPost, Path: "/confirm", JSON: struct {
		ID string `json:"receipt_id"`
	}{r.Ref}})
	switch {
	case err != nil:
		return pg.Result{}, err
	case f != nil:
		return f.result(), nil
	}
	return y.result(p.test), nil
}

// Lookup implements [pg.Provider].
func (p *provider) Lookup(ctx context.Context, r pg.Request) (pg.Result, error) {
	if r.Ref == "" {
		return pg.Result{Outcome: pg.Pending}, nil // no window has come back: there is no receipt to ask for
	}
	y, f, err := p.do(ctx, call.Call{Op: "look up", Method: http.MethodGet, Path: "/receipt/" + url.PathEscape(r.Ref)})
	switch {
	case err != nil:
		return pg.Result{}, err
	case f != nil && f.status == http.StatusNotFound:
		return pg.Result{Outcome: pg.Absent, Code: f.Code, Reason: f.Message}, nil
	case f != nil:
		return f.result(), nil
	}
	return y.result(p.test), nil
}

// cancelling is the body of cancel. The price is always named, so that an answer that
// was lost can be told from one that never was.
type cancelling struct {
	ID       string     `json:"receipt_id"`
	Price    pay.Amount `json:"cancel_price"`
	TaxFree  pay.Amount `json:"cancel_tax_free"`
	CancelID string     `json:"cancel_id"`
	By       string     `json:"cancel_username"`
	Message  string     `json:"cancel_message"`
}

// Cancel implements [pg.Provider].
func (p *provider) Cancel(ctx context.Context, r pg.Request, f pg.Refund) (pg.Returned, error) {
	y, no, err := p.do(ctx, call.Call{Op: "cancel", Method: http.MethodPost, Path: "/cancel", JSON: cancelling{
		ID: r.Ref, Price: f.Amount, TaxFree: f.Split.TaxFree, CancelID: f.ID, By: "kioskd", Message: verdict.Short(f.Reason),
	}})
	switch {
	case err != nil:
		return pg.Returned{}, err
	case no != nil:
		return no.returned(), nil
	case y.Status == cancelled && y.Cancelled == y.Price-f.Left+f.Amount:
		return pg.Returned{Outcome: pg.Approved, At: when(y.CancelledAt)}, nil
	}
	return pg.Returned{Outcome: pg.Unknown, Reason: "the balance is not what it should be after the refund"}, nil
}

// fault is the vendor's word for what went wrong.
type fault struct {
	Code    string `json:"error_code"`
	Message string `json:"message"`

	status int // of HTTP
}

// result: a key that does not count has moved nothing. All else has to be looked up.
func (f fault) result() pg.Result {
	r := pg.Result{Outcome: pg.Unknown, Code: f.Code, Reason: f.Message}
	r.Alarm = f.status == http.StatusUnauthorized || f.status == http.StatusForbidden
	return r
}

func (f fault) returned() pg.Returned {
	r := f.result()
	return pg.Returned{Outcome: r.Outcome, Code: r.Code, Reason: r.Reason, Alarm: r.Alarm}
}

// do makes a call and reads a receipt, or a fault of the vendor's.
func (p *provider) do(ctx context.Context, c call.Call) (receipt, *fault, error) {
	a, err := p.call.Do(ctx, c)
	if err != nil {
		return receipt{}, nil, err
	}
	if a.Status != http.StatusOK {
		f := fault{status: a.Status}
		if err := a.Read(c.Op, &f); err != nil {
			return receipt{}, nil, err
		}
		f.Code, f.Message = verdict.Short(f.Code), verdict.Short(f.Message)
		if f.Code == "" {
			f.Code = "HTTP " + strconv.Itoa(f.status)
		}
		return receipt{}, &f, nil
	}
	var y receipt
	err = a.Read(c.Op, &y)
	return y, nil, err
}
