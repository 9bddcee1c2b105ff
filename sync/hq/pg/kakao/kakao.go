package kakao

import (
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
const ID = "kakaopay"

// Kind is the provider's line in the list.
var Kind = pg.Kind{
	ID:   ID,
	Name: map[string]string{"ko": "카카오페이", "en": "Kakao Pay", "ja": "カカオペイ", "zh": "Kakao Pay"},
	Open: open,
}

// config is the provider's part of the operator's file.
type config struct {
	CID       string      `toml:"cid"` // the merchant's code
	SecretKey call.Secret `toml:"secret_key"`
	BaseURL   string      `toml:"base_url"`
}

const (
	usualBase = "https://open-api.kakaopay.com"
	testCID   = "TC0" // begins the vendor's codes for tests
	window    = 15 * time.Minute
)

type provider struct {
	config
	call call.Client
}

var _ pg.Provider = (*provider)(nil)

func open(s pg.Setup) (pg.Listener, error) {
	p := &provider{config: config{BaseURL: usualBase}}
	if err := s.Decode(&p.config); err != nil {
		return nil, err
	}
	if err := p.check(s.Test); err != nil {
		return nil, err
	}
	p.call = call.Client{Base: p.BaseURL, HTTP: s.HTTP, Header: func(h http.Header) {
		h.Set("Authorization", "SECRET_KEY "+p.SecretKey.Reveal())
	}}
	return p, nil
}

// check refuses a code of the other kind of money before anything is called.
func (c config) check(test bool) error {
	switch {
	case c.CID == "" || c.SecretKey.Empty():
		return errors.New("cid and secret_key are needed; the vendor's developer centre shows both")
	case test != strings.HasPrefix(c.CID, testCID):
		return fmt.Errorf("the cid %s does not go with test = %v; codes for tests begin with %s", c.CID, test, testCID)
	}
	return call.CheckBase(c.BaseURL)
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
	return pg.Hint{}, errors.New("no webhooks come from Kakao Pay")
}
