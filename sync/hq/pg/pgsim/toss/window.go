package toss

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

// window adds what a browser sees: the script of a merchant's page, the address that
// it goes to, and the customer's page.
func (s *Sim) window() {
	for _, path := range []string{"GET /v1/payment", "GET /v2/standard"} {
		s.Handle(path, pgsim.Route{Name: "sdk", Do: func(*pgsim.Call) pgsim.Reply {
			return pgsim.Reply{Status: http.StatusOK, Type: "text/javascript; charset=utf-8", Body: sdk}
		}})
	}
	s.Handle("GET /window", pgsim.Route{Name: "window", Do: s.open})
	s.Phone(pgsim.Phone{
		Title:   "Toss Payments (simulated)",
		Choices: []pgsim.Choice{pgsim.Pay, pgsim.BadCard, pgsim.Refuse, pgsim.Deposit, pgsim.Leave},
		Target:  "_top",
		Chosen:  s.chosen,
	})
}

// open begins a payment with what the merchant's page asked for.
func (s *Sim) open(c *pgsim.Call) pgsim.Reply {
	q := c.URL.Query()
	total, err := strconv.ParseInt(q.Get("amount"), 10, 64)
	free, _ := strconv.ParseInt(q.Get("taxFreeAmount"), 10, 64) // absent means none
	if bad := badWindow(q, s.options.ClientKey); bad != "" || err != nil || total <= 0 || free < 0 || free > total {
		return pgsim.HTML(http.StatusBadRequest, []byte("<!doctype html><title>Error</title><p>INVALID_PARAMETER "+bad))
	}
	p := &pgsim.Payment{
		ID: s.ID("tsim", 20), Door: s.ID("", 12), Order: q.Get("orderId"), Name: q.Get("orderName"), User: q.Get("customerName"),
		Total: pay.Amount(total), TaxFree: pay.Amount(free), State: pgsim.Open, Secret: s.ID("ps_", 12),
		Success: q.Get("successUrl"), Fail: q.Get("failUrl"), OpenedAt: c.Now,
	}
	s.Add(p)
	return pgsim.Goto(s.DoorOf(c.Base, p))
}

// badWindow names what is wrong with a request of the script.
func badWindow(q url.Values, clientKey string) string {
	switch {
	case q.Get("clientKey") != clientKey:
		return "clientKey"
	case !orderID.MatchString(q.Get("orderId")):
		return "orderId"
	case q.Get("orderName") == "" || len([]rune(q.Get("orderName"))) > 100:
		return "orderName"
	case !pgsim.IsAddress(q.Get("successUrl")):
		return "successUrl"
	case !pgsim.IsAddress(q.Get("failUrl")):
		return "failUrl"
	}
	return ""
}

// chosen plays the customer. Stepping back changes no status at the vendor's: the
// payment may still be tried again in the same window.
func (s *Sim) chosen(p *pgsim.Payment, choice pgsim.Choice, c *pgsim.Call) string {
	switch choice {
	case pgsim.Leave:
		return s.failed(p, "PAY_PROCESS_CANCELED")
	case pgsim.Refuse:
		p.State, p.Code, p.Reason = pgsim.Refused, "REJECT_CARD_COMPANY", messageOf("REJECT_CARD_COMPANY")
		s.changed(p, c.Now)
		return s.failed(p, p.Code)
	}
	p.State, p.AgreedAt = pgsim.Agreed, c.Now
	p.Means = map[pgsim.Choice]string{pgsim.Pay: card, pgsim.BadCard: badCard, pgsim.Deposit: account}[choice]
	return pgsim.WithQuery(p.Success, "paymentType", "NORMAL", "orderId", p.Order, "paymentKey", p.ID,
		"amount", strconv.FormatInt(int64(p.Total), 10))
}

func (s *Sim) failed(p *pgsim.Payment, code string) string {
	return pgsim.WithQuery(p.Fail, "code", code, "message", messageOf(code), "orderId", p.Order)
}
