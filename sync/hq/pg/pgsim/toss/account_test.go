package toss_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/pgsimtest"
)

// TestAccount: issued, paid into late, refunded only with an account to send it to.
func TestAccount(t *testing.T) {
	hook := pgsimtest.Listen(t)
	sim, c := open(t)
	sim.Notify(hook.URL)
	key := c.Choose(window(c, order, 15000), pgsim.Deposit).Query().Get("paymentKey")
	a := confirm(c, key, order, 15000)
	if a.Body["status"] != "WAITING_FOR_DEPOSIT" || sim.Balance() != 0 {
		t.Fatalf("issued: %v", a.Body)
	}
	if a := c.Post("/v1/payments/"+key+"/cancel", `{"cancelReason":"x","cancelAmount":1}`); a.Body["code"] != "NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT" {
		t.Errorf("a part before the deposit: %v", a.Body)
	}
	if err := sim.Deposit(order); err != nil {
		t.Fatal(err)
	}
	if err := sim.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for range 3 {
		got := <-hook.Got
		var event struct{ EventType, Status, Secret string }
		if err := json.Unmarshal(got.Body, &event); err != nil {
			t.Fatal(err)
		}
		if event.EventType == "" && event.Secret != a.Body["secret"] {
			t.Errorf("a deposit's secret is %q, the approval's was %v", event.Secret, a.Body["secret"])
		}
		kinds = append(kinds, event.EventType+event.Status)
		if got.Header.Get("tosspayments-webhook-transmission-id") == "" || got.Header.Get("tosspayments-webhook-signature") != "" {
			t.Errorf("headers of a webhook: %v", got.Header)
		}
	}
	if diff := cmp.Diff([]string{"WAITING_FOR_DEPOSIT", "DONE", "PAYMENT_STATUS_CHANGED"}, kinds); diff != "" {
		t.Errorf("webhooks (-want +got)\n%s", diff)
	}
	if a := c.Post("/v1/payments/"+key+"/cancel", `{"cancelReason":"x"}`); a.Body["code"] != "INVALID_REFUND_ACCOUNT_INFO" {
		t.Errorf("a refund to nowhere: %v", a.Body)
	}
	body := `{"cancelReason":"x","refundReceiveAccount":{"bank":"20","accountNumber":"1000123456789","holderName":"Kim"}}`
	if a := c.Post("/v1/payments/"+key+"/cancel", body); a.Body["status"] != "CANCELED" || sim.Balance() != 0 {
		t.Errorf("a refund: %v", a.Body)
	}
}

// TestForgeries change nothing in the book.
func TestForgeries(t *testing.T) {
	hook := pgsimtest.Listen(t)
	sim, c := open(t)
	sim.Notify(hook.URL)
	window(c, order, 15000)
	if err := sim.Forge(order); err != nil {
		t.Fatal(err)
	}
	if err := sim.Deliver(t.Context()); err != nil || len(hook.Got) != 2 {
		t.Fatalf("%v, %d webhooks", err, len(hook.Got))
	}
	if got := <-hook.Got; !strings.Contains(string(got.Body), `"status":"DONE"`) || sim.Balance() != 0 {
		t.Errorf("%s with %d taken", got.Body, sim.Balance())
	}
}
