package bootpay

import (
	_ "embed"
	"net/http"
	"net/url"
	"strconv"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

//go:embed sdk.js
var sdk []byte

// Notes that are kept with a payment.
const (
	oneStep  = "one step" // approved as soon as the customer agreed
	redirect = "redirect_url"
)

// window adds what a browser sees: the script of a merchant's page, the address that
// it opens, and the customer's page.
func (s *Sim) window() {
	s.Handle("GET /bootpay.min.js", pgsim.Route{Name: "sdk", Do: func(*pgsim.Call) pgsim.Reply {
		return pgsim.Reply{Status: http.StatusOK, Type: "text/javascript; charset=utf-8", Body: sdk}
	}})
	s.Handle("GET /window", pgsim.Route{Name: "window", Do: s.open})
	s.Handle("GET /confirm", pgsim.Route{Name: "browser-confirm", Do: s.browserConfirm})
	s.Handle("GET /event", pgsim.Route{Name: "event", Do: event})
	s.Phone(pgsim.Phone{
		Title:   "Bootpay (simulated)",
		Choices: []pgsim.Choice{pgsim.Pay, pgsim.BadCard, pgsim.Refuse, pgsim.Deposit, pgsim.Leave},
		Chosen:  s.chosen,
	})
}

// open begins a payment with what the merchant's page asked for.
func (s *Sim) open(c *pgsim.Call) pgsim.Reply {
	q := c.URL.Query()
	total, err := strconv.ParseInt(q.Get("price"), 10, 64)
	free, _ := strconv.ParseInt(q.Get("tax_free"), 10, 64) // absent means none
	if bad := badWindow(q, s.options.ClientKey); bad != "" || err != nil || total <= 0 || free < 0 || free > total {
		return pgsim.HTML(http.StatusBadRequest, []byte("<!doctype html><title>Error</title><p>PARAMETER_INVALID "+bad))
	}
	p := &pgsim.Payment{
		ID: s.ID("", 12), Door: s.ID("", 12), Order: q.Get("order_id"), Name: q.Get("order_name"), User: q.Get("username"),
		Total: pay.Amount(total), TaxFree: pay.Amount(free), State: pgsim.Open, OpenedAt: c.Now, Success: q.Get("redirect_url"),
	}
	if q.Get("separately_confirmed") != "true" {
		p.Note(oneStep, "yes")
	}
	if p.Success == "" {
		p.Success = c.Base + "/event" // inside the window of the script
	}
	s.Add(p)
	return pgsim.Goto(s.DoorOf(c.Base, p))
}

// badWindow names what is wrong with a request of the script.
func badWindow(q url.Values, clientKey string) string {
	switch {
	case q.Get("client_key") != clientKey && q.Get("application_id") != clientKey:
		return "client_key"
	case q.Get("order_id") == "":
		return "order_id"
	case q.Get("order_name") == "":
		return "order_name"
	case q.Get("redirect_url") != "" && !pgsim.IsAddress(q.Get("redirect_url")):
		return "redirect_url"
	}
	return ""
}

// chosen plays the customer. All ways lead to one address, which says what happened.
func (s *Sim) chosen(p *pgsim.Payment, choice pgsim.Choice, c *pgsim.Call) string {
	switch choice {
	case pgsim.Leave:
		p.State = pgsim.Quit
		return s.next(p, "cancel", "RC_CANCEL_USER")
	case pgsim.Refuse:
		p.State, p.Code = pgsim.Refused, "PG_CARD_REJECTED"
		return s.next(p, "error", p.Code)
	}
	p.State, p.AgreedAt = pgsim.Agreed, c.Now
	p.Means = map[pgsim.Choice]string{pgsim.Pay: card, pgsim.BadCard: badCard, pgsim.Deposit: account}[choice]
	if p.Notes[oneStep] == "" {
		return s.next(p, "confirm", "")
	}
	switch {
	case !s.take(p, c.Now):
		return s.next(p, "error", p.Code)
	case p.State == pgsim.Issued:
		return s.next(p, "issued", "")
	}
	return s.next(p, "done", "")
}

// browserConfirm is what Bootpay.confirm() of the script comes to.
func (s *Sim) browserConfirm(c *pgsim.Call) pgsim.Reply {
	p := s.ByID(c.URL.Query().Get("receipt_id"))
	switch {
	case p == nil || p.State != pgsim.Agreed:
		return pgsim.HTML(http.StatusBadRequest, []byte("<!doctype html><title>Error</title><p>RC_CONFIRM_NOT_ALLOWED"))
	case !s.take(p, c.Now):
		return pgsim.Goto(s.next(p, "error", p.Code))
	case p.State == pgsim.Issued:
		return pgsim.Goto(s.next(p, "issued", ""))
	}
	return pgsim.Goto(s.next(p, "done", ""))
}

func (s *Sim) next(p *pgsim.Payment, what, code string) string {
	pairs := []string{"event", what, "receipt_id", p.ID, "order_id", p.Order}
	if code != "" {
		pairs = append(pairs, "error_code", code, "message", "simulated: "+code)
	}
	return pgsim.WithQuery(p.Success, pairs...)
}

// event is the last page inside the script's window: it tells the page that opened
// it, and nobody else reads it.
func event(*pgsim.Call) pgsim.Reply {
	return pgsim.HTML(http.StatusOK, []byte(`<!doctype html><title>…</title><script>
parent.postMessage({bootpaysim: Object.fromEntries(new URLSearchParams(location.search))}, "*");
</script>`))
}
