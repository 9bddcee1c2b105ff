package naver

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
)

// ID names the provider in addresses and books.
const ID = "naverpay"

// Kind is the provider's line in the list.
var Kind = pg.Kind{
	ID:   ID,
	Name: map[string]string{"ko": "네이버페이", "en": "Naver Pay", "ja": "ネイバーペイ", "zh": "Naver Pay"},
	Open: open,
}

// config is the provider's part of the operator's file.
type config struct {
	Partner      string      `toml:"partner"` // part of the API's addresses
	ClientID     string      `toml:"client_id"`
	ClientSecret call.Secret `toml:"client_secret"`
	ChainID      string      `toml:"chain_id"`
	BaseURL      string      `toml:"base_url"`
	PageURL      string      `toml:"page_url"` // of the customer's pages
}

// Where the vendor is, and its pages for customers.
const (
	liveBase = "https://pay.paygate.naver.com"
	livePage = "https://m.pay.naver.com"
	testBase = "https://dev-pay.paygate.naver.com"
	testPage = "https://test-m.pay.naver.com"

	usualPartner = "naverpay-partner"
	window       = 15 * time.Minute
)

type provider struct {
	config
	call call.Client
}

var _ pg.Provider = (*provider)(nil)

func open(s pg.Setup) (pg.Listener, error) {
	p := &provider{config: config{Partner: usualPartner, BaseURL: liveBase, PageURL: livePage}}
	if s.Test {
		p.BaseURL, p.PageURL = testBase, testPage
	}
	if err := s.Decode(&p.config); err != nil {
		return nil, err
	}
	if err := p.check(s.Test); err != nil {
		return nil, err
	}
	p.call = call.Client{Base: p.BaseURL, HTTP: s.HTTP, Header: p.header}
	return p, nil
}

// check refuses a host of the other kind of money before anything is called.
func (c config) check(test bool) error {
	switch {
	case c.ClientID == "" || c.ClientSecret.Empty() || c.ChainID == "":
		return errors.New("client_id, client_secret and chain_id are needed; the vendor gives them with the contract")
	case c.Partner == "" || url.PathEscape(c.Partner) != c.Partner:
		return fmt.Errorf("partner is %q, want the partner id of the contract, letters and digits", c.Partner)
	}
	for _, base := range []string{c.BaseURL, c.PageURL} {
		if err := call.CheckBase(base); err != nil {
			return err
		}
		if isVendor, isTest := kindOf(base); isVendor && isTest != test {
			return fmt.Errorf("the address %s does not go with test = %v", base, test)
		}
	}
	return nil
}

// kindOf reports whether an address is the vendor's, and whether it is for tests.
func kindOf(base string) (isVendor, isTest bool) {
	u, err := url.Parse(base)
	if err != nil {
		return false, false
	}
	host := u.Hostname()
	return strings.HasSuffix(host, ".naver.com"), strings.HasPrefix(host, "dev") || strings.HasPrefix(host, "test")
}

// header proves who we are.
func (p *provider) header(h http.Header) {
	h.Set("X-Naver-Client-Id", p.ClientID)
	h.Set("X-Naver-Client-Secret", p.ClientSecret.Reveal())
	h.Set("X-NaverPay-Chain-Id", p.ChainID)
}

// Powers implements [pg.Provider].
func (p *provider) Powers() pg.Powers {
	return pg.Powers{
		Reserves: true, Approves: true, PartialCancel: true, Webhook: pg.NoWebhook, Idempotency: pg.Natural,
		Rounding: pg.RoundDown, Currencies: []pay.Currency{pay.KRW}, Window: window,
	}
}

// Webhook implements [pg.Listener]: there are none, so whoever sends one is not the
// vendor.
func (p *provider) Webhook(pg.Heard) (pg.Hint, error) {
	return pg.Hint{}, errors.New("no webhooks come from Naver Pay")
}
