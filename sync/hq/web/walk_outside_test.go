package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"kioskd/sync/wire"
)

// tellsOthers adds a webhook, and sees that a test and a payment were heard.
func (p person) tellsOthers(m *machine) {
	p.Helper()
	told := make(chan string, 10)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Webhook-Signature") == "" {
			p.Errorf("%v %v", err, r.Header)
		}
		told <- string(b)
	}))
	defer other.Close()
	p.Opens("/webhooks")
	p.Fills("#webhook-url", other.URL+"/kiosk")
	p.Presses("#add-webhook")
	if secret := p.Reads("#secret"); !strings.HasPrefix(secret, "whsec_") {
		p.Errorf("secret %q", secret)
	}
	p.Looks("webhook secret")
	p.Presses("#test")
	p.Sees("heard")
	p.hears(told, `"type":"test"`)
	m.journal.Add(wire.KindStarted, toldKey, wire.Body{Charge: &wire.Charge{Amount: 7000, Currency: "KRW"}})
	m.journal.Add(wire.KindUnresolved, toldKey, wire.Body{Reason: "The pad was exchanged while it answered."})
	m.upload()
	p.hears(told, toldKey)
	p.Sees("a payment needs a person")
	p.Looks("webhook told")
	p.Opens("/webhooks")
	p.Sees("/kiosk")
}

// bills makes a bill at a kiosk, lets the kiosk ask for it, and takes it back.
func (p person) bills() {
	p.Helper()
	p.Opens("/bills")
	p.Sees("No bill is open.")
	p.Fills("#token-kiosk", "shop-1")
	p.Presses("#make-bill-token")
	if token := p.Reads("#bill-token"); !strings.HasPrefix(token, "kioskbill_") {
		p.Errorf("token %q", token)
	}
	p.Looks("bill token")
	p.Fills("#bill-kiosk", "shop-1")
	p.Fills("#bill-name", "Consultation")
	p.Fills("#bill-amount", "15000")
	p.Fills("#bill-key", "bill-0001")
	p.Presses("#add-bill")
	p.Sees("bill-0001")
	p.Looks("bill open")
	p.Presses(`form[action="/bills/bill-0001/announce"] button:first-of-type`)
	p.Sees("Done.")
	p.Presses(`button[formaction="/bills/bill-0001/withdraw"]`)
	p.Sees("No bill is open.")
}

// hears waits for what another server is told.
func (p person) hears(told <-chan string, says string) {
	p.Helper()
	select {
	case got := <-told:
		if !strings.Contains(got, says) {
			p.Errorf("told %s, want %s", got, says)
		}
	case <-time.After(time.Minute):
		p.Fatalf("nobody was told %s", says)
	}
}
