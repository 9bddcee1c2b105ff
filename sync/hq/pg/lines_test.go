package pg_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
	simbootpay "kioskd/sync/hq/pg/pgsim/bootpay"
	simkakao "kioskd/sync/hq/pg/pgsim/kakao"
	simnaver "kioskd/sync/hq/pg/pgsim/naver"
	simtoss "kioskd/sync/hq/pg/pgsim/toss"
)

// line is a provider in the test that kills HQ: how its section is written, and how a
// customer's phone goes from the page of the QR code to the return address.
type line struct {
	method string
	sim    func() (http.Handler, func() pay.Amount) // and what it holds
	file   func(sim string) string
	pay    func(p *person, qr string) (*http.Request, error)
}

var lines = []line{tossLine, kakaoLine, naverLine, bootpayLine, pointsLine}

var tossLine = line{
	method: "tosspayments",
	sim: func() (http.Handler, func() pay.Amount) {
		s := simtoss.New(simtoss.Options{})
		return s, s.Balance
	},
	file: func(sim string) string {
		return fmt.Sprintf("test = true\n[tosspayments]\nclient_key = 'test_ck_sim'\nsecret_key = 'env:TOSS_TEST_SECRET'\nbase_url = %q\nscript_url = %q\n", sim, sim+"/v2/standard")
	},
	pay: payInWindow(simtoss.WindowOf),
}

// pointsLine pays with the shop's own points: the provider is HQ itself.
var pointsLine = line{
	method: "points",
	file:   func(string) string { return "test = true\n[points]\n" },
	pay: func(p *person, qr string) (*http.Request, error) {
		r, err := http.NewRequest(http.MethodPost, qr+"/return", strings.NewReader(url.Values{"code": {p.card}}.Encode()))
		if err == nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		return r, err
	},
}

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
	pay: payInWindow(simbootpay.WindowOf),
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

// payInWindow does what the vendor's script and its window do.
func payInWindow(windowOf func(params []byte) (string, error)) func(p *person, qr string) (*http.Request, error) {
	return func(p *person, qr string) (*http.Request, error) {
		page, _, err := p.get(qr)
		if err != nil {
			return nil, err
		}
		window, err := windowOf(pgsim.ParamsOf([]byte(page)))
		if err != nil {
			return nil, fmt.Errorf("%w: %s", err, page)
		}
		_, at, err := p.get(p.sim + window)
		if err != nil {
			return nil, err
		}
		return p.choose(at, p.wants)
	}
}
