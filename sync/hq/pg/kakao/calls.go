package kakao

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
	"kioskd/sync/hq/pg/verdict"
)

// reservation is the body of ready.
type reservation struct {
	CID      string     `json:"cid"`
	Order    string     `json:"partner_order_id"`
	User     string     `json:"partner_user_id"`
	Name     string     `json:"item_name"`
	Quantity int        `json:"quantity"`
	Total    pay.Amount `json:"total_amount"`
	TaxFree  pay.Amount `json:"tax_free_amount"`
	VAT      pay.Amount `json:"vat_amount"`
	Approval string     `json:"approval_url"`
	Cancel   string     `json:"cancel_url"`
	Fail     string     `json:"fail_url"`
}

// reserved is what ready answers.
type reserved struct {
	TID    string `json:"tid"`
	Mobile string `json:"next_redirect_mobile_url"`
	PC     string `json:"next_redirect_pc_url"`
}

// Prepare implements [pg.Provider].
func (p *provider) Prepare(ctx context.Context, r pg.Request) (pg.Prepared, error) {
	const op = "prepare"
	if err := checkAddresses(r); err != nil {
		return pg.Prepared{}, pay.Fail(op, pay.NotSent, err)
	}
	var y reserved
	f, err := p.do(ctx, op, "ready", reservation{
		CID: p.CID, Order: r.ID, User: userOf(r), Name: r.Name, Quantity: 1, Total: r.Amount, TaxFree: r.Split.TaxFree,
		VAT: r.Split.VAT, Approval: r.Done, Cancel: r.Stepped, Fail: r.Failed,
	}, &y)
	switch {
	case err != nil:
		return pg.Prepared{}, err
	case f != nil:
		return pg.Prepared{}, pay.Fail(op, pay.NotSent, f) // nobody has seen an address yet
	case y.TID == "" || y.Mobile == "":
		return pg.Prepared{}, pay.Fail(op, pay.NotSent, errors.New("the answer has no tid or no address for the phone"))
	}
	return pg.Prepared{Ref: y.TID, Memo: pg.Memo{order: r.ID, user: userOf(r)}, Phone: y.Mobile, Desk: y.PC}, nil
}

// What an attempt has to remember from ready to approve.
const (
	order = "partner_order_id"
	user  = "partner_user_id"
	token = "pg_token"
)

// maxAddress bounds the addresses that the vendor takes, in bytes.
const maxAddress = 255

func checkAddresses(r pg.Request) error {
	for _, a := range []string{r.Done, r.Stepped, r.Failed} {
		if len(a) > maxAddress {
			return fmt.Errorf("an address of %d bytes, and the vendor takes %d; choose a shorter public_url", len(a), maxAddress)
		}
	}
	return nil
}

// userOf stands for the customer, whom nobody knows at a kiosk.
func userOf(r pg.Request) string {
	if r.Kiosk == "" || len(r.Kiosk) > 100 {
		return "kiosk"
	}
	return r.Kiosk
}

// approval is the body of approve.
type approval struct {
	CID   string     `json:"cid"`
	TID   string     `json:"tid"`
	Order string     `json:"partner_order_id"`
	User  string     `json:"partner_user_id"`
	Token string     `json:"pg_token"`
	Total pay.Amount `json:"total_amount"`
}

// Approve implements [pg.Provider].
func (p *provider) Approve(ctx context.Context, r pg.Request) (pg.Result, error) {
	var y payment
	f, err := p.do(ctx, "approve", "approve", approval{p.CID, r.Ref, r.Memo[order], r.Memo[user], r.Memo[token], r.Amount}, &y)
	switch {
	case err != nil:
		return pg.Result{}, err
	case f != nil:
		return f.approval(), nil
	case y.AID == "" || y.ApprovedAt == "":
		return pg.Result{Outcome: pg.Unknown, Reason: "the answer to the approval says no time or number of it"}, nil
	}
	y.Status = success // the vendor's answer to an approval has no status
	return y.result(), nil
}

// Lookup implements [pg.Provider].
func (p *provider) Lookup(ctx context.Context, r pg.Request) (pg.Result, error) {
	var y payment
	f, err := p.do(ctx, "look up", "order", struct {
		CID string `json:"cid"`
		TID string `json:"tid"`
	}{p.CID, r.Ref}, &y)
	switch {
	case err != nil:
		return pg.Result{}, err
	case f != nil:
		return f.lookup(), nil
	}
	return y.result(), nil
}

// cancelling is the body of cancel. Available makes the vendor refuse when its balance
// is not what we think.
type cancelling struct {
	CID       string     `json:"cid"`
	TID       string     `json:"tid"`
	Amount    pay.Amount `json:"cancel_amount"`
	TaxFree   pay.Amount `json:"cancel_tax_free_amount"`
	VAT       pay.Amount `json:"cancel_vat_amount"`
	Available pay.Amount `json:"cancel_available_amount"`
	Payload   string     `json:"payload"`
}

// Cancel implements [pg.Provider].
func (p *provider) Cancel(ctx context.Context, r pg.Request, f pg.Refund) (pg.Returned, error) {
	var y payment
	no, err := p.do(ctx, "cancel", "cancel", cancelling{p.CID, r.Ref, f.Amount, f.Split.TaxFree, f.Split.VAT, f.Left, verdict.Short(f.ID)}, &y)
	switch {
	case err != nil:
		return pg.Returned{}, err
	case no != nil:
		return cancels.Cancel(no.code(), no.Message), nil
	case y.Available.Total == f.Left-f.Amount && y.This.Total == f.Amount:
		return pg.Returned{Outcome: pg.Approved, Number: y.AID, At: when(y.CanceledAt)}, nil
	}
	return pg.Returned{Outcome: pg.Unknown, Reason: "the balance is not what it should be after the refund"}, nil
}

// do makes a call and reads its answer, or a fault of the vendor's.
func (p *provider) do(ctx context.Context, op, name string, ask, into any) (*fault, error) {
	a, err := p.call.Do(ctx, call.Call{Op: op, Method: http.MethodPost, Path: "/online/v1/payment/" + name, JSON: ask})
	if err != nil {
		return nil, err
	}
	if a.Status == http.StatusOK {
		return nil, a.Read(op, into)
	}
	var f fault
	if err := a.Read(op, &f); err != nil {
		return nil, err
	}
	f.status = a.Status
	f.Message = verdict.Short(f.Message)
	return &f, nil
}

// code is how books and tables name an error.
func (f fault) code() string {
	if f.Code == 0 {
		return "HTTP " + strconv.Itoa(f.status)
	}
	return strconv.Itoa(f.Code)
}
