package naver

import (
	"net/http"
	"strings"
	"time"

	"kioskd/sync/hq/pg/pgsim"
)

// window is how long a customer may take, and apply may come after that.
const window = 15 * time.Minute

// Options are what a merchant gets from the vendor, besides what all simulators
// share.
type Options struct {
	pgsim.Options
	Partner      string // empty means kioskd-sim
	ClientID     string // empty means sim-client
	ClientSecret string // empty means sim-secret
	ChainID      string // empty means sim-chain
}

// Sim is a simulated Naver Pay. It is a [http.Handler].
type Sim struct {
	*pgsim.Sim
	options Options
}

// New builds a simulator with an empty book.
func New(o Options) *Sim {
	if o.Window == 0 {
		o.Window, o.Confirm = window, window
	}
	for _, d := range []struct {
		at    *string
		value string
	}{{&o.Partner, "kioskd-sim"}, {&o.ClientID, "sim-client"}, {&o.ClientSecret, "sim-secret"}, {&o.ChainID, "sim-chain"}} {
		if *d.at == "" {
			*d.at = d.value
		}
	}
	s := &Sim{Sim: pgsim.New(o.Options), options: o}
	s.api("v2/reserve", "reserve", s.reserve)
	s.api("v2.2/apply/payment", "apply", s.apply)
	s.api("v2.2/list/history/{id}", "history", s.history)
	s.api("v1/cancel", "cancel", s.cancel)
	s.window()
	return s
}

// api adds a call that needs the three headers and has the vendor's idempotency.
func (s *Sim) api(path, name string, do func(*pgsim.Call) pgsim.Reply) {
	s.Handle("POST /"+s.options.Partner+"/naverpay/payments/"+path, pgsim.Route{
		Name: name, Fail: fail, Repeat: repeat, Busy: fail("AlreadyOnGoing"),
		Do: func(c *pgsim.Call) pgsim.Reply {
			h := c.Header
			if h.Get("X-Naver-Client-Id") != s.options.ClientID || h.Get("X-Naver-Client-Secret") != s.options.ClientSecret {
				return pgsim.JSON(http.StatusUnauthorized, gateway{"024", "Authentication failed"})
			}
			if h.Get("X-NaverPay-Chain-Id") != s.options.ChainID || len(h.Get("X-NaverPay-Idempotency-Key")) > 64 {
				return fail("InvalidMerchant")
			}
			return do(c)
		},
	})
}

// gateway is how the gateway before the vendor's API refuses.
type gateway struct {
	Code    string `json:"errorCode"`
	Message string `json:"errorMessage"`
}

func repeat(c *pgsim.Call) string {
	key := c.Header.Get("X-NaverPay-Idempotency-Key")
	if key == "" || len(key) > 64 {
		return ""
	}
	return c.URL.Path + " " + key
}

// answer is the frame of everything that the API says.
type answer struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Body    any    `json:"body"`
}

func good(body any) pgsim.Reply { return pgsim.JSON(http.StatusOK, answer{"Success", "", body}) }

// fail is the vendor's way to say no: 200, and another code than Success.
func fail(code string) pgsim.Reply {
	return pgsim.JSON(http.StatusOK, answer{code, "simulated: " + strings.ToLower(code), struct{}{}})
}

var seoul = time.FixedZone("KST", 9*60*60)

// stamp writes times as the vendor does: digits, of Seoul.
func stamp(t time.Time) string { return t.In(seoul).Format("20060102150405") }
