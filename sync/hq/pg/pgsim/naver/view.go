package naver

import (
	"encoding/json"
	"slices"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// record is one line of a payment's history: an approval or a cancel.
type record struct {
	PaymentID  string     `json:"paymentId"`
	PayHistID  string     `json:"payHistId"`
	Merchant   string     `json:"merchantName"`
	MerchantID string     `json:"merchantId"`
	Order      string     `json:"merchantPayKey"`
	User       string     `json:"merchantUserKey"`
	Kind       string     `json:"admissionTypeCode"` // 01 approval, 03 whole cancel, 04 partial
	At         string     `json:"admissionYmdt"`
	ConfirmAt  string     `json:"tradeConfirmYmdt"`
	State      string     `json:"admissionState"` // SUCCESS or FAIL
	Total      pay.Amount `json:"totalPayAmount"`
	Primary    pay.Amount `json:"primaryPayAmount"`
	Points     pay.Amount `json:"npointPayAmount"`
	GiftCard   pay.Amount `json:"giftCardPayAmount"`
	Discount   pay.Amount `json:"discountPayAmount"`
	Taxed      pay.Amount `json:"taxScopeAmount"`
	TaxFree    pay.Amount `json:"taxExScopeAmount"`
	Deposit    pay.Amount `json:"environmentDepositAmount"`
	Means      string     `json:"primaryPayMeans"`
	CardCode   string     `json:"cardCorpCode"`
	CardNumber string     `json:"cardNo"`
	CardAuth   string     `json:"cardAuthNo"`
	Months     int        `json:"cardInstCount"`
	Product    string     `json:"productName"`
}

func (s *Sim) approval(p *pgsim.Payment) record {
	r := record{
		PaymentID: p.ID, PayHistID: p.Notes[historyID], Merchant: "kioskd", MerchantID: s.options.Partner, Order: p.Order,
		User: p.User, Kind: "01", At: stamp(p.PaidAt), State: "SUCCESS", Total: p.Total, Primary: p.Total,
		Taxed: p.Total - p.TaxFree, TaxFree: p.TaxFree, Means: p.Means, CardCode: "C1", CardNumber: "433012******123*",
		CardAuth: "00000000", Product: p.Name,
	}
	if p.State == pgsim.Refused {
		r.State, r.At = "FAIL", stamp(p.AgreedAt)
	}
	return r
}

// history lists what happened to a payment, newest first. Before the apply there is
// nothing.
func (s *Sim) history(c *pgsim.Call) pgsim.Reply {
	var a struct {
		Page int `json:"pageNumber"`
		Rows int `json:"rowsPerPage"`
	}
	if len(c.Body) > 0 && json.Unmarshal(c.Body, &a) != nil || a.Rows > 100 {
		return fail("InvalidParameter")
	}
	list := []record{}
	if p := s.ByID(c.PathValue("id")); p != nil && p.Notes[historyID] != "" {
		list = s.records(p)
	}
	slices.Reverse(list)
	return good(struct {
		List  []record `json:"list"`
		Total int      `json:"totalCount"`
		Rows  int      `json:"responseCount"`
		Pages int      `json:"totalPageCount"`
		Page  int      `json:"currentPageNumber"`
	}{list, len(list), len(list), 1, 1})
}

func (s *Sim) records(p *pgsim.Payment) []record {
	all := []record{s.approval(p)}
	for _, k := range p.Cancels {
		r := s.approval(p)
		r.PayHistID, r.Kind, r.At, r.Total, r.Primary = k.ID, "04", stamp(k.At), k.Amount, k.Amount
		r.Taxed, r.TaxFree = k.Amount-k.TaxFree, k.TaxFree
		if k.Amount == p.Total {
			r.Kind = "03"
		}
		all = append(all, r)
	}
	return all
}

// canceledBody is the answer to a cancel.
type canceledBody struct {
	PaymentID string     `json:"paymentId"`
	PayHistID string     `json:"payHistId"`
	Means     string     `json:"primaryPayMeans"`
	Primary   pay.Amount `json:"primaryPayCancelAmount"`
	PrimLeft  pay.Amount `json:"primaryPayRestAmount"`
	Points    pay.Amount `json:"npointCancelAmount"`
	PointLeft pay.Amount `json:"npointRestAmount"`
	Gift      pay.Amount `json:"giftCardCancelAmount"`
	Discount  pay.Amount `json:"discountCancelAmount"`
	Taxed     pay.Amount `json:"taxScopeAmount"`
	TaxFree   pay.Amount `json:"taxExScopeAmount"`
	At        string     `json:"cancelYmdt"`
	Left      pay.Amount `json:"totalRestAmount"`
}

func canceled(p *pgsim.Payment, k pgsim.Cancel) canceledBody {
	return canceledBody{
		PaymentID: p.ID, PayHistID: k.ID, Means: p.Means, Primary: k.Amount, PrimLeft: k.Left, Taxed: k.Amount - k.TaxFree,
		TaxFree: k.TaxFree, At: stamp(k.At), Left: k.Left,
	}
}
