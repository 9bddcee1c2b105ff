package pg_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgsim"
	simbootpay "kioskd/sync/hq/pg/pgsim/bootpay"
	simnaver "kioskd/sync/hq/pg/pgsim/naver"
	"kioskd/sync/wire"
)

// online are the lines of those providers that are not HQ itself.
var online = []line{tossLine, kakaoLine, naverLine, bootpayLine}

// eachOnline plays a story at every provider, in virtual time.
func eachOnline(t *testing.T, story func(m *market), change ...func(*pg.Options)) {
	t.Helper()
	for _, l := range online {
		t.Run(l.method, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { story(openMarket(t, l, change...)) })
		})
	}
}

// TestChoices: what the customer does at the provider, and what the kiosk hears.
func TestChoices(t *testing.T) {
	for choice, want := range map[pgsim.Choice]string{
		pgsim.Pay: wire.OnlineApproved, pgsim.BadCard: wire.OnlineRefused, pgsim.Refuse: wire.OnlineRefused, pgsim.Leave: wire.OnlineCancelled,
	} {
		t.Run(string(choice), func(t *testing.T) {
			eachOnline(t, func(m *market) {
				m.who.wants = choice
				number, qr := m.prepare()
				m.pay(qr)
				a := m.settled(number)
				if a.State != want {
					m.t.Errorf("%s, want %s: %s", a.State, want, a.Reason)
				}
				m.agree(a)
			})
		})
	}
}

// TestNobodyCame: the time is over, nothing is taken, and the next attempt goes well.
func TestNobodyCame(t *testing.T) {
	eachOnline(t, func(m *market) {
		number, _ := m.prepare()
		time.Sleep(45 * time.Minute)
		if a := m.settled(number); a.State != wire.OnlineExpired || m.holds() != 0 {
			m.t.Errorf("%s, with %d taken", a.State, m.holds())
		}
		next := m.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Attempt: number + 1, Method: m.line.method, Order: order(11000)})
		m.pay(next.URL)
		m.agree(m.settled(number + 1))
		if m.holds() != 11000 {
			m.t.Errorf("the next attempt took %d", m.holds())
		}
	})
}

// TestPaidTooLate: the kiosk gave up, and then the phone comes back. Nothing is taken,
// or it is given back.
func TestPaidTooLate(t *testing.T) {
	eachOnline(t, func(m *market) {
		number, qr := m.prepare()
		back, err := m.line.pay(m.who, qr)
		if err != nil {
			m.t.Fatal(err)
		}
		m.ask(wire.OnlineAsk{Do: wire.OnlineClose, Attempt: number})
		_, _, _ = m.who.do(back) // whatever the phone sees
		a := m.settled(number)
		if a.State == wire.OnlineApproved || m.holds() != 0 {
			m.t.Errorf("%s, with %d taken", a.State, m.holds())
		}
	})
}

// TestClosedWhileApproving: the approval is on its way when the kiosk gives up, so the
// money is taken, and goes back.
func TestClosedWhileApproving(t *testing.T) {
	approve := map[string]string{"tosspayments": "confirm", "kakaopay": "approve", "naverpay": "apply", "bootpay": "confirm"}
	eachOnline(t, func(m *market) {
		m.sim.Script(approve[m.line.method], pgsim.Slow(10*time.Second))
		number, qr := m.prepare()
		paid := make(chan struct{})
		go func() { defer close(paid); m.pay(qr) }()
		time.Sleep(5 * time.Second)
		m.ask(wire.OnlineAsk{Do: wire.OnlineClose, Attempt: number})
		<-paid
		a := m.settled(number)
		if a.State != wire.OnlineReturned || m.holds() != 0 {
			m.t.Errorf("%s: %s, the provider holds %d", a.State, a.Reason, m.holds())
		}
		if l := m.sim.Ledger(); len(l) != 1 || l[0].Taken != 11000 || l[0].Returned != 11000 {
			m.t.Errorf("ledger %+v, want 11000 taken and given back", l)
		}
	})
}

// TestComesBackTwice: the phone loads its last page again and again.
func TestComesBackTwice(t *testing.T) {
	eachOnline(t, func(m *market) {
		number, qr := m.prepare()
		back, err := m.line.pay(m.who, qr)
		if err != nil {
			m.t.Fatal(err)
		}
		for range 4 {
			if _, _, err := m.who.do(back.Clone(m.t.Context())); err != nil {
				m.t.Error(err)
			}
		}
		m.agree(m.settled(number))
		if m.holds() != 11000 {
			m.t.Errorf("%d taken", m.holds())
		}
	})
}

// TestOverRefund: more than is left is refused before the provider hears of it.
func TestOverRefund(t *testing.T) {
	eachOnline(t, func(m *market) {
		number, qr := m.prepare()
		m.pay(qr)
		m.settled(number)
		m.refund(number, "r1", 4000)
		a := m.ask(wire.OnlineAsk{Do: wire.OnlineCancel, Attempt: number, Refund: "r2", Amount: 7001})
		if a.Refunded == nil || a.Refunded.State != wire.OnlineRefused || len(m.sim.Seen("cancel")) != 1 {
			m.t.Errorf("%+v after %d cancels", a.Refunded, len(m.sim.Seen("cancel")))
		}
		m.refund(number, "r1", 4000) // asked again, done once
		m.refund(number, "r3", 7000)
		m.agree(m.settled(number))
	})
}

