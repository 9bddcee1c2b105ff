package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/hqapp"
	"kioskd/cmd/internal/ledger"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/wire"
)

// phoneStory is what a customer with a phone does, and where the agent is killed: as
// soon as the journal has a fact, or a provider has heard something. What is in the
// field pad of a point is said by the providers here.
type phoneStory struct {
	via    string
	choice pgsim.Choice // on the phone; empty if it only reads the code
	points []killPoint
}

// phoneStories end in each way that there is.
var phoneStories = map[string]phoneStory{
	"begins to pay": {"kakaopay", pgsim.Pay, []killPoint{
		{fact: wire.KindOrdered}, {fact: wire.KindStarted}, {pad: "/payment/ready"}, {pad: "GET /phone/"},
	}},
	"pays": {"naverpay", pgsim.Pay, []killPoint{
		{pad: "the customer chose pay"}, {pad: "/apply/payment"}, {fact: wire.KindOffered}, {fact: wire.KindApproved},
	}},
	"is found again": {"kakaopay", pgsim.Pay, []killPoint{{fact: wire.KindUnknown}}},
	"steps back": {"kakaopay", pgsim.Leave, []killPoint{
		{pad: "the customer chose cancel"}, {fact: wire.KindDeclined},
	}},
	"cancels": {"naverpay", "", []killPoint{{fact: wire.KindAbort}, {fact: wire.KindDeclined}}},
	"cancels too late": {"kakaopay", pgsim.Pay, []killPoint{
		{pad: "/payment/approve"}, {pad: "/payment/cancel"}, {fact: wire.KindDeclined},
	}},
	"may keep it": {"kakaopay", pgsim.Pay, []killPoint{
		{fact: wire.KindHeld}, {fact: wire.KindVoiding}, {pad: "/payment/cancel"}, {fact: wire.KindVoided},
	}},
	"is refunded": {"kakaopay", pgsim.Pay, []killPoint{
		{fact: wire.KindVoiding}, {pad: "/payment/cancel"}, {fact: wire.KindVoided},
	}},
	"pays into an account": {"tosspayments", pgsim.Deposit, []killPoint{
		{fact: wire.KindIssued}, {fact: wire.KindApproved}, {fact: wire.KindListed},
	}},
}

// TestKilledByPhone kills the agent with kill -9 at each point of a payment by phone,
// starts it again, and holds the provider's ledger, HQ's attempts, HQ's books and the
// journal against one another, and the screen against all of them.
func TestKilledByPhone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("programs are stopped by a signal that Windows does not have")
	}
	times, err := strconv.Atoi(os.Getenv("KIOSKD_KILLS"))
	if err != nil {
		times = 1
	}
	points := 0
	for does, story := range phoneStories {
		points += len(story.points)
		t.Run(strings.ReplaceAll(does, " ", "-"), func(t *testing.T) {
			t.Parallel()
			k := newPhoneKiller(t, does, story)
			for n := range times * len(story.points) {
				k.killAt(story.points[n%len(story.points)], n%2 == 1)
			}
			k.compare()
		})
	}
	if points < 20 {
		t.Errorf("%d points, want 20 or more", points)
	}
}

// phoneKiller is a stage on which the agent dies again and again, and a customer's
// phone does not.
type phoneKiller struct {
	*testing.T
	*stage
	phoneStory
	does  string
	phone *phone
	went  chan error // what became of the phone's choice
}

func newPhoneKiller(t *testing.T, does string, story phoneStory) *phoneKiller {
	s, err := openStage(t.TempDir(), os.Environ())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.clear)
	k := &phoneKiller{T: t, stage: s, phoneStory: story, does: does}
	late := pg.LateRefund
	if does == "may keep it" {
		late = pg.LateFulfil // the kiosk asks the customer
	}
	k.must(s.openProviders(late))
	k.must(k.kioskCmd([]string{"start"}))
	k.phone = newPhone(s.providersAt)
	return k
}

