package pg_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/wire"
)

// together is Bootpay before a provider that takes the money as soon as the customer
// agrees, and that can be asked only by a name of its own.
var together = func() line {
	l, separate := bootpayLine, bootpayLine.file
	l.file = func(sim string) string { return strings.Replace(separate(sim), "nicepay", "payapp", 1) }
	return l
}()

// playTogether plays a story there, in virtual time.
func playTogether(t *testing.T, story func(m *market, number int, qr string)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := openMarket(t, together)
		m.sim.Notify("") // webhooks go when a story says so
		number, qr := m.prepare()
		story(m, number, qr)
	})
}

// agrees has a customer pay whose phone does not come back to HQ.
func (m *market) agrees(qr string) {
	m.t.Helper()
	if _, err := m.line.pay(m.who, qr); err != nil {
		m.t.Fatal(err)
	}
	if m.holds() != 11000 {
		m.t.Fatalf("the provider holds %d", m.holds())
	}
}

// names sends a webhook to HQ, as the vendor would or somebody who forges.
func (m *market) names(order, receipt string) {
	m.t.Helper()
	body := fmt.Sprintf(`{"receipt_id":%q,"order_id":%q,"webhook_type":"PAYMENT_COMPLETED","price":11000,"status":1}`, receipt, order)
	r, err := http.NewRequest(http.MethodPost, "https://hq.test/hooks/bootpay", strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	if answer, _, err := m.who.do(r); err != nil || !strings.Contains(answer, `"success":true`) {
		m.t.Fatalf("a webhook: %s %v", answer, err)
	}
}

// last is the newest payment in the provider's ledger.
func (m *market) last() pgsim.Entry {
	m.t.Helper()
	all := m.sim.Ledger()
	if len(all) == 0 {
		m.t.Fatal("the ledger is empty")
	}
	return all[len(all)-1]
}

// TestTakenAtOnceByWebhook: the phone never returns, and only the webhook says which
// receipt it is. It counts, whether HQ can ask at once or not.
func TestTakenAtOnceByWebhook(t *testing.T) {
	for name, faults := range map[string][]pgsim.Fault{"at once": nil, "in the end": {pgsim.CutBefore, pgsim.BrokenFirst, pgsim.Portal}} {
		t.Run(name, func(t *testing.T) {
			playTogether(t, func(m *market, number int, qr string) {
				m.agrees(qr)
				m.sim.Script("receipt", faults...)
				paid := m.last()
				m.names(paid.Order, paid.ID)
				a := m.settled(number)
				if a.State != wire.OnlineApproved || a.Approval.Number != paid.ID {
					m.t.Errorf("%+v", a)
				}
				m.agree(a)
			})
		})
	}
}

// TestTakenAtOnceUnheard: nobody names the receipt, so that HQ cannot ask. That is not
// "expired": it is unknown until somebody does, and blocks another attempt.
func TestTakenAtOnceUnheard(t *testing.T) {
	playTogether(t, func(m *market, number int, qr string) {
		m.agrees(qr)
		time.Sleep(2 * time.Hour)
		a := m.ask(wire.OnlineAsk{Do: wire.OnlineLook, Attempt: number})
		if a.State != wire.OnlineUnknown || a.Code != "not-heard" || a.Reason == "" {
			m.t.Fatalf("after two hours: %+v", a)
		}
		if _, err := m.flow.Online(m.t.Context(), "kiosk-1", wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: number + 1, Method: "bootpay", Order: order(11000), Test: true}); err == nil {
			m.t.Error("another attempt began while one is unknown")
		}
		paid := m.last()
		m.names(paid.Order, paid.ID)
		m.agree(m.settled(number))
	})
}

// TestTakenAtOnceClosed: the kiosk gives up while a phone has the window open. What is
// paid there goes back once its name is heard.
func TestTakenAtOnceClosed(t *testing.T) {
	playTogether(t, func(m *market, number int, qr string) {
		m.agrees(qr)
		if a := m.ask(wire.OnlineAsk{Do: wire.OnlineClose, Attempt: number}); a.State != wire.OnlineBusy {
			m.t.Errorf("closed: %+v", a)
		}
		paid := m.last()
		m.names(paid.Order, paid.ID)
		if a := m.settled(number); a.State != wire.OnlineReturned || m.holds() != 0 {
			m.t.Errorf("%s, the provider holds %d", a.State, m.holds())
		}
	})
}

// TestTakenAtOnceNobodyCame: a code that no phone opened costs nobody anything, and
// both ends are certain.
func TestTakenAtOnceNobodyCame(t *testing.T) {
	playTogether(t, func(m *market, number int, _ string) {
		if a := m.ask(wire.OnlineAsk{Do: wire.OnlineClose, Attempt: number}); a.State != wire.OnlineCancelled {
			m.t.Errorf("closed: %+v", a)
		}
		m.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Attempt: number + 1, Method: "bootpay", Order: order(11000)})
		time.Sleep(2 * time.Hour)
		if a := m.settled(number + 1); a.State != wire.OnlineExpired {
			m.t.Errorf("nobody came: %+v", a)
		}
	})
}

// strangersPayment is one that somebody made at the same provider, for another order.
func (m *market) strangersPayment() (receipt string) {
	m.t.Helper()
	window := "/window?client_key=sim-client&price=11000&order_id=somebody-else-s&order_name=x&redirect_url=https%3A%2F%2Fhq.test%2Fnowhere"
	_, at, err := m.who.get(m.who.sim + window)
	if err == nil {
		_, err = m.who.choose(at, pgsim.Pay)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return m.last().ID
}

// TestTakenAtOnceForged: names that somebody makes up, or that belong to somebody
// else's order, change nothing, and hide nothing of what was paid.
func TestTakenAtOnceForged(t *testing.T) {
	playTogether(t, func(m *market, number int, qr string) {
		strangers := m.strangersPayment()
		if _, err := m.line.pay(m.who, qr); err != nil {
			m.t.Fatal(err)
		}
		paid := m.last()
		for _, forged := range []string{"nobody-s", strangers} {
			m.names(paid.Order, forged)
			if _, _, err := m.who.get(qr + "/return?event=done&receipt_id=" + forged); err != nil {
				m.t.Error(err)
			}
		}
		time.Sleep(time.Minute)
		if a := m.ask(wire.OnlineAsk{Do: wire.OnlineLook, Attempt: number}); a.State != wire.OnlineWaiting {
			m.t.Errorf("forged names led to %+v", a)
		}
		m.names(paid.Order, paid.ID)
		if a := m.settled(number); a.State != wire.OnlineApproved || a.Approval.Number != paid.ID {
			m.t.Errorf("%+v", a)
		}
	})
}
