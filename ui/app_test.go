package ui_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// TestAppOrder: a page's own amounts reach the agent as they stand; whether they
// count is for the agent to say.
func TestAppOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	body := `{"key":"page-order-1","amounts":{"supply":9091,"vat":909,"tax_free":0,"service":500},"lines":[{"name":"Tea","price":10500,"quantity":1,"tax":"taxed","item":""}]}`
	o := read[pay.Order](t, d.ask("POST", "/api/v1/orders", body), 201)
	if o.Key != "page-order-1" || o.Total != 10_500 || o.By != pay.ByApp {
		t.Errorf("the order is %+v", o)
	}
	want := []string{"app-order page-order-1 {9091 909 0 500} 1 lines"}
	if diff := cmp.Diff(want, d.agent.Heard()); diff != "" {
		t.Errorf("what the agent heard (-want +got):\n%s", diff)
	}
}

// TestBadAppOrder: what cannot be meant does not reach the agent.
func TestBadAppOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	for name, body := range map[string]string{
		"both":               `{"picks":[{"item":"water","quantity":1}],"key":"page-order-1","amounts":{"supply":1}}`,
		"a key alone":        `{"key":"page-order-1"}`,
		"no key":             `{"amounts":{"supply":1}}`,
		"a forged key":       `{"key":"../../etc","amounts":{"supply":1}}`,
		"a fraction":         `{"key":"page-order-1","amounts":{"supply":0.5}}`,
		"an amount as text":  `{"key":"page-order-1","amounts":{"supply":"1"}}`,
		"another money part": `{"key":"page-order-1","amounts":{"supply":1,"discount":1}}`,
	} {
		t.Log(name)
		refused(t, d.ask("POST", "/api/v1/orders", body), http.StatusBadRequest)
	}
	if heard := d.agent.Heard(); len(heard) > 0 {
		t.Errorf("the agent heard %v", heard)
	}
}

// TestAppRefund: what the page says of the payment reaches the agent.
func TestAppRefund(t *testing.T) {
	t.Parallel()
	d := open(t)
	body := `{"amounts":{"supply":9091,"vat":909,"tax_free":0,"service":0},"number":"00123","approved_ms":1741943772000,"months":3}`
	if got := d.ask("POST", "/api/v1/payments/page-order-1/refund", body).StatusCode; got != 202 {
		t.Errorf("status %d", got)
	}
	want := []string{"app-refund page-order-1 {9091 909 0 0} 00123 1741943772000 3"}
	if diff := cmp.Diff(want, d.agent.Heard()); diff != "" {
		t.Errorf("what the agent heard (-want +got):\n%s", diff)
	}
	refused(t, d.ask("POST", "/api/v1/payments/x/refund", body), 400)
	d.agent.Refuse(fmt.Errorf("no: %w", agent.FaultAppRefund))
	refused(t, d.ask("POST", "/api/v1/payments/page-order-1/refund", body), 403)
}

func TestKiosk(t *testing.T) {
	t.Parallel()
	d := serve(t, ui.Options{Agent: fake.New(), Paper: fake.NewPaper(), About: ui.About{
		Kiosk: "corner-1-left", Serial: "SN-0042", Version: "v1.2.3", VAN: "SMARTRO", Orders: "app", AppLimit: 300_000, AppRefunds: true,
	}})
	want := ui.Kiosk{
		API: ui.APIVersion, Agent: "v1.2.3", Kiosk: "corner-1-left", Serial: "SN-0042", Currency: "KRW", VAN: "SMARTRO", Orders: "app", AppLimit: 300_000, Test: true,
		Merchant: ui.Merchant{ID: "corner-1", Name: "모퉁이 커피", BusinessNumber: "123-45-67890"},
		Features: []string{"orders.app", "printer", "refund"},
	}
	if diff := cmp.Diff(want, read[ui.Kiosk](t, d.ask("GET", "/api/v1/kiosk", ""), 200)); diff != "" {
		t.Errorf("about the kiosk (-want +got):\n%s", diff)
	}
}

// TestModes: how a customer wants to be served is the kiosk's to remember, on
// every page, until the visit is over.
func TestModes(t *testing.T) {
	t.Parallel()
	d := open(t)
	page := d.listen()
	usual := page.nextWhole().Modes
	if diff := cmp.Diff(ui.Modes{Text: 100}, usual); diff != "" {
		t.Errorf("at first (-want +got):\n%s", diff)
	}
	wish := ui.Modes{Text: 200, Low: true, Speech: true, Language: "ja"}
	got := read[ui.Modes](t, d.ask("PUT", "/api/v1/modes", `{"text":200,"low":true,"speech":true,"language":"ja"}`), 200)
	if got != wish || page.nextWhole().Modes != wish || read[ui.Modes](t, d.ask("GET", "/api/v1/modes", ""), 200) != wish {
		t.Errorf("asked for %+v, got %+v", wish, got)
	}
	for _, bad := range []string{`{"text":99}`, `{"text":201}`, `{"language":"tlh"}`, `{"text":"large"}`, `{"colour":"red"}`} {
		refused(t, d.ask("PUT", "/api/v1/modes", bad), 400)
	}
	o := d.order()
	d.agent.Show(fake.WaitingForCard(o))
	if p := refused(t, d.ask("DELETE", "/api/v1/modes", ""), 409); p.Fault != agent.FaultDismiss.Number {
		t.Errorf("fault %d while the customer pays", p.Fault)
	}
	d.agent.Show(fake.Idle())
	if status := d.ask("DELETE", "/api/v1/modes", "").StatusCode; status != 204 {
		t.Errorf("status %d", status)
	}
	if diff := cmp.Diff(usual, read[ui.Modes](t, d.ask("GET", "/api/v1/modes", ""), 200)); diff != "" {
		t.Errorf("the next customer (-want +got):\n%s", diff)
	}
}

// TestFramed: the standard page may lie over a page of its own origin, and only
// where it is served for that.
func TestFramed(t *testing.T) {
	t.Parallel()
	d := open(t)
	for path, frames := range map[string]string{"/": "DENY", "/sdk/screen/": "SAMEORIGIN", "/api/v1/view": "DENY"} {
		answer := d.ask("GET", path, "")
		if got := answer.Header.Get("X-Frame-Options"); answer.StatusCode != 200 || got != frames {
			t.Errorf("%s: %d, X-Frame-Options %q, want %q", path, answer.StatusCode, got, frames)
		}
	}
	for _, path := range []string{"/sdk/screen/app.js", "/sdk/screen/app.css", "/sdk/screen/fonts/Pretendard-Bold.subset.woff2"} {
		if got := d.ask("GET", path, "").StatusCode; got != 200 {
			t.Errorf("%s: status %d", path, got)
		}
	}
}
