package kakao

import (
	"encoding/json"
	"net/http"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// window is how long a customer may take.
const window = 15 * time.Minute

// Options are what a merchant gets from the vendor, besides what all simulators
// share.
type Options struct {
	pgsim.Options
	CID       string // empty means TC0ONETIME, the vendor's for tests
	SecretKey string // empty means DEV_sim
}

// Sim is a simulated Kakao Pay. It is a [http.Handler].
type Sim struct {
	*pgsim.Sim
	options Options
}

// New builds a simulator with an empty book.
func New(o Options) *Sim {
	if o.Window == 0 {
		o.Window = window
	}
	if o.CID == "" {
		o.CID = "TC0ONETIME"
	}
	if o.SecretKey == "" {
		o.SecretKey = "DEV_sim"
	}
	s := &Sim{Sim: pgsim.New(o.Options), options: o}
	s.api("ready", s.ready)
	s.api("approve", s.approve)
	s.api("order", s.order)
	s.api("cancel", s.cancel)
	s.Phone(pgsim.Phone{
		Title:   "Kakao Pay (simulated)",
		Choices: []pgsim.Choice{pgsim.Pay, pgsim.BadCard, pgsim.Refuse, pgsim.Leave},
		Chosen:  s.chosen,
	})
	return s
}

// ask has the fields of all calls; each reads its own.
type ask struct {
	CID       string `json:"cid"`
	TID       string `json:"tid"`
	OrderID   string `json:"partner_order_id"`
	UserID    string `json:"partner_user_id"`
	PGToken   string `json:"pg_token"`
	ItemName  string `json:"item_name"`
	Quantity  int    `json:"quantity"`
	Approval  string `json:"approval_url"`
	CancelURL string `json:"cancel_url"`
	Fail      string `json:"fail_url"`

	Total   *pay.Amount `json:"total_amount"`
	TaxFree pay.Amount  `json:"tax_free_amount"`
	VAT     *pay.Amount `json:"vat_amount"`
	Deposit pay.Amount  `json:"green_deposit"`

	Cancel        pay.Amount  `json:"cancel_amount"`
	CancelTaxFree pay.Amount  `json:"cancel_tax_free_amount"`
	CancelVAT     *pay.Amount `json:"cancel_vat_amount"`
	Available     *pay.Amount `json:"cancel_available_amount"`
	Payload       string      `json:"payload"`
}

// api adds a call that needs the secret key and the merchant's code.
func (s *Sim) api(name string, do func(*pgsim.Call, ask) pgsim.Reply) {
	s.Handle("POST /online/v1/payment/"+name, pgsim.Route{Name: name, Fail: failCode, Do: func(c *pgsim.Call) pgsim.Reply {
		if c.Header.Get("Authorization") != "SECRET_KEY "+s.options.SecretKey {
			return failStatus(http.StatusUnauthorized, -401, "")
		}
		var a ask
		switch {
		case json.Unmarshal(c.Body, &a) != nil:
			return fail(badParameter)
		case a.CID != s.options.CID:
			return fail(wrongCID)
		}
		return do(c, a)
	}})
}

func (s *Sim) ready(c *pgsim.Call, a ask) pgsim.Reply {
	if a.badReady() {
		return fail(badParameter)
	}
	p := &pgsim.Payment{
		ID: s.ID("T", 9) + "0", Door: s.ID("", 12), Order: a.OrderID, User: a.UserID, Name: a.ItemName, Total: *a.Total,
		TaxFree: a.TaxFree, VAT: (*a.Total - a.TaxFree + 5) / 11, State: pgsim.Open, OpenedAt: c.Now,
		Success: a.Approval, Cancel: a.CancelURL, Fail: a.Fail,
	}
	if a.VAT != nil {
		p.VAT = *a.VAT
	}
	if a.Deposit > 0 {
		p.Note(deposit, "yes")
	}
	s.Add(p)
	page := s.DoorOf(c.Base, p)
	return pgsim.JSON(http.StatusOK, struct {
		TID     string `json:"tid"`
		App     string `json:"next_redirect_app_url"`
		Mobile  string `json:"next_redirect_mobile_url"`
		PC      string `json:"next_redirect_pc_url"`
		Android string `json:"android_app_scheme"`
		IOS     string `json:"ios_app_scheme"`
		Created string `json:"created_at"`
	}{p.ID, page, page, page, "kakaotalk://kakaopay/pg?url=" + page, "kakaotalk://kakaopay/pg?url=" + page, stamp(c.Now)})
}

// badReady holds the lengths and the sums that the vendor states.
func (a ask) badReady() bool {
	switch {
	case a.OrderID == "", len(a.OrderID) > 100, a.UserID == "", len(a.UserID) > 100,
		a.ItemName == "", len([]rune(a.ItemName)) > 100, a.Quantity < 1,
		a.Total == nil, a.TaxFree < 0:
		return true
	}
	for _, address := range []string{a.Approval, a.CancelURL, a.Fail} {
		if len(address) > 255 || !pgsim.IsAddress(address) {
			return true
		}
	}
	vat := pay.Amount(0)
	if a.VAT != nil {
		vat = *a.VAT
	}
	return *a.Total <= 0 || vat < 0 || a.TaxFree+vat > *a.Total
}

// chosen plays the customer. A refusal on the page ends at fail_url.
func (s *Sim) chosen(p *pgsim.Payment, choice pgsim.Choice, c *pgsim.Call) string {
	switch choice {
	case pgsim.Leave:
		p.State = pgsim.Quit
		return p.Cancel
	case pgsim.Refuse:
		p.State = pgsim.Refused
		return p.Fail
	}
	p.State, p.AgreedAt, p.Token, p.Means = pgsim.Agreed, c.Now, s.ID("", 10), "CARD"
	if choice == pgsim.BadCard {
		p.Note(badCard, "yes")
	}
	return pgsim.WithQuery(p.Success, "pg_token", p.Token)
}

func (s *Sim) approve(c *pgsim.Call, a ask) pgsim.Reply {
	p := s.ByID(a.TID)
	switch {
	case p == nil:
		return fail(noTID)
	case p.State == pgsim.Paid:
		return fail(alreadyApproved)
	case p.State == pgsim.Expired:
		return fail(expired)
	case p.State != pgsim.Agreed:
		return fail(notAgreed)
	case p.Order != a.OrderID:
		return fail(wrongOrder)
	case p.User != a.UserID:
		return fail(wrongUser)
	case a.PGToken == "" || a.PGToken != p.Token:
		return fail(wrongToken)
	case a.Total != nil && *a.Total != p.Total:
		return fail(wrongAmount)
	case p.Notes[badCard] != "":
		p.State = pgsim.Refused
		return failStatus(http.StatusBadRequest, approvalFailed, "CARD_REJECTED")
	}
	p.State, p.PaidAt, p.Token = pgsim.Paid, c.Now, ""
	p.Note(actionID, s.ID("A", 9)+"0")
	return pgsim.JSON(http.StatusOK, s.approved(p))
}

func (s *Sim) order(_ *pgsim.Call, a ask) pgsim.Reply {
	p := s.ByID(a.TID)
	if p == nil {
		return fail(noTID)
	}
	return pgsim.JSON(http.StatusOK, s.ordered(p))
}

func (s *Sim) cancel(c *pgsim.Call, a ask) pgsim.Reply {
	p := s.ByID(a.TID)
	switch {
	case p == nil:
		return fail(noTID)
	case p.State != pgsim.Paid || p.Left() == 0:
		return fail(notCancelable)
	case a.Available != nil && *a.Available != p.Left(),
		a.Cancel <= 0, a.Cancel > p.Left(), a.CancelTaxFree < 0, a.CancelTaxFree > p.TaxFreeLeft(),
		p.Notes[deposit] != "" && a.Cancel != p.Total:
		return fail(wrongCancel)
	}
	k := pgsim.Cancel{
		ID: s.ID("A", 9) + "0", Amount: a.Cancel, TaxFree: a.CancelTaxFree, VAT: (a.Cancel - a.CancelTaxFree + 5) / 11,
		Reason: a.Payload, Left: p.Left() - a.Cancel, At: c.Now,
	}
	if a.CancelVAT != nil {
		k.VAT = *a.CancelVAT
	}
	if k.VAT < 0 || k.VAT > vatLeft(p) || a.Cancel == p.Left() && (k.TaxFree != p.TaxFreeLeft() || k.VAT != vatLeft(p)) {
		return fail(wrongCancel) // the parts of all refunds have to add up to the payment's
	}
	p.Cancels = append(p.Cancels, k)
	return pgsim.JSON(http.StatusOK, s.canceled(p, k))
}