func (k *phoneKiller) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatalf("%s: %v\n%s", k.key, err, k.lastWords())
	}
}

// killAt brings a payment to a point and the agent to its end. The phone goes on at
// once, or when the kiosk is back.
func (k *phoneKiller) killAt(p killPoint, late bool) {
	k.must(k.offered())
	k.must(k.order([]string{"americano", "1"}))
	k.heard, k.went = len(k.providers.words()), nil
	if k.does == "is refunded" {
		k.pay(true)
		k.must(k.screen([]string{"approved"}))
		k.heard = len(k.providers.words())
	}
	goOn := k.act(p)
	k.must(k.reach(p))
	k.must(k.kiosk.end(true))
	if !late {
		goOn()
	}
	k.must(k.kioskCmd([]string{"start"}))
	if late {
		goOn()
	}
	k.must(k.settled())
}

// act does what the customer does before the kill, and returns what is left to do.
func (k *phoneKiller) act(p killPoint) (goOn func()) {
	switch k.does {
	case "is refunded":
		k.must(k.control(http.MethodPost, "payments/"+k.key+"/refund", agent.Refund{Reason: "killed"}, nil))
		return func() {}
	case "begins to pay":
		return k.begin(p)
	case "is found again":
		page := k.read()
		k.must(k.kiosk.end(true))
		k.must(k.kioskCmd([]string{"start"}))
		return func() { k.must(k.phone.choose(page, k.choice)) }
	case "cancels":
		page := k.read()
		k.must(k.abort(nil))
		return func() { k.must(k.phone.choose(page, pgsim.Pay)) }
	case "cancels too late", "may keep it":
		k.must(k.provider("kakaopay approve slow 3s"))
		k.pay(false)
		k.must(k.agreed())
		k.must(k.abort(nil))
		if k.does == "may keep it" && p.fact != wire.KindHeld {
			k.must(k.screen([]string{"held"}))
			k.must(k.leave(nil))
		}
		return k.chosen
	case "pays into an account":
		return k.deposit(p)
	}
	k.pay(false)
	return k.chosen
}

// begin is a customer whose phone has not agreed to anything when the kiosk dies.
func (k *phoneKiller) begin(p killPoint) (goOn func()) {
	if p.fact == wire.KindOrdered {
		return func() {}
	}
	k.must(k.byPhone(k.via))
	if p.pad != "GET /phone/" {
		return func() {}
	}
	code, err := k.code()
	k.must(err)
	page, err := k.phone.open(code)
	k.must(err)
	return func() { k.must(k.phone.choose(page, k.choice)) }
}

// read begins to pay, and has the phone read the code.
func (k *phoneKiller) read() (page string) {
	k.must(k.byPhone(k.via))
	code, err := k.code()
	k.must(err)
	page, err = k.phone.open(code)
	k.must(err)
	return page
}

// pay has the phone agree, and waits for its browser or not: it may be held up while
// the kiosk dies.
func (k *phoneKiller) pay(wait bool) {
	page := k.read()
	went := make(chan error, 1)
	k.went = went
	go func() { went <- k.phone.choose(page, k.choice) }()
	if wait {
		k.chosen()
	}
}

// chosen waits until the phone's browser is where its choice led.
func (k *phoneKiller) chosen() { k.must(<-k.went) }

// deposit asks for an account, and pays into it before or after the kill.
func (k *phoneKiller) deposit(p killPoint) (goOn func()) {
	k.pay(true)
	if p.fact == wire.KindIssued {
		return k.payIn
	}
	k.must(k.screen([]string{"issued"}))
	if p.fact == wire.KindListed {
		k.must(k.leave(nil)) // the staff have to give the goods out
	}
	k.payIn()
	return func() {}
}

// payIn pays into the newest account, once the provider has made it.
func (k *phoneKiller) payIn() {
	k.must(k.said("/v1/payments/confirm"))
	all := k.providers.words()
	const opened = " opened for "
	order, _, _ := strings.Cut(all[strings.LastIndex(all, opened)+len(opened):], ":")
	k.must(k.provider(k.via + " deposit " + order))
}