// TestStolenPayment: a customer comes back with the name of a payment that was agreed
// for another order. It is not counted as ours, and nobody gives it back.
func TestStolenPayment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := openMarket(t, naverLine)
		number, qr := m.prepare()
		back, err := m.line.pay(m.who, qr)
		if err != nil {
			t.Fatal(err)
		}
		other := m.openOther()
		q := back.URL.Query()
		q.Set("paymentId", other)
		back.URL.RawQuery = q.Encode()
		_, _, _ = m.who.do(back) // whatever the phone sees
		if a := m.settled(number); a.State != wire.OnlineMismatch {
			t.Errorf("%s: %s", a.State, a.Reason)
		}
	})
}

// openOther has another shop's customer agree to a payment of 1,000 at Naver Pay.
func (m *market) openOther() (paymentID string) {
	m.t.Helper()
	body := `{"merchantUserKey":"u","merchantPayKey":"other","productName":"x","totalPayAmount":1000,"taxScopeAmount":1000,"taxExScopeAmount":0,"returnUrl":"https://other.test/"}`
	r, err := http.NewRequest(http.MethodPost, "https://sim.test/kioskd-sim/naverpay/payments/v2/reserve", strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	r.Header = http.Header{"X-Naver-Client-Id": {"sim-client"}, "X-Naver-Client-Secret": {"sim-secret"}, "X-Naverpay-Chain-Id": {"sim-chain"}}
	text, _, err := m.who.do(r)
	if err != nil {
		m.t.Fatal(err)
	}
	_, id, _ := strings.Cut(text, `"reserveId":"`)
	id, _, _ = strings.Cut(id, `"`)
	next, err := m.who.choose("https://sim.test/phone/"+url.PathEscape(id), pgsim.Pay)
	if err != nil {
		m.t.Fatal(err)
	}
	return next.URL.Query().Get("paymentId")
}

// TestCancelNotComplete: a refund that Naver Pay began is sent again until it is done,
// and done once.
func TestCancelNotComplete(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := openMarket(t, naverLine)
		number, qr := m.prepare()
		m.pay(qr)
		m.settled(number)
		if err := m.sim.(*simnaver.Sim).StopCancel(m.sim.Ledger()[0].Order); err != nil {
			t.Fatal(err)
		}
		m.refund(number, "r1", 4000)
		if m.holds() != 7000 || len(m.sim.Seen("cancel")) != 2 {
			t.Errorf("%d left after %d cancels", m.holds(), len(m.sim.Seen("cancel")))
		}
	})
}

// TestBootpayAccount: issued is not paid; a forged webhook changes nothing; a late
// deposit does, and its webhook may come twice.
func TestBootpayAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := openMarket(t, bootpayLine)
		sim := m.sim.(*simbootpay.Sim)
		m.who.wants = pgsim.Deposit
		number, qr := m.prepare()
		m.pay(qr)
		a := m.settled(number)
		if a.State != wire.OnlineIssued || a.Account == nil || a.Account.Number == "" {
			t.Fatalf("%+v", a)
		}
		m.hook(simbootpayTell(t, sim.Forge))
		if a := m.settled(number); a.State != wire.OnlineIssued {
			t.Errorf("after a forged webhook it is %s", a.State)
		}
		time.Sleep(40 * time.Minute)
		m.hook(simbootpayTell(t, sim.Deposit))
		m.hook(simbootpayTell(t, sim.Again))
		synctest.Wait()
		a = m.settled(number)
		if a.State != wire.OnlineApproved {
			t.Errorf("after the deposit it is %s", a.State)
		}
		m.agree(a)
	})
}

// simbootpayTell names what happens to an order, for [market.hook].
func simbootpayTell(t *testing.T, what func(order string) error) func(order string) {
	return func(order string) {
		t.Helper()
		if err := what(order); err != nil {
			t.Fatal(err)
		}
	}
}

// hook has something happen to the one order, and brings the provider's webhooks to
// HQ by hand: a bubble has no real lines.
func (m *market) hook(happen func(order string)) {
	m.t.Helper()
	m.sim.Notify("https://hq.test/hooks/" + m.line.method)
	happen(m.sim.Ledger()[0].Order)
	for _, letter := range m.sim.(interface{ Take() []*pgsim.Letter }).Take() {
		r, err := http.NewRequest(http.MethodPost, "https://hq.test/hooks/"+m.line.method, strings.NewReader(string(letter.Body)))
		if err != nil {
			m.t.Fatal(err)
		}
		r.Header = letter.Header.Clone()
		text, _, err := m.who.do(r)
		if err != nil || letter.Taken != nil && !letter.Taken(http.StatusOK, []byte(text)) {
			m.t.Errorf("the provider takes %q for a refusal: %v", text, err)
		}
	}
	m.sim.Notify("")
}

// TestTaxAddsUp: of three refunds the tax-free parts add up to the payment's, and none
// is more than what is left.
func TestTaxAddsUp(t *testing.T) {
	eachOnline(t, func(m *market) {
		o := order(10000)
		o.Lines = []wire.Line{
			{Item: "a", Name: "Americano", Price: 7000, Quantity: 1, Tax: "taxed"}, {Item: "b", Name: "Book", Price: 3000, Quantity: 1, Tax: "tax-free"},
		}
		o.Split = wire.Split{Supply: 6364, VAT: 636, TaxFree: 3000}
		a := m.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Attempt: 1, Method: m.line.method, Order: o})
		m.pay(a.URL)
		m.settled(1)
		for i, amount := range []int64{3333, 3333, 0} {
			m.refund(1, fmt.Sprint("r", i), amount)
		}
		m.agree(m.settled(1))
		if m.holds() != 0 {
			m.t.Errorf("the provider holds %d", m.holds())
		}
	})
}
