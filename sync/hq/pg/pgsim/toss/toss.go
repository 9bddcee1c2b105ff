package toss

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// Windows of the vendor's: to agree, and to confirm after that.
const (
	window  = 30 * time.Minute
	confirm = 10 * time.Minute
)

// Options are what a merchant gets from the vendor's developer centre, besides what
// all simulators share.
type Options struct {
	pgsim.Options
	ClientKey string // empty means test_ck_sim
	SecretKey string // empty means test_sk_sim
}

// Sim is a simulated Toss Payments. It is a [http.Handler].
type Sim struct {
	*pgsim.Sim
	options Options
}

// New builds a simulator with an empty book.
func New(o Options) *Sim {
	if o.Window == 0 {
		o.Window = window
	}
	if o.Confirm == 0 {
		o.Confirm = confirm
	}
	if o.ClientKey == "" {
		o.ClientKey = "test_ck_sim"
	}
	if o.SecretKey == "" {
		o.SecretKey = "test_sk_sim"
	}
	s := &Sim{Sim: pgsim.New(o.Options), options: o}
	s.routes()
	return s
}

func (s *Sim) routes() {
	s.api("POST /v1/payments/confirm", "confirm", s.confirm)
	s.api("GET /v1/payments/{key}", "lookup", s.lookup)
	s.api("GET /v1/payments/orders/{order}", "lookup-order", s.lookupOrder)
	s.api("POST /v1/payments/{key}/cancel", "cancel", s.cancel)
	s.api("POST /v1/virtual-accounts", "account", s.openAccount)
	s.api("GET /v1/transactions", "transactions", s.transactions)
	s.api("GET /v1/settlements", "settlements", s.settlements)
	s.window()
}

// api adds a call that needs the secret key, hears the test code header, and has the
// vendor's idempotency.
func (s *Sim) api(pattern, name string, do func(*pgsim.Call) pgsim.Reply) {
	s.Handle(pattern, pgsim.Route{
		Name: name, Fail: fail, Repeat: s.repeat, Busy: fail("IDEMPOTENT_REQUEST_PROCESSING"),
		Do: func(c *pgsim.Call) pgsim.Reply {
			if code := s.refuses(c); code != "" {
				return fail(code)
			}
			return do(c)
		},
	})
}

// refuses returns the code of whatever is wrong with a request before it is read.
func (s *Sim) refuses(c *pgsim.Call) string {
	user, password, ok := c.BasicAuth()
	switch {
	case !ok || password != "":
		return "INCORRECT_BASIC_AUTH_FORMAT"
	case user != s.options.SecretKey:
		return "UNAUTHORIZED_KEY"
	case len(c.Header.Get("Idempotency-Key")) > 300:
		return "INVALID_IDEMPOTENCY_KEY"
	}
	code := c.Header.Get("TossPayments-Test-Code")
	if code == "" || !strings.HasPrefix(user, "test_") {
		return ""
	}
	if _, known := statuses[code]; !known {
		return "INVALID_TEST_CODE"
	}
	return code
}

// repeat is what makes a POST the same as a former one: key, API key, address and
// method.
func (s *Sim) repeat(c *pgsim.Call) string {
	key := c.Header.Get("Idempotency-Key")
	if key == "" || len(key) > 300 || c.Method != http.MethodPost {
		return ""
	}
	return strings.Join([]string{c.Header.Get("Authorization"), c.URL.Path, key}, " ")
}

var orderID = regexp.MustCompile(`^[A-Za-z0-9_-]{6,64}$`)

// confirm takes the money that the customer agreed to.
func (s *Sim) confirm(c *pgsim.Call) pgsim.Reply {
	var ask struct {
		PaymentKey string     `json:"paymentKey"`
		OrderID    string     `json:"orderId"`
		Amount     pay.Amount `json:"amount"`
	}
	if json.Unmarshal(c.Body, &ask) != nil || ask.PaymentKey == "" || !orderID.MatchString(ask.OrderID) || ask.Amount <= 0 {
		return fail("INVALID_REQUEST")
	}
	p := s.ByID(ask.PaymentKey)
	switch {
	case p == nil:
		return fail("NOT_FOUND_PAYMENT")
	case p.Order != ask.OrderID:
		return fail("NOT_FOUND_PAYMENT_SESSION")
	case p.State == pgsim.Paid || p.State == pgsim.Issued:
		return fail("ALREADY_PROCESSED_PAYMENT")
	case p.State != pgsim.Agreed:
		return fail("NOT_FOUND_PAYMENT_SESSION")
	case p.Total != ask.Amount:
		return fail("INVALID_REQUEST")
	}
	return s.take(c, p)
}

// take ends a payment that may be confirmed, one way or another.
func (s *Sim) take(c *pgsim.Call, p *pgsim.Payment) pgsim.Reply {
	p.Note(transaction, s.ID("tx", 16))
	switch {
	case p.Means == badCard:
		p.State, p.Code, p.Reason = pgsim.Refused, "REJECT_CARD_PAYMENT", messageOf("REJECT_CARD_PAYMENT")
		s.changed(p, c.Now)
		return fail(p.Code)
	case p.Means == account:
		s.issue(p, c.Now.Add(7*24*time.Hour))
		s.depositNews(p, c.Now)
	default:
		p.State, p.PaidAt = pgsim.Paid, c.Now
		p.Note(approval, p.Notes[transaction])
		s.changed(p, c.Now)
	}
	return s.show(c, p)
}

func (s *Sim) lookup(c *pgsim.Call) pgsim.Reply {
	return s.found(c, s.ByID(c.PathValue("key")))
}

func (s *Sim) lookupOrder(c *pgsim.Call) pgsim.Reply {
	return s.found(c, s.Find(func(p *pgsim.Payment) bool { return p.Order == c.PathValue("order") }))
}

func (s *Sim) found(c *pgsim.Call, p *pgsim.Payment) pgsim.Reply {
	if p == nil {
		return fail("NOT_FOUND_PAYMENT")
	}
	return s.show(c, p)
}