// offered waits until the way to pay is.
func (k *phoneKiller) offered() error {
	return await(k.via+" to be offered", func() (bool, error) {
		var v agent.View
		err := k.call(http.MethodGet, "view", nil, &v)
		for _, w := range v.Ways {
			if w.ID == k.via {
				return true, nil
			}
		}
		return false, errors.Join(err, fmt.Errorf("the ways are %v", v.Ways))
	})
}

// said waits until the providers have said something about the last order.
func (k *phoneKiller) said(text string) error {
	_, err := k.providers.says(text, k.heard)
	return err
}

func (k *phoneKiller) reach(p killPoint) error {
	if p.pad != "" {
		return k.said(p.pad)
	}
	return k.hasFact(p.fact)
}

// settled waits until no payment is open any more, and holds each ending that the
// screen shows against what the providers have taken.
func (k *phoneKiller) settled() error {
	return k.rests(func(v agent.View) error {
		var p pay.Payment
		if err := k.control(http.MethodGet, "payments/"+string(v.Payment.Key), nil, &p); err != nil {
			return err
		}
		taken, err := k.providersBook()
		if err != nil {
			return err
		}
		has := p.Approval != nil && taken[p.Approval.Number] == int64(p.Order.Total)
		if shown := v.State == agent.Approved || v.State == agent.Held; shown != has {
			return finalError{fmt.Errorf("the screen shows %s of %s, and the providers have %v", v.State, p.Key, taken)}
		}
		return nil
	})
}

// compare holds the four books against one another.
func (k *phoneKiller) compare() {
	var taken ledger.Book
	k.must(awaitFor(patience, patience/100, "the providers to have what the journal has", func() (bool, error) {
		journal, err := k.journalBook()
		if err != nil {
			return false, err
		}
		taken, err = k.providersBook()
		diff := cmp.Diff(taken, journal)
		return err == nil && diff == "", errors.Join(err, fmt.Errorf("(-providers +journal)\n%s", diff))
	}))
	atHQ, err := k.hqBook()
	k.must(err)
	if diff := cmp.Diff(taken, atHQ); diff != "" {
		k.Errorf("the providers and HQ's books differ (-providers +HQ)\n%s", diff)
	}
	list, err := k.list()
	k.must(err)
	k.must(k.kiosk.end(false))
	k.must(k.hq.end(false))
	keys := map[string]bool{}
	for _, e := range list {
		keys[e.Key] = true
	}
	if diff := cmp.Diff(taken, k.attempts(keys)); diff != "" {
		k.Errorf("the providers and HQ's attempts differ (-providers +attempts)\n%s", diff)
	}
	k.Logf("%d payments of the four books stand", len(taken))
}

// attempts is what HQ holds of the payments by phone. Each has come to an end, and
// each payment is paid at most once.
func (k *phoneKiller) attempts(keys map[string]bool) ledger.Book {
	k.Helper()
	store, err := hqapp.OpenStore(context.Background(), "sqlite:"+k.path("hq/hq.db"), slog.New(slog.NewTextHandler(io.Discard, nil)))
	k.must(err)
	defer func() { k.must(store.Close()) }()
	b := ledger.Book{}
	for key := range keys {
		all, err := store.AttemptsOf(context.Background(), kioskID, key)
		k.must(err)
		paid := 0
		for _, a := range all {
			if !a.State.Final() && a.State != pg.Paid {
				k.Errorf("attempt %d of %s is %s", a.Number, key, a.State)
			}
			if a.State == pg.Paid && a.Taken.Left() > 0 {
				b[a.Ref] = int64(a.Taken.Left())
				paid++
			}
		}
		if paid > 1 {
			k.Errorf("payment %s is paid by %d attempts", key, paid)
		}
	}
	return b
}
