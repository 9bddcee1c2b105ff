package pg_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/all"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/pgsimtest"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/wire"
)

// calls are what HQ asks of each provider, in the order of a payment's life, by the
// names of their simulators.
var calls = map[string][]string{
	"tosspayments": {"confirm", "lookup", "lookup-order", "cancel"},
	"kakaopay":     {"ready", "approve", "order", "cancel"},
	"naverpay":     {"reserve", "apply", "history", "cancel"},
	"bootpay":      {"confirm", "receipt", "cancel"},
}

// errorCodes are those that each provider may answer at an approval or a refund
// without saying what became of the money, or while the same may go well later.
var errorCodes = map[string][]string{
	"tosspayments": {"PROVIDER_ERROR", "UNKNOWN_PAYMENT_ERROR", "IDEMPOTENT_REQUEST_PROCESSING", "CODE_OF_NEXT_YEAR"},
	"kakaopay":     {"-1", "-780:USER_LOCKED", "-785", "-9999"},
	"naverpay":     {"MaintenanceOngoing", "AlreadyOnGoing", "Fail", "CodeOfNextYear"},
	"bootpay":      {"RC_ANYTHING"},
}

// market is an HQ, a provider and a phone in one bubble: no time passes for real.
type market struct {
	t     *testing.T
	line  line
	sim   simulator
	holds func() pay.Amount
	flow  *pg.Flow
	who   *person
	town  pgsimtest.Town
	stop  func() // the flow, before the test ends: days pass quickly without it
}

// simulator is what all of them can do.
type simulator interface {
	http.Handler
	Script(call string, faults ...pgsim.Fault)
	Unscript(call string)
	Ledger() []pgsim.Entry
	Seen(call string) []pgsim.Seen
	Notify(address string)
	Deliver(ctx context.Context) error
	Expire(order string) error
}

func openMarket(t *testing.T, l line, change ...func(*pg.Options)) *market {
	t.Helper()
	m := &market{t: t, line: l}
	handler, holds := l.sim()
	m.sim, m.holds = handler.(simulator), holds
	town := pgsimtest.Town{"sim.test": handler}
	m.town = town
	file, err := config.Parse([]byte(l.file("https://sim.test")), "https://hq.test")
	if err != nil {
		t.Fatal(err)
	}
	store := memory.New()
	providers, err := file.Open(all.Kinds(), &http.Client{Transport: town}, func(kind string) pg.Box { return pg.OfficeBox{Office: store, Kind: kind} })
	if err != nil {
		t.Fatal(err)
	}
	o := pg.Options{Store: store, Providers: providers, Base: "https://hq.test", Test: true, Call: 20 * time.Second, Alone: true,
		Purposes: map[string]pg.Purpose{pg.PurposeOrder: {}}, Log: slog.New(slog.DiscardHandler)}
	for _, c := range change {
		c(&o)
	}
	if m.flow, err = pg.New(o); err != nil {
		t.Fatal(err)
	}
	town["hq.test"] = m.flow
	m.who = newPerson("https://sim.test")
	m.who.http.Transport = town
	m.run()
	return m
}

// run lets the flow go on with what is due until the test ends.
func (m *market) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- m.flow.Run(ctx) }()
	m.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			m.t.Error(err)
		}
	})
	m.t.Cleanup(m.stop)
}

func (m *market) ask(a wire.OnlineAsk) wire.OnlineAnswer {
	m.t.Helper()
	a.Key, a.Test = orderKey, m.flow.Test
	answer, err := m.flow.Online(m.t.Context(), "kiosk-1", a)
	if err == nil {
		err = answer.Check()
	}
	if err != nil {
		m.t.Fatalf("%s: %v", a.Do, err)
	}
	return answer
}

// prepare taps until there is a code to scan.
func (m *market) prepare() (number int, url string) {
	m.t.Helper()
	for number = 1; number < 4; number++ {
		a := m.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Attempt: number, Method: m.line.method, Order: order(11000)})
		if a.State == wire.OnlineWaiting && a.URL != "" {
			return number, a.URL
		}
	}
	m.t.Fatal("it cannot be prepared")
	return 0, ""
}

