package bootpay

import (
	"encoding/json"
	"net/http"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// cancelAsk is the body of a cancel.
type cancelAsk struct {
	ID      string      `json:"receipt_id"`
	Price   *pay.Amount `json:"cancel_price"` // absent means all that is left
	TaxFree pay.Amount  `json:"cancel_tax_free"`
	Asked   string      `json:"cancel_id"`
	Reason  string      `json:"cancel_message"`
	Refund  *struct {
		Account string `json:"bank_account"`
		Name    string `json:"bank_username"`
		Bank    string `json:"bank_code"`
	} `json:"refund"`
}

func (s *Sim) cancel(c *pgsim.Call) pgsim.Reply {
	var a cancelAsk
	if json.Unmarshal(c.Body, &a) != nil || a.ID == "" {
		return fail(http.StatusUnprocessableEntity, "RECEIPT_ID_REQUIRED")
	}
	p := s.ByID(a.ID)
	if p == nil {
		return fail(http.StatusNotFound, "RC_NOT_FOUND")
	}
	k := pgsim.Cancel{ID: s.ID("", 12), Asked: a.Asked, Amount: p.Left(), TaxFree: a.TaxFree, Reason: a.Reason, At: c.Now}
	if a.Price != nil {
		k.Amount = *a.Price
	}
	if code := a.wrong(p, k); code != "" {
		return fail(http.StatusBadRequest, code)
	}
	return s.giveBack(c, p, k)
}

// wrong returns the code of a cancel that may not be. The same cancel_id is done
// once.
func (a cancelAsk) wrong(p *pgsim.Payment, k pgsim.Cancel) string {
	for _, former := range p.Cancels {
		if a.Asked != "" && former.Asked == a.Asked {
			return "RC_CANCEL_DUPLICATED"
		}
	}
	switch {
	case p.State != pgsim.Paid || p.Left() == 0:
		return "RC_NOT_CANCELLABLE"
	case k.Amount <= 0 || k.Amount > p.Left() || k.TaxFree < 0 || k.TaxFree > p.TaxFreeLeft():
		return "RC_CANCEL_PRICE_OVER"
	case p.Means == account && (a.Refund == nil || a.Refund.Account == "" || a.Refund.Name == "" || a.Refund.Bank == ""):
		return "RC_REFUND_ACCOUNT_REQUIRED"
	}
	return ""
}

func (s *Sim) giveBack(c *pgsim.Call, p *pgsim.Payment, k pgsim.Cancel) pgsim.Reply {
	k.Left = p.Left() - k.Amount
	p.Cancels = append(p.Cancels, k)
	kind := "PAYMENT_CANCELLED"
	if k.Left > 0 {
		kind = "PAYMENT_PARTIAL_CANCELLED"
	}
	s.tell(p, kind)
	return pgsim.JSON(http.StatusOK, view(p, c.Base))
}
