package bootpay

import (
	"encoding/json"
	"net/http"
	"time"

	"kioskd/sync/hq/pg/pgsim"
)

// window is how long a customer may take; the vendor's default.
const window = 30 * time.Minute

// Options are what a merchant gets from the vendor, besides what all simulators
// share.
type Options struct {
	pgsim.Options
	ClientKey string // empty means sim-client
	SecretKey string // empty means sim-secret
}

// Sim is a simulated Bootpay. It is a [http.Handler].
type Sim struct {
	*pgsim.Sim
	options Options
	tokens  map[string]time.Time // until when; guarded by the book
}

// New builds a simulator with an empty book.
func New(o Options) *Sim {
	if o.Window == 0 {
		o.Window, o.Confirm = window, window
	}
	if o.ClientKey == "" {
		o.ClientKey = "sim-client"
	}
	if o.SecretKey == "" {
		o.SecretKey = "sim-secret"
	}
	s := &Sim{Sim: pgsim.New(o.Options), options: o, tokens: map[string]time.Time{}}
	s.Handle("POST /v2/request/token", pgsim.Route{Name: "token", Do: s.token, Fail: failCode})
	s.api("GET /v2/receipt/{id}", "receipt", s.receipt)
	s.api("POST /v2/confirm", "confirm", s.confirm)
	s.api("POST /v2/cancel", "cancel", s.cancel)
	s.window()
	return s
}

// api adds a call that needs the keys or a token.
func (s *Sim) api(pattern, name string, do func(*pgsim.Call) pgsim.Reply) {
	s.Handle(pattern, pgsim.Route{Name: name, Fail: failCode, Do: func(c *pgsim.Call) pgsim.Reply {
		if !s.known(c) {
			return fail(http.StatusUnauthorized, "TOKEN_INVALID")
		}
		return do(c)
	}})
}

// known checks who calls. Both ways of the vendor work, and Basic wins.
func (s *Sim) known(c *pgsim.Call) bool {
	if user, password, ok := c.BasicAuth(); ok {
		return user == s.options.ClientKey && password == s.options.SecretKey
	}
	const bearer = "Bearer "
	h := c.Header.Get("Authorization")
	return len(h) > len(bearer) && c.Now.Before(s.tokens[h[len(bearer):]])
}

// token is the older way of authentication.
func (s *Sim) token(c *pgsim.Call) pgsim.Reply {
	var a struct {
		ID  string `json:"application_id"`
		Key string `json:"private_key"`
	}
	if json.Unmarshal(c.Body, &a) != nil || a.ID != s.options.ClientKey || a.Key != s.options.SecretKey {
		return fail(http.StatusUnauthorized, "APP_KEY_NOT_FOUND")
	}
	const life = 30 * time.Minute
	t := s.ID("", 20)
	s.tokens[t] = c.Now.Add(life)
	return pgsim.JSON(http.StatusOK, map[string]any{"access_token": t, "expire_in": int(life / time.Second)})
}

func (s *Sim) receipt(c *pgsim.Call) pgsim.Reply {
	p := s.ByID(c.PathValue("id"))
	if p == nil {
		return fail(http.StatusNotFound, "RC_NOT_FOUND")
	}
	return pgsim.JSON(http.StatusOK, view(p, c.Base))
}

// confirm takes the money of a payment that is separately confirmed.
func (s *Sim) confirm(c *pgsim.Call) pgsim.Reply {
	var a struct {
		ID string `json:"receipt_id"`
	}
	if json.Unmarshal(c.Body, &a) != nil || a.ID == "" {
		return fail(http.StatusUnprocessableEntity, "RECEIPT_ID_REQUIRED")
	}
	p := s.ByID(a.ID)
	switch {
	case p == nil:
		return fail(http.StatusNotFound, "RC_NOT_FOUND")
	case p.State == pgsim.Paid || p.State == pgsim.Issued:
		return fail(http.StatusBadRequest, "RC_ALREADY_CONFIRMED")
	case p.State != pgsim.Agreed:
		return fail(http.StatusBadRequest, "RC_CONFIRM_NOT_ALLOWED")
	}
	if !s.take(p, c.Now) {
		return fail(http.StatusBadRequest, p.Code)
	}
	return pgsim.JSON(http.StatusOK, view(p, c.Base))
}

// take ends a payment that the customer agreed to, one way or another.
func (s *Sim) take(p *pgsim.Payment, at time.Time) bool {
	switch p.Means {
	case badCard:
		p.State, p.Code, p.Reason = pgsim.Refused, "PG_CARD_REJECTED", "simulated: the card was refused"
		s.tell(p, "PAYMENT_CONFIRM_FAILED")
		return false
	case account:
		p.State = pgsim.Issued
		p.Account = &pgsim.Account{Bank: "국민은행", Number: "X" + s.ID("", 6), Holder: "Bootpay", Until: at.Add(72 * time.Hour)}
		s.tell(p, "PAYMENT_VIRTUAL_ACCOUNT_ISSUED")
	default:
		p.State, p.PaidAt = pgsim.Paid, at
		s.tell(p, "PAYMENT_COMPLETED")
	}
	return true
}

// failCode is for scripts.
func failCode(code string) pgsim.Reply { return fail(http.StatusBadRequest, code) }

func fail(status int, code string) pgsim.Reply {
	return pgsim.JSON(status, struct {
		Code    string `json:"error_code"`
		Message string `json:"message"`
	}{code, "simulated: " + code})
}
