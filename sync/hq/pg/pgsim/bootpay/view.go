package bootpay

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// Means of a payment.
const (
	card    = "card"
	badCard = "card, bad"
	account = "vbank"
)

// Status numbers of the vendor's.
const (
	waiting     = 0
	paid        = 1
	agreed      = 2 // ready to be approved
	issued      = 5
	cancelled   = 20 // wholly or in part: the number does not tell
	failed      = -1
	failedLate  = -2 // at the approval
	accountGone = -3
)

// receipt is the vendor's word for a payment.
type receipt struct {
	ID          string            `json:"receipt_id"`
	Order       string            `json:"order_id"`
	Price       pay.Amount        `json:"price"`
	TaxFree     pay.Amount        `json:"tax_free"`
	Cancelled   pay.Amount        `json:"cancelled_price"`
	CancelledTF pay.Amount        `json:"cancelled_tax_free"`
	Name        string            `json:"order_name"`
	Company     string            `json:"company_name"`
	Gateway     string            `json:"gateway_url"`
	Metadata    map[string]string `json:"metadata"`
	Sandbox     bool              `json:"sandbox"`
	PG          string            `json:"pg"`
	Method      string            `json:"method"`
	Symbol      string            `json:"method_symbol"`
	RequestedAt string            `json:"requested_at"`
	PurchasedAt string            `json:"purchased_at,omitempty"`
	CancelledAt string            `json:"cancelled_at,omitempty"`
	Status      int               `json:"status"`
	StatusText  string            `json:"status_locale"`
	URL         string            `json:"receipt_url,omitempty"`
	Currency    string            `json:"currency"`
	Card        *cardData         `json:"card_data,omitempty"`
	VBank       *vbankData        `json:"vbank_data,omitempty"`
}

type cardData struct {
	TID     string `json:"tid"`
	Approve string `json:"card_approve_no"`
	Number  string `json:"card_no"`
	Quota   string `json:"card_quota"`
	Code    string `json:"card_company_code"`
	Company string `json:"card_company"`
}

type vbankData struct {
	BankCode string `json:"bank_code"`
	Bank     string `json:"bank_name"`
	Holder   string `json:"bank_username"`
	Account  string `json:"bank_account"`
	Sender   string `json:"sender_name"`
	Until    string `json:"expired_at"`
}

func view(p *pgsim.Payment, base string) receipt {
	r := receipt{
		ID: p.ID, Order: p.Order, Price: p.Total, TaxFree: p.TaxFree, Cancelled: p.Returned(), CancelledTF: p.TaxFree - p.TaxFreeLeft(),
		Name: p.Name, Company: "kioskd", Gateway: base, Metadata: p.Notes, Sandbox: true, PG: "나이스페이", Method: "카드", Symbol: card,
		RequestedAt: stamp(p.OpenedAt), PurchasedAt: stamp(p.PaidAt), Status: status(p), StatusText: string(p.State), Currency: "KRW",
	}
	if n := len(p.Cancels); n > 0 {
		r.CancelledAt = stamp(p.Cancels[n-1].At)
	}
	if p.State == pgsim.Paid {
		r.URL = base + "/receipt/" + p.ID
		r.Card = &cardData{TID: "T" + p.ID, Approve: "00000000", Number: "43301200****123*", Quota: "00", Code: "11", Company: "국민"}
	}
	if a := p.Account; a != nil {
		r.Method, r.Symbol, r.Card = "가상계좌", account, nil
		r.VBank = &vbankData{BankCode: "004", Bank: a.Bank, Holder: a.Holder, Account: a.Number, Sender: p.User, Until: stamp(a.Until)}
	}
	return r
}

func status(p *pgsim.Payment) int {
	switch p.State {
	case pgsim.Open:
		return waiting
	case pgsim.Agreed:
		return agreed
	case pgsim.Issued:
		return issued
	case pgsim.Refused:
		if p.AgreedAt.IsZero() {
			return failed
		}
		return failedLate
	case pgsim.Quit, pgsim.Expired:
		return failed
	case pgsim.Voided:
		return accountGone
	}
	if len(p.Cancels) > 0 {
		return cancelled
	}
	return paid
}

var seoul = time.FixedZone("KST", 9*60*60)

// stamp is empty for a time that never came.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(seoul).Format(time.RFC3339)
}