// pay has the phone pay and come back. What HQ answers to it does not matter: the
// phone may have lost its line.
func (m *market) pay(qr string) {
	m.t.Helper()
	back, err := m.line.pay(m.who, qr)
	if err != nil {
		m.t.Fatal(err)
	}
	_, _, _ = m.who.do(back)
}

// settled looks every few seconds until the outcome is certain.
func (m *market) settled(number int) wire.OnlineAnswer {
	m.t.Helper()
	var a wire.OnlineAnswer
	for range 2000 {
		a = m.ask(wire.OnlineAsk{Do: wire.OnlineLook, Attempt: number})
		if a.State != wire.OnlineBusy && a.State != wire.OnlineUnknown && a.State != wire.OnlineWaiting {
			return a
		}
		time.Sleep(2 * time.Second)
	}
	m.t.Fatalf("after an hour it is still %s: %s", a.State, a.Reason)
	return a
}

// refund asks until a refund is certain.
func (m *market) refund(number int, id string, amount int64) {
	m.t.Helper()
	var a wire.OnlineAnswer
	for range 2000 {
		a = m.ask(wire.OnlineAsk{Do: wire.OnlineCancel, Attempt: number, Refund: id, Amount: amount})
		if a.Refunded != nil && a.Refunded.State != wire.OnlineUnknown {
			break
		}
		time.Sleep(2 * time.Second)
	}
	if a.Refunded == nil || a.Refunded.State != wire.OnlineApproved {
		m.t.Fatalf("refund %s: %+v (%s)", id, a.Refunded, a.Reason)
	}
}

// agree compares the provider's ledger with what our books say.
func (m *market) agree(a wire.OnlineAnswer) {
	m.t.Helper()
	ours := pay.Amount(0)
	if a.Approval != nil && (a.State == wire.OnlineApproved) {
		ours = pay.Amount(a.Approval.Amount - a.Approval.Refunded)
	}
	if ours != m.holds() {
		m.t.Errorf("our books say %s and %d, the provider holds %d: %+v", a.State, ours, m.holds(), m.sim.Ledger())
	}
}

// TestMishaps: each call to each provider goes wrong in each way, once and three
// times in a row. In the end everything is certain, the books agree, and no money was
// taken or given back twice.
func TestMishaps(t *testing.T) {
	t.Parallel()
	for _, l := range lines {
		for _, call := range calls[l.method] {
			for _, f := range mishaps(l.method, call) {
				for _, often := range []int{1, 3} {
					t.Run(fmt.Sprintf("%s/%s/%s%s/%d", l.method, call, f.Name, f.Code, often), func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) { walkWith(t, l, call, f, often) })
					})
				}
			}
		}
	}
}

func mishaps(method, call string) []pgsim.Fault {
	all := append(pgsim.Faults(), pgsim.Slow(30*time.Second), pgsim.Slow(5*time.Second))
	if call != "lookup" && call != "order" && call != "history" && call != "receipt" && call != "ready" && call != "reserve" {
		for _, code := range errorCodes[method] {
			all = append(all, pgsim.Fail(code))
		}
	}
	return all
}

// walkWith pays, gives back a part and the rest, with mishaps in one kind of call. A
// lookup comes only when something else is in doubt, so there the approval's answer is
// lost as well.
func walkWith(t *testing.T, l line, call string, f pgsim.Fault, often int) {
	m := openMarket(t, l)
	for range often {
		m.sim.Script(call, f)
	}
	lookup := map[string]string{"lookup": "confirm", "lookup-order": "confirm", "order": "approve", "history": "apply", "receipt": "confirm"}[call]
	if lookup != "" {
		m.sim.Script(lookup, pgsim.CutAfter)
	}
	if often > 2 && (call == "ready" || call == "reserve") {
		return // three attempts without a code: nobody pays
	}
	number, url := m.prepare()
	m.pay(url)
	a := m.settled(number)
	m.agree(a)
	if a.State != wire.OnlineApproved {
		if call != "receipt" || f.Code != "" { // without a receipt nothing is approved at all
			t.Errorf("nothing was refused, and the payment is %s: %s", a.State, a.Reason)
		}
		return
	}
	m.refund(number, "r1", 1000)
	m.agree(m.settled(number))
	m.refund(number, "r2", 0)
	m.agree(m.settled(number))
	if m.holds() != 0 {
		t.Errorf("the provider holds %d in the end", m.holds())
	}
}
