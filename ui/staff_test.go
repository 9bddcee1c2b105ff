package ui_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// bearer sends a credential.
func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

// TestCredentials: what moves money without a customer, or speaks for the staff,
// needs the credential that goes with it.
func TestCredentials(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, c := range []struct {
		method, path, body, token string
		status                    int
	}{
		{"POST", "payments/order-1/undelivered", `{"id":"jam-1","reason":"stuck"}`, "the-machine", 202},
		{"POST", "payments/order-1/undelivered", `{"id":"jam-1"}`, "the-people", 401},
		{"POST", "payments/order-1/undelivered", `{"id":"jam-1"}`, "", 401},
		{"POST", "payments/order-1/undelivered", `{"id":7}`, "the-machine", 400},
		{"POST", "payments/x/undelivered", `{"id":"jam-1"}`, "the-machine", 400},
		{"GET", "staff", "", "the-people", 200},
		{"GET", "staff", "", "the-machine", 401},
		{"POST", "staff/order-1/override", `{"name":"kim","reason":"stuck"}`, "the-people", 204},
		{"POST", "staff/order-1/override", `{"name":"kim","reason":"stuck"}`, "", 401},
		{"POST", "staff/order-1/refund", `{"amount":500,"reason":"cold"}`, "the-people", 202},
		{"POST", "staff/order-1/refund", `{"amount":"500"}`, "the-people", 400},
		{"GET", "instalments", "", "", 200},
	} {
		if got := d.ask(c.method, "/api/v1/"+c.path, c.body, bearer(c.token)).StatusCode; got != c.status {
			t.Errorf("%s %s %s as %q: status %d, want %d", c.method, c.path, c.body, c.token, got, c.status)
		}
	}
	want := []string{"undelivered order-1 jam-1 0 stuck", "staff", "override order-1 kim stuck", "refund order-1  500 cold"}
	if diff := cmp.Diff(want, d.agent.Heard()); diff != "" {
		t.Errorf("what the agent heard (-want +got):\n%s", diff)
	}
}

// TestNoCredentialSet: an empty credential opens nothing.
func TestNoCredentialSet(t *testing.T) {
	t.Parallel()
	d := serve(t, ui.Options{Agent: fake.New()})
	if got := d.ask("GET", "/api/v1/staff", "", bearer("")).StatusCode; got != 403 {
		t.Errorf("status %d, want 403", got)
	}
}

func TestPaidInMonths(t *testing.T) {
	t.Parallel()
	d := open(t)
	o := d.order()
	d.ask("POST", "/api/v1/payments", `{"key":"`+string(o.Key)+`","amount":4000,"months":3}`)
	heard := d.agent.Heard()
	if want := "months " + string(o.Key) + " 3"; heard[len(heard)-2] != want {
		t.Errorf("heard %q, want %q before the payment", heard, want)
	}
	d.agent.Refuse(agent.FaultInstalment)
	refused(t, d.ask("POST", "/api/v1/payments", `{"key":"`+string(o.Key)+`","amount":4000,"months":99}`), 409)
}
