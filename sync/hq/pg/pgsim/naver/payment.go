package naver

import (
	"encoding/json"
	"net/url"
	"strconv"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// Notes that are kept with a payment.
const (
	badCard    = "bad card"
	historyID  = "payHistId"
	incomplete = "incomplete" // the merchant's key of a cancel that was begun
)

// reserve opens a payment without the vendor's script.
func (s *Sim) reserve(c *pgsim.Call) pgsim.Reply {
	var a struct {
		User    string     `json:"merchantUserKey"`
		Order   string     `json:"merchantPayKey"`
		Name    string     `json:"productName"`
		Count   int        `json:"productCount"`
		Total   pay.Amount `json:"totalPayAmount"`
		Taxed   pay.Amount `json:"taxScopeAmount"`
		TaxFree pay.Amount `json:"taxExScopeAmount"`
		Return  string     `json:"returnUrl"`
	}
	if json.Unmarshal(c.Body, &a) != nil || a.Order == "" || len(a.Order) > 64 || a.Name == "" || a.Total <= 0 ||
		a.Taxed < 0 || a.TaxFree < 0 || a.Taxed+a.TaxFree != a.Total || !pgsim.IsAddress(a.Return) {
		return fail("InvalidParameter")
	}
	p := &pgsim.Payment{
		ID: c.Now.In(seoul).Format("20060102") + "NP" + s.ID("", 5), Door: s.ID("", 12), Order: a.Order, User: a.User, Name: a.Name,
		Total: a.Total, TaxFree: a.TaxFree, State: pgsim.Open, OpenedAt: c.Now, Success: a.Return,
	}
	s.Add(p)
	return good(struct {
		ReserveID string `json:"reserveId"`
	}{p.Door})
}

// window adds the customer's page. A phone comes by /payments/{reserveId}, as at the
// vendor's.
func (s *Sim) window() {
	s.Handle("GET /payments/{door}", pgsim.Route{Name: "window", Do: func(c *pgsim.Call) pgsim.Reply {
		return pgsim.Goto(c.Base + "/phone/" + url.PathEscape(c.PathValue("door")))
	}})
	s.Phone(pgsim.Phone{
		Title:   "Naver Pay (simulated)",
		Choices: []pgsim.Choice{pgsim.Pay, pgsim.BadCard, pgsim.Refuse, pgsim.Leave},
		Chosen:  s.chosen,
	})
}

// chosen plays the customer. All ways lead to the one returnUrl.
func (s *Sim) chosen(p *pgsim.Payment, choice pgsim.Choice, c *pgsim.Call) string {
	switch choice {
	case pgsim.Leave:
		p.State = pgsim.Quit
		return pgsim.WithQuery(p.Success, "resultCode", "UserCancel", "resultMessage", "userCancel", "reserveId", p.Door)
	case pgsim.Refuse:
		p.State = pgsim.Refused
		return pgsim.WithQuery(p.Success, "resultCode", "Fail", "resultMessage", "webhookFail", "reserveId", p.Door)
	}
	p.State, p.AgreedAt, p.Means = pgsim.Agreed, c.Now, "CARD"
	if choice == pgsim.BadCard {
		p.Note(badCard, "yes")
	}
	return pgsim.WithQuery(p.Success, "resultCode", "Success", "paymentId", p.ID)
}

// apply takes the money. It names no amount.
func (s *Sim) apply(c *pgsim.Call) pgsim.Reply {
	form, err := url.ParseQuery(string(c.Body))
	if err != nil || form.Get("paymentId") == "" {
		return fail("InvalidParameter")
	}
	p := s.ByID(form.Get("paymentId"))
	switch {
	case p == nil:
		return fail("InvalidMerchant")
	case p.State == pgsim.Paid:
		return fail("AlreadyComplete")
	case p.State == pgsim.Expired:
		return fail("TimeExpired")
	case p.State != pgsim.Agreed:
		return fail("Fail")
	}
	p.Note(historyID, c.Now.In(seoul).Format("20060102")+"NP"+s.ID("", 5))
	if p.Notes[badCard] != "" {
		p.State = pgsim.Refused
		return fail("Fail")
	}
	p.State, p.PaidAt = pgsim.Paid, c.Now
	return good(struct {
		PaymentID string `json:"paymentId"`
		Detail    record `json:"detail"`
	}{p.ID, s.approval(p)})
}

// cancel gives back all or a part.
func (s *Sim) cancel(c *pgsim.Call) pgsim.Reply {
	form, err := url.ParseQuery(string(c.Body))
	a, ok := readCancel(form)
	if err != nil || !ok {
		return fail("InvalidParameter")
	}
	p := s.ByID(form.Get("paymentId"))
	switch {
	case p == nil || p.State != pgsim.Paid:
		return fail("InvalidPaymentId")
	case p.Left() == 0:
		return fail("AlreadyCanceled")
	case a.amount > p.Left():
		return fail("OverRemainAmount")
	case a.compare && a.left != p.Left()-a.amount:
		return fail("RestAmountDiff")
	case a.taxFree > p.TaxFreeLeft() || a.taxed > p.Left()-p.TaxFreeLeft():
		return fail("TaxScopeAmtGreaterThanRemainError")
	case p.Notes[incomplete] != "" && p.Notes[incomplete] != a.key:
		return fail("PreCancelNotComplete")
	}
	return s.giveBack(c, p, a)
}

// cancelAsk is the form of a cancel.
type cancelAsk struct {
	amount, taxed, taxFree, left pay.Amount
	compare                      bool
	key, reason                  string
}

func readCancel(form url.Values) (a cancelAsk, ok bool) {
	for name, into := range map[string]*pay.Amount{
		"cancelAmount": &a.amount, "taxScopeAmount": &a.taxed, "taxExScopeAmount": &a.taxFree, "expectedRestAmount": &a.left,
	} {
		if n, err := strconv.ParseInt(form.Get(name), 10, 64); err == nil && n >= 0 {
			*into = pay.Amount(n)
		} else if form.Has(name) || name != "expectedRestAmount" {
			return a, false
		}
	}
	a.compare, a.key, a.reason = form.Get("doCompareRest") == "1", form.Get("merchantPayTransactionKey"), form.Get("cancelReason")
	requester := form.Get("cancelRequester")
	return a, a.amount > 0 && a.taxed+a.taxFree == a.amount && a.reason != "" && (requester == "1" || requester == "2")
}

// giveBack returns the money, unless a script has this cancel stop half way: then it
// has to be sent again, and no other cancel may come before it.
func (s *Sim) giveBack(c *pgsim.Call, p *pgsim.Payment, a cancelAsk) pgsim.Reply {
	if p.Notes[stop] != "" {
		p.Note(stop, "")
		p.Note(incomplete, a.key)
		return fail("CancelNotComplete")
	}
	p.Note(incomplete, "")
	k := pgsim.Cancel{
		ID: c.Now.In(seoul).Format("20060102") + "NP" + s.ID("", 5), Asked: a.key, Amount: a.amount, TaxFree: a.taxFree,
		Reason: a.reason, Left: p.Left() - a.amount, At: c.Now,
	}
	p.Cancels = append(p.Cancels, k)
	return good(canceled(p, k))
}

// stop is the note that makes the next cancel incomplete.
const stop = "stop"

// StopCancel has the next cancel of an order answered CancelNotComplete.
func (s *Sim) StopCancel(order string) error {
	return s.Change(order, func(p *pgsim.Payment) error { p.Note(stop, "yes"); return nil })
}
