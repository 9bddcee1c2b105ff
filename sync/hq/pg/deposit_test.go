package pg_test

import (
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/wire"
)

// TestDeposit: an account is issued, which is not paid; the deposit arrives by webhook,
// and each message counts once.
func TestDeposit(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	s.toss.Notify(s.hq.URL + "/hooks/tosspayments")
	s.get(s.choose(s.window(), pgsim.Deposit))
	got := s.look()
	if got.State != wire.OnlineIssued || got.Account == nil || got.Account.Number == "" || got.Approval != nil {
		t.Fatalf("issued: %+v", got)
	}
	_, page, _ := s.get(s.attempt().Request(s.hq.URL).Done[:len(s.attempt().Request(s.hq.URL).Done)-len("return")] + "state")
	if !strings.Contains(page, got.Account.Number) || strings.Contains(page, "Thank you") {
		t.Errorf("the page of an account: %s", page)
	}
	id := s.attempt().ID
	if err := s.toss.Deposit(id); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.toss.Deliver(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.toss.Again(id); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 {
		if got = s.look(); got.State == wire.OnlineApproved {
			break
		}
		time.Sleep(10 * time.Millisecond) // the webhook is followed beside its answer
	}
	if got.State != wire.OnlineApproved || got.Approval.Amount != 15000 {
		t.Errorf("after the deposit: %+v", got)
	}
}

// TestDepositWithoutWebhook: webhooks are lost, and it is still found.
func TestDepositWithoutWebhook(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	s.get(s.choose(s.window(), pgsim.Deposit))
	if err := s.toss.Deposit(s.attempt().ID); err != nil {
		t.Fatal(err)
	}
	if err := s.store.RouseAttempts(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	s.run()
	for range 200 {
		if s.look().State == wire.OnlineApproved {
			return
		}
		time.Sleep(10 * time.Millisecond) // the flow looks in its own time
	}
	t.Errorf("without webhooks: %+v", s.look())
}

// TestSteppedBack: the customer's cancel is a cancel, a refusal a refusal, and each
// leaves the order payable.
func TestSteppedBack(t *testing.T) {
	t.Parallel()
	for choice, want := range map[pgsim.Choice][2]string{
		pgsim.Leave:   {wire.OnlineCancelled, "You cancelled"},
		pgsim.Refuse:  {wire.OnlineRefused, "was refused"},
		pgsim.BadCard: {wire.OnlineRefused, "was refused"},
	} {
		t.Run(string(choice), func(t *testing.T) {
			t.Parallel()
			s := open(t)
			s.prepare("tosspayments", 15000)
			_, _, next := s.get(s.choose(s.window(), choice))
			if _, page, _ := s.get(next); !strings.Contains(page, want[1]) {
				t.Errorf("the page: %s", page)
			}
			if got := s.look(); got.State != want[0] || s.toss.Balance() != 0 {
				t.Errorf("%+v, the provider holds %d", got, s.toss.Balance())
			}
			again := s.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: 2, Method: "tosspayments", Order: order(15000), Test: true})
			if again.State != wire.OnlineWaiting {
				t.Errorf("again: %+v", again)
			}
		})
	}
}
