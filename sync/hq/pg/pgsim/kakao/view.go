package kakao

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// amount is how the vendor writes a sum with its parts.
type amount struct {
	Total    pay.Amount `json:"total"`
	TaxFree  pay.Amount `json:"tax_free"`
	VAT      pay.Amount `json:"vat"`
	Point    pay.Amount `json:"point"`
	Discount pay.Amount `json:"discount"`
	Deposit  pay.Amount `json:"green_deposit"`
}

// common are the fields that all answers about a payment share.
type common struct {
	CID      string `json:"cid"`
	TID      string `json:"tid"`
	Order    string `json:"partner_order_id"`
	User     string `json:"partner_user_id"`
	Means    string `json:"payment_method_type,omitempty"`
	Amount   amount `json:"amount"`
	Name     string `json:"item_name"`
	Quantity int    `json:"quantity"`
	Created  string `json:"created_at"`
	Approved string `json:"approved_at,omitempty"`
}

type card struct {
	Issuer       string `json:"kakaopay_issuer_corp"`
	IssuerCode   string `json:"kakaopay_issuer_corp_code"`
	Bin          string `json:"bin"`
	Type         string `json:"card_type"`
	Months       string `json:"install_month"`
	ApprovedID   string `json:"approved_id"`
	InterestFree string `json:"interest_free_install"`
}

func (s *Sim) common(p *pgsim.Payment) common {
	c := common{
		CID: s.options.CID, TID: p.ID, Order: p.Order, User: p.User, Means: p.Means, Name: p.Name, Quantity: 1,
		Amount: amount{Total: p.Total, TaxFree: p.TaxFree, VAT: p.VAT}, Created: stamp(p.OpenedAt),
	}
	if !p.PaidAt.IsZero() {
		c.Approved = stamp(p.PaidAt)
	}
	return c
}

func (s *Sim) approved(p *pgsim.Payment) any {
	return struct {
		AID string `json:"aid"`
		common
		Card card `json:"card_info"`
	}{p.Notes[actionID], s.common(p), card{"신한카드", "SHINHAN", "433012", "신용", "00", "00000000", "N"}}
}

// action is one thing that happened to a payment.
type action struct {
	AID      string     `json:"aid"`
	Approved string     `json:"approved_at"`
	Amount   pay.Amount `json:"amount"`
	Type     string     `json:"payment_action_type"`
	Payload  string     `json:"payload,omitempty"`
}

func (s *Sim) ordered(p *pgsim.Payment) any {
	var actions []action
	if p.State == pgsim.Paid {
		actions = append(actions, action{AID: p.Notes[actionID], Approved: stamp(p.PaidAt), Amount: p.Total, Type: "PAYMENT"})
	}
	for _, k := range p.Cancels {
		actions = append(actions, action{AID: k.ID, Approved: stamp(k.At), Amount: k.Amount, Type: "CANCEL", Payload: k.Reason})
	}
	return struct {
		Status string `json:"status"`
		common
		Canceled  amount   `json:"canceled_amount"`
		Available amount   `json:"cancel_available_amount"`
		Actions   []action `json:"payment_action_details"`
	}{status(p), s.common(p), returned(p), left(p), actions}
}

func (s *Sim) canceled(p *pgsim.Payment, k pgsim.Cancel) any {
	return struct {
		AID    string `json:"aid"`
		Status string `json:"status"`
		common
		This      amount `json:"approved_cancel_amount"`
		Canceled  amount `json:"canceled_amount"`
		Available amount `json:"cancel_available_amount"`
		At        string `json:"canceled_at"`
		Payload   string `json:"payload,omitempty"`
	}{k.ID, status(p), s.common(p), amount{Total: k.Amount, TaxFree: k.TaxFree, VAT: k.VAT}, returned(p), left(p), stamp(k.At), k.Reason}
}

func returned(p *pgsim.Payment) (a amount) {
	for _, k := range p.Cancels {
		a.Total += k.Amount
		a.TaxFree += k.TaxFree
		a.VAT += k.VAT
	}
	return a
}

func left(p *pgsim.Payment) amount {
	if p.State != pgsim.Paid {
		return amount{}
	}
	return amount{Total: p.Left(), TaxFree: p.TaxFreeLeft(), VAT: vatLeft(p)}
}

func vatLeft(p *pgsim.Payment) pay.Amount { return p.VAT - returned(p).VAT }

func status(p *pgsim.Payment) string {
	switch p.State {
	case pgsim.Open:
		return "READY"
	case pgsim.Agreed:
		return "AUTH_PASSWORD"
	case pgsim.Refused:
		return "FAIL_PAYMENT"
	case pgsim.Quit, pgsim.Expired:
		return "QUIT_PAYMENT"
	}
	switch {
	case p.Left() == 0:
		return "CANCEL_PAYMENT"
	case len(p.Cancels) > 0:
		return "PART_CANCEL_PAYMENT"
	}
	return "SUCCESS_PAYMENT"
}

var seoul = time.FixedZone("KST", 9*60*60)

// stamp writes times as the vendor does: of Seoul, and without a zone.
func stamp(t time.Time) string { return t.In(seoul).Format("2006-01-02T15:04:05") }
