package bootpay

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
)

// ID names the provider in addresses and books.
const ID = "bootpay"

// Kind is the provider's line in the list.
var Kind = pg.Kind{
	ID:   ID,
	Name: map[string]string{"ko": "부트페이", "en": "Bootpay", "ja": "ブートペイ", "zh": "Bootpay"},
	Open: open,
}

// config is the provider's part of the operator's file.
type config struct {
	ClientKey string      `toml:"client_key"`
	SecretKey call.Secret `toml:"secret_key"`
	BaseURL   string      `toml:"base_url"`
	ScriptURL string      `toml:"script_url"`
	PG        string      `toml:"pg"`       // the provider behind Bootpay, in Bootpay's words; empty for the console's choice
	Method    string      `toml:"method"`   // as in card or vbank; empty for the customer's choice
	Separate  *bool       `toml:"separate"` // whether that provider approves separately; absent means as the table says
}

// Where the vendor is.
const (
	usualBase   = "https://api.bootpay.co.kr/v2"
	usualScript = "https://js.bootpay.co.kr/bootpay-5.3.1.min.js"
)

// separately are the providers behind Bootpay that take the money at the
// confirmation, and together those that take it at once, in Bootpay's words. The
// vendor's own texts differ about payapp; it stands where nothing can be confirmed too
// early.
var (
	separately = strings.Fields("kcp danal inicis nicepay toss tosspayments easypay tpay mobilians welcome settlebank")
	together   = strings.Fields("payapp payletter kiwoom")
)

type provider struct {
	config
	test     bool
	separate bool
	call     call.Client
}

var _ pg.Provider = (*provider)(nil)

func open(s pg.Setup) (pg.Listener, error) {
	p := &provider{config: config{BaseURL: usualBase, ScriptURL: usualScript}, test: s.Test}
	if err := s.Decode(&p.config); err != nil {
		return nil, err
	}
	separate, err := p.isSeparate()
	if err != nil {
		return nil, err
	}
	if p.separate = separate; p.ClientKey == "" || p.SecretKey.Empty() {
		return nil, errors.New("client_key and secret_key are needed; the vendor's console shows both")
	}
	p.call = call.Client{Base: p.BaseURL, HTTP: s.HTTP, Header: p.header}
	return p, errors.Join(call.CheckBase(p.BaseURL), call.CheckBase(p.ScriptURL))
}

// isSeparate says whether money is taken at the confirmation. Nobody guesses it: for a
// provider in neither list the operator has to say so.
func (c config) isSeparate() (bool, error) {
	name := strings.ToLower(c.PG)
	switch {
	case c.Separate != nil:
		return *c.Separate, nil
	case slices.Contains(separately, name):
		return true, nil
	case slices.Contains(together, name):
		return false, nil
	}
	return false, fmt.Errorf("pg is %q, want one of %s; or add separate = true if it approves separately, false if not",
		c.PG, strings.Join(append(slices.Clone(separately), together...), ", "))
}

// header proves who we are, and names the version that these calls are written for.
func (p *provider) header(h http.Header) {
	h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(p.ClientKey+":"+p.SecretKey.Reveal())))
	h.Set("BOOTPAY-API-VERSION", "5.0.0")
}

// Powers implements [pg.Provider].
func (p *provider) Powers() pg.Powers {
	const window = 30 * time.Minute
	return pg.Powers{
		Approves: p.separate, LooksFirst: p.separate, PartialCancel: true, Webhook: pg.HintWebhook, Idempotency: pg.Natural,
		Accounts: true, Rounding: pg.RoundDown, Currencies: []pay.Currency{pay.KRW}, Window: window,
	}
}
