package pg_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"

	"kioskd/agent/pay"
	simbootpay "kioskd/sync/hq/pg/pgsim/bootpay"
	simkakao "kioskd/sync/hq/pg/pgsim/kakao"
	simnaver "kioskd/sync/hq/pg/pgsim/naver"
)

var kakaoLine = line{
	method: "kakaopay",
	sim: func() (http.Handler, func() pay.Amount) {
		s := simkakao.New(simkakao.Options{})
		return s, s.Balance
	},
	file: func(sim string) string {
		return fmt.Sprintf("test = true\n[kakaopay]\ncid = 'TC0ONETIME'\nsecret_key = 'env:KAKAO_TEST_SECRET'\nbase_url = %q\n", sim)
	},
	pay: payAtProvider,
}

var naverLine = line{
	method: "naverpay",
	sim: func() (http.Handler, func() pay.Amount) {
		s := simnaver.New(simnaver.Options{})
		return s, s.Balance
	},
	file: func(sim string) string {
		return fmt.Sprintf("test = true\n[naverpay]\npartner = 'kioskd-sim'\nclient_id = 'sim-client'\nclient_secret = 'env:NAVER_TEST_SECRET'\n"+
			"chain_id = 'sim-chain'\nbase_url = %q\npage_url = %q\n", sim, sim)
	},
	pay: payAtProvider,
}

var bootpayLine = line{
	method: "bootpay",
	sim: func() (http.Handler, func() pay.Amount) {
		s := simbootpay.New(simbootpay.Options{})
		return s, s.Balance
	},
	file: func(sim string) string {
		return fmt.Sprintf("test = true\n[bootpay]\nclient_key = 'sim-client'\nsecret_key = 'env:BOOTPAY_TEST_SECRET'\npg = 'nicepay'\n"+
			"base_url = %q\nscript_url = %q\n", sim+"/v2", sim+"/bootpay.min.js")
	},
	pay: payBootpay,
}

// payAtProvider follows the QR code to the provider's own page and pays there.
func payAtProvider(p *person, qr string) (*http.Request, error) {
	next := qr
	for range 5 {
		_, location, err := p.get(next)
		if err != nil {
			return nil, err
		}
		if location == "" {
			return p.choose(next, p.wants)
		}
		next = location
	}
	return nil, fmt.Errorf("the QR code leads nowhere: %s", next)
}

// payBootpay does what the vendor's script and its window do.
func payBootpay(p *person, qr string) (*http.Request, error) {
	page, _, err := p.get(qr)
	if err != nil {
		return nil, err
	}
	found := dataParams.FindStringSubmatch(page)
	if found == nil {
		return nil, fmt.Errorf("no window on the page: %s", page)
	}
	window, err := bootpayWindow([]byte(html.UnescapeString(found[1])))
	if err != nil {
		return nil, err
	}
	_, at, err := p.get(p.sim + window)
	if err != nil {
		return nil, err
	}
	return p.choose(at, p.wants)
}

// bootpayWindow is the address that the vendor's script makes of its parameters.
func bootpayWindow(params []byte) (string, error) {
	var v struct {
		ClientKey string      `json:"client_key"`
		Price     json.Number `json:"price"`
		TaxFree   json.Number `json:"tax_free"`
		Name      string      `json:"order_name"`
		Order     string      `json:"order_id"`
		Extra     struct {
			Separately bool   `json:"separately_confirmed"`
			Redirect   string `json:"redirect_url"`
		} `json:"extra"`
	}
	if err := json.Unmarshal(params, &v); err != nil {
		return "", err
	}
	return "/window?" + url.Values{
		"client_key": {v.ClientKey}, "price": {v.Price.String()}, "tax_free": {v.TaxFree.String()}, "order_name": {v.Name}, "order_id": {v.Order},
		"separately_confirmed": {fmt.Sprint(v.Extra.Separately)}, "redirect_url": {v.Extra.Redirect},
	}.Encode(), nil
}
