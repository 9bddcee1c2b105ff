package toss

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
)

// ID names the provider in addresses and books.
const ID = "tosspayments"

// Kind is the provider's line in the list.
var Kind = pg.Kind{
	ID:   ID,
	Name: map[string]string{"ko": "토스페이먼츠", "en": "Toss Payments", "ja": "トスペイメンツ", "zh": "Toss Payments"},
	Open: open,
}

// config is the provider's part of the operator's file.
type config struct {
	ClientKey string      `toml:"client_key"`
	SecretKey call.Secret `toml:"secret_key"`
	BaseURL   string      `toml:"base_url"`
	ScriptURL string      `toml:"script_url"`
	TestCode  string      `toml:"test_code"` // the error that each call shall end with
	Method    string      `toml:"method"`    // of the window: CARD, TRANSFER, VIRTUAL_ACCOUNT, MOBILE_PHONE

	PayOutDays int `toml:"pay_out_days"` // after a sale, by the shop's contract
}

// Where the vendor is.
const (
	usualBase   = "https://api.tosspayments.com"
	usualScript = "https://js.tosspayments.com/v2/standard"
)

type provider struct {
	config
	call call.Client
}

var _ pg.Provider = (*provider)(nil)

func open(s pg.Setup) (pg.Listener, error) {
	p := &provider{config: config{BaseURL: usualBase, ScriptURL: usualScript, Method: "CARD", PayOutDays: usualDays}}
	if err := s.Decode(&p.config); err != nil {
		return nil, err
	}
	if err := p.check(s.Test); err != nil {
		return nil, err
	}
	p.call = call.Client{Base: p.BaseURL, HTTP: s.HTTP, Header: p.header}
	return p, nil
}

// check refuses keys of the other kind of money before anything is called.
func (c config) check(test bool) error {
	kind := "live_"
	if test {
		kind = "test_"
	}
	switch {
	case c.ClientKey == "" || c.SecretKey.Empty():
		return errors.New("client_key and secret_key are needed; the vendor's developer centre shows both")
	case !strings.HasPrefix(c.SecretKey.Reveal(), kind), !strings.HasPrefix(c.ClientKey, kind):
		return fmt.Errorf("both keys have to begin with %s, since test is %v", kind, test)
	case strings.Contains(c.ClientKey, "sk_"):
		return errors.New("client_key holds a secret key; exchange it at the vendor, and name the client key here")
	case c.TestCode != "" && !test:
		return errors.New("test_code works with test keys only")
	case c.PayOutDays < 1 || c.PayOutDays > mostDays:
		return fmt.Errorf("pay_out_days is %d, want 1 to %d: the days from a sale until your contract pays it out", c.PayOutDays, mostDays)
	}
	return errors.Join(call.CheckBase(c.BaseURL), call.CheckBase(c.ScriptURL))
}

// header proves who we are. The colon after the key belongs to it.
func (p *provider) header(h http.Header) {
	h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(p.SecretKey.Reveal()+":")))
	if p.TestCode != "" {
		h.Set("TossPayments-Test-Code", p.TestCode)
	}
}

// Powers implements [pg.Provider].
func (p *provider) Powers() pg.Powers {
	return pg.Powers{
		Approves: true, PartialCancel: true, LookupByOrder: true, Webhook: pg.HintWebhook, Idempotency: pg.ByKey, Accounts: true,
		Rounding: pg.RoundHalfUp, Currencies: []pay.Currency{pay.KRW}, Window: 30 * time.Minute, ApproveWithin: 10 * time.Minute,
	}
}

//go:embed open.js
var openScript string

// params are what the vendor's script is given. All of it is public.
type params struct {
	ClientKey  string     `json:"clientKey"`
	Method     string     `json:"method"`
	Amount     pay.Amount `json:"amount"`
	TaxFree    pay.Amount `json:"taxFree"`
	Currency   string     `json:"currency"`
	OrderID    string     `json:"orderId"`
	OrderName  string     `json:"orderName"`
	SuccessURL string     `json:"successUrl"`
	FailURL    string     `json:"failUrl"`
}

// Prepare implements [pg.Provider]. The vendor is told nothing yet.
func (p *provider) Prepare(_ context.Context, r pg.Request) (pg.Prepared, error) {
	b, err := json.Marshal(params{ClientKey: p.ClientKey, Method: p.Method, Amount: r.Amount, TaxFree: r.Split.TaxFree, Currency: string(r.Currency),
		OrderID: r.ID, OrderName: r.Name, SuccessURL: r.Done, FailURL: r.Failed})
	if err != nil {
		return pg.Prepared{}, pay.Fail("prepare", pay.NotSent, err)
	}
	return pg.Prepared{Window: &pg.Window{Script: p.ScriptURL, Open: openScript, Params: b}}, nil
}
