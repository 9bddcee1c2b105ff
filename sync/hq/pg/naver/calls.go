package naver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
	"kioskd/sync/hq/pg/verdict"
)

// reservation is the body of reserve.
type reservation struct {
	User    string     `json:"merchantUserKey"`
	Order   string     `json:"merchantPayKey"`
	Name    string     `json:"productName"`
	Count   int        `json:"productCount"`
	Total   pay.Amount `json:"totalPayAmount"`
	Taxed   pay.Amount `json:"taxScopeAmount"`
	TaxFree pay.Amount `json:"taxExScopeAmount"`
	Return  string     `json:"returnUrl"`
	Items   []item     `json:"productItems"`
}

type item struct {
	Category string `json:"categoryType"`
	Kind     string `json:"categoryId"`
	UID      string `json:"uid"`
	Name     string `json:"name"`
	Count    int    `json:"count"`
}

// Prepare implements [pg.Provider].
func (p *provider) Prepare(ctx context.Context, r pg.Request) (pg.Prepared, error) {
	const op = "prepare"
	var y struct {
		ReserveID string `json:"reserveId"`
	}
	f, err := p.do(ctx, call.Call{Op: op, Path: "v2/reserve", JSON: reservation{
		User: r.Kiosk, Order: r.ID, Name: r.Name, Count: count(r), Total: r.Amount, Taxed: r.Amount - r.Split.TaxFree,
		TaxFree: r.Split.TaxFree, Return: r.Done, Items: items(r),
	}}, &y)
	switch {
	case err != nil:
		return pg.Prepared{}, err
	case f != nil:
		return pg.Prepared{}, pay.Fail(op, pay.NotSent, f) // nobody has seen an address yet
	case y.ReserveID == "":
		return pg.Prepared{}, pay.Fail(op, pay.NotSent, errors.New("the answer has no reserveId"))
	}
	return pg.Prepared{Phone: p.PageURL + "/payments/" + url.PathEscape(y.ReserveID)}, nil
}

func count(r pg.Request) (n int) {
	for _, l := range r.Lines {
		n += l.Quantity
	}
	return max(n, 1)
}

func items(r pg.Request) []item {
	all := []item{}
	for i, l := range r.Lines {
		all = append(all, item{Category: "ETC", Kind: "ETC", UID: fmt.Sprintf("%s-%d", r.ID, i+1), Name: l.Name, Count: l.Quantity})
	}
	return all
}

// Approve implements [pg.Provider]. It names no amount: the answer does.
func (p *provider) Approve(ctx context.Context, r pg.Request) (pg.Result, error) {
	var y struct {
		PaymentID string `json:"paymentId"`
		Detail    record `json:"detail"`
	}
	f, err := p.do(ctx, call.Call{Op: "approve", Path: "v2.2/apply/payment", Form: url.Values{"paymentId": {r.Ref}}}, &y)
	switch {
	case err != nil:
		return pg.Result{}, err
	case f != nil:
		return approvals.Approve(f.Code, f.Message), nil
	case y.Detail.Kind != approved || y.PaymentID != y.Detail.PaymentID:
		return pg.Result{Outcome: pg.Unknown, Reason: "the answer to the approval is about something else"}, nil
	}
	return y.Detail.result(), nil
}

// Lookup implements [pg.Provider].
func (p *provider) Lookup(ctx context.Context, r pg.Request) (pg.Result, error) {
	if r.Ref == "" {
		return nothingYet(r), nil // no customer has come back, so nobody can have been charged
	}
	var y struct {
		List []record `json:"list"`
	}
	f, err := p.do(ctx, call.Call{Op: "look up", Path: "v2.2/list/history/" + url.PathEscape(r.Ref), JSON: struct {
		Page int `json:"pageNumber"`
		Rows int `json:"rowsPerPage"`
	}{1, 100}}, &y)
	switch {
	case err != nil:
		return pg.Result{}, err
	case f != nil:
		x := approvals.Approve(f.Code, f.Message)
		x.Outcome, x.Again = pg.Unknown, false // a refused question says nothing about the payment
		return x, nil
	}
	return judge(y.List, r), nil
}

// Cancel implements [pg.Provider].
func (p *provider) Cancel(ctx context.Context, r pg.Request, f pg.Refund) (pg.Returned, error) {
	var y struct {
		PaymentID string      `json:"paymentId"`
		History   string      `json:"payHistId"`
		At        string      `json:"cancelYmdt"`
		Left      *pay.Amount `json:"totalRestAmount"`
	}
	no, err := p.do(ctx, call.Call{Op: "cancel", Path: "v1/cancel", Form: cancelling(r, f)}, &y)
	switch {
	case err != nil:
		return pg.Returned{}, err
	case no != nil:
		return cancels.Cancel(no.Code, no.Message), nil
	case y.PaymentID == r.Ref && y.Left != nil && *y.Left == f.Left-f.Amount:
		return pg.Returned{Outcome: pg.Approved, Number: y.History, At: when(y.At)}, nil
	}
	return pg.Returned{Outcome: pg.Unknown, Reason: "the balance is not what it should be after the refund"}, nil
}

// cancelling is the form of a cancel. It names what must be left after it.
func cancelling(r pg.Request, f pg.Refund) url.Values {
	won := func(a pay.Amount) []string { return []string{strconv.FormatInt(int64(a), 10)} }
	reason := verdict.Short(f.Reason)
	if reason == "" {
		reason = "refund"
	}
	const merchant = "2"
	return url.Values{
		"paymentId": {r.Ref}, "merchantPayTransactionKey": {f.ID}, "cancelAmount": won(f.Amount), "cancelReason": {reason},
		"cancelRequester": {merchant}, "taxScopeAmount": won(f.Amount - f.Split.TaxFree), "taxExScopeAmount": won(f.Split.TaxFree),
		"doCompareRest": {"1"}, "expectedRestAmount": won(f.Left - f.Amount),
	}
}

// fault is the vendor's word for what went wrong: of the API, or of the gateway
// before it.
type fault struct {
	Code    string
	Message string
}

// Error implements error, for a fault that ends a call in which no money can move.
func (f *fault) Error() string { return "Naver Pay says " + f.Code + ": " + f.Message }

// do makes a call and reads its body, or a fault of the vendor's.
func (p *provider) do(ctx context.Context, c call.Call, into any) (*fault, error) {
	c.Method, c.Path = http.MethodPost, "/"+p.Partner+"/naverpay/payments/"+c.Path
	a, err := p.call.Do(ctx, c)
	if err != nil {
		return nil, err
	}
	var y struct {
		Code         string          `json:"code"`
		Message      string          `json:"message"`
		Body         json.RawMessage `json:"body"`
		ErrorCode    string          `json:"errorCode"` // of the gateway
		ErrorMessage string          `json:"errorMessage"`
	}
	if err := a.Read(c.Op, &y); err != nil {
		return nil, err
	}
	if y.Code == "" && y.ErrorCode != "" {
		y.Code, y.Message = "gateway-"+strconv.Itoa(a.Status), y.ErrorMessage // its own codes are in no list
	}
	if y.Code != "Success" {
		return &fault{verdict.Short(y.Code), verdict.Short(y.Message)}, nil
	}
	return nil, call.Answer{Status: a.Status, Body: y.Body}.Read(c.Op, into)
}
