package toss

import (
	"encoding/json"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// cancelAsk is the body of a cancel.
type cancelAsk struct {
	Reason     string      `json:"cancelReason"`
	Amount     *pay.Amount `json:"cancelAmount"` // absent means all that is left
	TaxFree    pay.Amount  `json:"taxFreeAmount"`
	Refundable *pay.Amount `json:"refundableAmount"` // refuse unless this is left
	Account    *struct {
		Bank   string `json:"bank"`
		Number string `json:"accountNumber"`
		Holder string `json:"holderName"`
	} `json:"refundReceiveAccount"`
}

func (s *Sim) cancel(c *pgsim.Call) pgsim.Reply {
	var ask cancelAsk
	if json.Unmarshal(c.Body, &ask) != nil || ask.Reason == "" || len([]rune(ask.Reason)) > 200 {
		return fail("INVALID_REQUEST")
	}
	p := s.ByID(c.PathValue("key"))
	if p == nil {
		return fail("NOT_FOUND_PAYMENT")
	}
	if p.State == pgsim.Issued {
		return s.closeAccount(c, p, ask)
	}
	if code := ask.wrong(p); code != "" {
		return fail(code)
	}
	s.giveBack(c, p, ask)
	return s.show(c, p)
}

// wrong returns the code of a cancel that may not be.
func (a cancelAsk) wrong(p *pgsim.Payment) string {
	amount := a.amount(p)
	switch {
	case p.State == pgsim.Voided || p.State == pgsim.Paid && p.Left() == 0:
		return "ALREADY_CANCELED_PAYMENT"
	case p.State != pgsim.Paid:
		return "NOT_CANCELABLE_PAYMENT"
	case a.Refundable != nil && *a.Refundable != p.Left():
		return "NOT_MATCHES_REFUNDABLE_AMOUNT"
	case amount <= 0 || amount > p.Left():
		return "NOT_CANCELABLE_AMOUNT"
	case a.TaxFree < 0 || a.TaxFree > amount || a.TaxFree > p.TaxFreeLeft():
		return "INVALID_REQUEST"
	case p.Means == account && (a.Account == nil || a.Account.Bank == "" || a.Account.Number == "" || a.Account.Holder == ""):
		return "INVALID_REFUND_ACCOUNT_INFO"
	}
	return ""
}

func (a cancelAsk) amount(p *pgsim.Payment) pay.Amount {
	if a.Amount == nil {
		return p.Left()
	}
	return *a.Amount
}

func (s *Sim) giveBack(c *pgsim.Call, p *pgsim.Payment, ask cancelAsk) {
	amount := ask.amount(p)
	if amount == p.Left() {
		ask.TaxFree = p.TaxFreeLeft() // all that is left takes all its parts along
	}
	made := pgsim.Cancel{
		ID: s.ID("tx", 16), Amount: amount, TaxFree: ask.TaxFree, Reason: ask.Reason, Left: p.Left() - amount, At: c.Now,
	}
	p.Cancels = append(p.Cancels, made)
	p.Note(transaction, made.ID)
	s.changed(p, c.Now)
}

// closeAccount ends an account that nobody has paid into.
func (s *Sim) closeAccount(c *pgsim.Call, p *pgsim.Payment, ask cancelAsk) pgsim.Reply {
	if ask.Amount != nil && *ask.Amount != p.Total {
		return fail("NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT")
	}
	p.State = pgsim.Voided
	p.Note(transaction, s.ID("tx", 16))
	p.Note(voidReason, ask.Reason)
	s.depositNews(p, c.Now)
	return s.show(c, p)
}
