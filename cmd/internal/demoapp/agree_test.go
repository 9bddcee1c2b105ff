package demoapp_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/hqapp"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/points"
)

// ways are all ways to pay by phone. Store points are HQ's own page; the others lead
// to a page of the provider's.
var ways = []string{"tosspayments", "kakaopay", "naverpay", "bootpay", points.ID}

// onCard is how many points there are on the customer's card.
const onCard = 100_000

const (
	codeField = `input[name="code"]`
	stepBack  = `form[action$="/cancel"] button`
)

func button(c pgsim.Choice) string { return fmt.Sprintf(`button[value=%q]`, c) }

// chooses presses a button on the provider's page.
func (s *shop) chooses(c pgsim.Choice) {
	s.Helper()
	s.phone.do(chromedp.Click(button(c), chromedp.NodeVisible))
}

// mayPay waits until the phone could pay with the next touch.
func (s *shop) mayPay(way string) {
	s.Helper()
	if way == points.ID {
		s.phone.do(chromedp.SendKeys(codeField, s.card, chromedp.NodeVisible))
		return
	}
	s.phone.do(chromedp.WaitVisible(button(pgsim.Pay)))
}

// pays agrees on the phone.
func (s *shop) pays(way string) {
	s.Helper()
	if way != points.ID {
		s.chooses(pgsim.Pay)
		return
	}
	s.phone.do(chromedp.SetValue(codeField, s.card, chromedp.NodeVisible), chromedp.Submit(codeField))
}

// leaves steps back on the phone.
func (s *shop) leaves(way string) {
	s.Helper()
	if way != points.ID {
		s.chooses(pgsim.Leave)
		return
	}
	s.phone.do(chromedp.Click(stepBack, chromedp.NodeVisible))
}

// agree holds what the screen shows against the kiosk's books, HQ's, HQ's attempt, and
// what the provider would swear to: taken, and not given back. What goes to HQ or back
// to the customer goes there beside everything else, so it looks for a while.
func (s *shop) agree(way string, want pay.Status, balance pay.Amount) {
	s.Helper()
	var differ []string
	for range 100 {
		if differ = s.differences(way, want, balance); len(differ) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.Errorf("%s: %v", way, differ)
}

func (s *shop) differences(way string, want pay.Status, balance pay.Amount) (all []string) {
	s.Helper()
	differs := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	shown := s.demo.Kiosk.Agent().View().Payment
	if shown == nil {
		return []string{"the screen shows no payment"}
	}
	kept, err := s.demo.Kiosk.Agent().Payment(s.Context(), shown.Key)
	if err != nil || kept.Status != want || shown.Status != want {
		differs("the screen says %s and the kiosk's books %s, want %s (%v)", shown.Status, kept.Status, want, err)
	}
	store := s.demo.HQ.Handler().Store
	there, err := store.Payment(s.Context(), s.demo.ID, string(shown.Key))
	if err != nil || there.Status != string(want) {
		differs("HQ's books say %s, want %s (%v)", there.Status, want, err)
	}
	if a := kept.Approval; a != nil && (there.Number != a.Number || there.Amount != int64(a.Amount)) {
		differs("HQ's books have %s of %d, the kiosk's %s of %d", there.Number, there.Amount, a.Number, a.Amount)
	}
	attempts, err := store.(pg.Store).AttemptsOf(s.Context(), s.demo.ID, string(shown.Key))
	if err != nil || len(attempts) == 0 || !slices.Contains(states[want], attempts[0].State) {
		differs("HQ's attempts are %v (%v), want one of %v", attempts, err, states[want])
	}
	if has := s.balance(way); has != balance {
		differs("the provider holds %d, want %d", has, balance)
	}
	return all
}

// states are those of HQ's attempt that mean what the books say.
var states = map[pay.Status][]pg.State{
	pay.Approved: {pg.Paid}, pay.Issued: {pg.AccountUp}, pay.Declined: {pg.Denied, pg.Gone, pg.Lapsed, pg.GivenBack},
}

// balance is what a provider would swear to.
func (s *shop) balance(way string) pay.Amount {
	s.Helper()
	if way != points.ID {
		return s.street.Provider(way).Balance()
	}
	left, _, err := points.Cards{Box: hqapp.ProviderBox(s.demo.HQ.Handler().Store, points.ID)}.Balance(s.Context(), s.card)
	if err != nil {
		s.Error(err)
	}
	return onCard - left
}
