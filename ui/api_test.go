package ui_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

func TestPurchase(t *testing.T) {
	t.Parallel()
	d := open(t)
	o := d.order()
	if o.Total != 4000 || o.Lines[0].Name != "Americano" {
		t.Fatalf("the order is %+v", o)
	}
	p := read[pay.Payment](t, d.ask("POST", "/api/v1/payments", fmt.Sprintf(`{"key":%q,"amount":4000}`, o.Key)), 202)
	if p.Status != pay.Started {
		t.Errorf("the payment is %s", p.Status)
	}
	v := read[agent.View](t, d.ask("GET", "/api/v1/view", ""), 200)
	if v.State != agent.Authorizing || v.Payment.Key != o.Key {
		t.Errorf("the view is %+v", v)
	}
	if got := d.ask("POST", "/api/v1/payments/"+string(o.Key)+"/abort", "").StatusCode; got != 202 {
		t.Errorf("abort: status %d", got)
	}
	if got := d.ask("POST", "/api/v1/payments/"+string(o.Key)+"/dismiss", "").StatusCode; got != 204 {
		t.Errorf("dismiss: status %d", got)
	}
	want := []string{"order [{americano 1 []}] en", "pay " + string(o.Key) + " 4000", "abort " + string(o.Key), "dismiss " + string(o.Key)}
	if diff := cmp.Diff(want, d.agent.Heard()); diff != "" {
		t.Errorf("what the agent heard (-want +got):\n%s", diff)
	}
}

func TestOrderSaysWhereItIs(t *testing.T) {
	t.Parallel()
	d := open(t)
	answer := d.ask("POST", "/api/v1/orders", `{"picks":[{"item":"water","quantity":2}],"language":"ko"}`)
	o := read[pay.Order](t, answer, 201)
	p := read[pay.Payment](t, d.ask("GET", answer.Header.Get("Location"), ""), 200)
	if p.Key != o.Key || p.Order.Total != 3000 {
		t.Errorf("at %s is %+v", answer.Header.Get("Location"), p)
	}
}

func TestShop(t *testing.T) {
	t.Parallel()
	d := open(t)
	if diff := cmp.Diff(fake.Menu(), read[agent.Catalogue](t, d.ask("GET", "/api/v1/catalogue", ""), 200)); diff != "" {
		t.Errorf("catalogue (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(fake.Shop(), read[pay.Store](t, d.ask("GET", "/api/v1/store", ""), 200)); diff != "" {
		t.Errorf("store (-want +got):\n%s", diff)
	}
}

// TestPaymentKeepsSecrets: a page learns neither the pad's memory of the
// customer before nor what a driver needs to take money back.
func TestPaymentKeepsSecrets(t *testing.T) {
	t.Parallel()
	d := open(t)
	o := d.order()
	a := fake.Approval(o)
	d.agent.Book(pay.Payment{
		Key: o.Key, Order: o, Status: pay.Voiding, Approval: a, Mark: pay.Mark{Ref: "secret", Amount: 999},
		Offer: &pay.Offer{Approval: *a}, Void: &pay.Void{Key: o.Key, Approval: *a, Amount: a.Amount},
	})
	body, err := io.ReadAll(d.ask("GET", "/api/v1/payments/"+string(o.Key), "").Body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(body), "secret") || !strings.Contains(string(body), a.Number) {
		t.Errorf("the page was told %s", body)
	}
	if a.Driver == nil {
		t.Error("the agent's own approval was changed")
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for fault, status := range map[*agent.Fault]int{
		agent.FaultOrder: 422, agent.FaultItem: 422, agent.FaultKey: 404, agent.FaultAmount: 409, agent.FaultConflict: 409,
		agent.FaultBusy: 409, agent.FaultAbort: 409, agent.FaultDismiss: 409, agent.FaultPad: 503, agent.FaultPadSilent: 503,
		agent.FaultResolving: 503, agent.FaultStarting: 503, agent.FaultMemory: 503, agent.FaultMismatch: 409,
	} {
		t.Run(fault.Text, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			d.agent.Refuse(fmt.Errorf("while paying: %w", fault))
			p := refused(t, d.ask("POST", "/api/v1/payments", `{"key":"order-1","amount":1}`), status)
			want := problem{
				Type: fmt.Sprintf("urn:kioskd:fault:%d", fault.Number), Title: fault.Text, Status: status, Fault: fault.Number,
				Detail: "while paying: " + fault.Error(), Next: fault.Next,
			}
			if diff := cmp.Diff(want, p); diff != "" {
				t.Errorf("problem (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUnexpected: the cause of what is nobody's fault stays in the log.
func TestUnexpected(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.agent.Refuse(errors.New("secret cause"))
	p := refused(t, d.ask("POST", "/api/v1/orders", `{"picks":[],"language":"ko"}`), 500)
	if strings.Contains(p.Detail, "secret") {
		t.Errorf("the page was told %q", p.Detail)
	}
}

func TestUnknownKey(t *testing.T) {
	t.Parallel()
	d := open(t)
	if p := refused(t, d.ask("GET", "/api/v1/payments/nobody-knows", ""), 404); p.Fault != agent.FaultKey.Number {
		t.Errorf("fault %d", p.Fault)
	}
	refused(t, d.ask("POST", "/api/v1/payments", `{"key":"nobody-knows","amount":1}`), 404)
	refused(t, d.ask("GET", "/api/v1/payments/a%20b%20c%20d", ""), 400)
	refused(t, d.ask("POST", "/api/v1/payments/x/abort", ""), 400)
	refused(t, d.ask("POST", "/api/v1/payments/x/dismiss", ""), 400)
}

// TestForgedAmount: the order decides, whatever the page says.
func TestForgedAmount(t *testing.T) {
	t.Parallel()
	d := open(t)
	o := d.order()
	p := refused(t, d.ask("POST", "/api/v1/payments", fmt.Sprintf(`{"key":%q,"amount":1}`, o.Key)), 409)
	if p.Fault != agent.FaultAmount.Number || d.agent.View().State != agent.Idle {
		t.Errorf("fault %d, state %s", p.Fault, d.agent.View().State)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	d := open(t)
	want := ui.Health{Ready: true, State: agent.Idle, Pad: true}
	if diff := cmp.Diff(want, read[ui.Health](t, d.ask("GET", "/healthz", ""), 200)); diff != "" {
		t.Errorf("idle (-want +got):\n%s", diff)
	}
	d.agent.Show(fake.PadDown())
	want = ui.Health{Ready: true, State: agent.Idle, Fault: 201}
	if diff := cmp.Diff(want, read[ui.Health](t, d.ask("GET", "/healthz", ""), 200)); diff != "" {
		t.Errorf("without a pad (-want +got):\n%s", diff)
	}
	d.agent.Show(agent.View{State: agent.Starting})
	if h := read[ui.Health](t, d.ask("GET", "/healthz", ""), 503); h.Ready {
		t.Error("ready while starting")
	}
}

func TestControlIsMounted(t *testing.T) {
	t.Parallel()
	d := open(t)
	answer := d.ask("POST", "/control/queue", "")
	if body, err := io.ReadAll(answer.Body); err != nil || string(body) != "control /control/queue" {
		t.Errorf("control answered %q, %v", body, err)
	}
	refused(t, d.ask("GET", "/control/queue", "", header("Sec-Fetch-Site", "cross-site")), http.StatusForbidden)
}
