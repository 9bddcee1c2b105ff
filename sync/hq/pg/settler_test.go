package pg_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kioskd/agent/pay"
	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgsim"
	simtoss "kioskd/sync/hq/pg/pgsim/toss"
	"kioskd/sync/hq/store/memory"
)

// liveLine is Toss Payments with live keys: nothing is paid out of test money.
var liveLine = func() line {
	l := tossLine
	l.sim = func() (http.Handler, func() pay.Amount) {
		s := simtoss.New(simtoss.Options{ClientKey: "live_ck_sim", SecretKey: "live_sk_sim"})
		return s, s.Balance
	}
	l.file = func(sim string) string {
		return strings.NewReplacer("test = true", "test = false", "test_ck", "live_ck", "TOSS_TEST", "TOSS_LIVE").Replace(tossLine.file(sim)) + "pay_out_days = 5\n"
	}
	return l
}()

// office opens the books at a market.
func (m *market) office() *desk.Desk {
	m.t.Helper()
	store := m.flow.Store.(*memory.Store)
	h, err := hq.New(hq.Options{Store: store, Token: func(string) (string, bool) { return "", false }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		m.t.Fatal(err)
	}
	return desk.New(desk.Options{HQ: h, People: people.New(store, rand.Reader), Phones: m.flow, Log: h.Log})
}

var bookkeeper = people.Who{Name: "kim", Scopes: []people.Scope{people.Books}}

// strangers has somebody pay at the same provider for another shop.
func (m *market) strangers(amount int) {
	m.t.Helper()
	_, at, err := m.who.get(fmt.Sprintf("%s/window?clientKey=live_ck_sim&orderId=somebody-s&orderName=x&amount=%d&successUrl=https://hq.test/x&failUrl=https://hq.test/x", m.who.sim, amount))
	if err == nil {
		_, err = m.who.choose(at, pgsim.Pay)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	body := fmt.Sprintf(`{"paymentKey":%q,"orderId":"somebody-s","amount":%d}`, m.last().ID, amount)
	r, err := http.NewRequest(http.MethodPost, m.who.sim+"/v1/payments/confirm", strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	r.SetBasicAuth("live_sk_sim", "")
	if answer, _, err := m.who.do(r); err != nil || !strings.Contains(answer, `"DONE"`) {
		m.t.Fatalf("%s %v", answer, err)
	}
}

// TestPayout: what Toss Payments pays out on a day, less its fees, meets the payments by
// phone, and no payment is changed by it. A day is asked for again and kept.
func TestPayout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := openMarket(t, liveLine, func(o *pg.Options) { o.Test = false })
		number, qr := m.prepare()
		m.pay(qr)
		paid := m.settled(number)
		m.refund(number, "r1", 1000)
		m.strangers(5000)
		d, ref := m.office(), paid.Approval.Number
		before, err := m.flow.Store.AttemptBy(t.Context(), pg.Name{Provider: "tosspayments", Ref: ref})
		if err != nil {
			t.Fatal(err)
		}
		m.stop()
		time.Sleep(48 * time.Hour) // the contract of the simulated shop
		day := time.Now().UTC().Format(time.DateOnly)
		want := books.PayoutReport{Provider: "tosspayments", Day: day, Currency: "KRW", Lines: 3, Matched: 1, Taken: 16000, Back: 1000, Fees: 347, VAT: 32, Out: 14653,
			Differences: []books.PayoutDifference{{What: books.PaidUnknown, Provider: 5000}}}
		got, err := d.ComparePayout(t.Context(), bookkeeper, "tosspayments", day, time.UTC)
		if diff := cmp.Diff(want, got.Report, cmpopts.IgnoreFields(books.PayoutDifference{}, "Number", "Next")); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		kept, err := d.Payout(t.Context(), day, "tosspayments")
		if diff := cmp.Diff(got, kept); diff != "" || err != nil || kept.By != "kim" || kept.Within != 5 {
			t.Errorf("kept: %+v %v\n%s", kept, err, diff)
		}
		after, err := m.flow.Store.AttemptBy(t.Context(), pg.Name{ID: before.ID})
		if diff := cmp.Diff(before, after); diff != "" || err != nil {
			t.Errorf("the payment was changed: %v\n%s", err, diff)
		}
	})
}

// TestPayoutLate: what a provider has not paid out within the days of the contract is
// named from then on, for a week.
func TestPayoutLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := openMarket(t, liveLine, func(o *pg.Options) { o.Test = false })
		number, qr := m.prepare()
		m.pay(qr)
		ref, d := m.settled(number).Approval.Number, m.office()
		m.sim.Script("settlements", pgsim.Fail("FORBIDDEN_REQUEST"))
		today := func() string { return time.Now().UTC().Format(time.DateOnly) }
		if _, err := d.ComparePayout(t.Context(), bookkeeper, "tosspayments", today(), time.UTC); !errors.Is(err, people.ErrInput) || !strings.Contains(err.Error(), "FORBIDDEN_REQUEST") {
			t.Errorf("a vendor that refuses: %v", err)
		}
		m.stop()
		forgetful := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "[]") })
		m.town["sim.test"] = forgetful
		for after := range 14 {
			got, err := d.ComparePayout(t.Context(), bookkeeper, "tosspayments", today(), time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			var want []books.PayoutDifference
			if after >= 5 && after < 12 {
				want = []books.PayoutDifference{{What: books.PaidLate, Kiosk: "kiosk-1", Key: orderKey, Number: ref, HQ: 11000}}
			}
			if diff := cmp.Diff(want, got.Report.Differences, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(books.PayoutDifference{}, "Next")); diff != "" {
				t.Errorf("after %d days (-want +got):\n%s", after, diff)
			}
			time.Sleep(24 * time.Hour)
		}
	})
}

// TestPayoutRefused: a provider that lists nothing, one that nobody knows, and a day that
// has not come are refused in a sentence. Of test money nothing is paid out, and nothing is late.
func TestPayoutRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := openMarket(t, tossLine)
		number, qr := m.prepare()
		m.pay(qr)
		m.settled(number)
		d := m.office()
		m.stop()
		time.Sleep(14 * 24 * time.Hour)
		day, next := time.Now().UTC().Format(time.DateOnly), time.Now().UTC().AddDate(0, 0, 1).Format(time.DateOnly)
		got, err := d.ComparePayout(t.Context(), bookkeeper, "tosspayments", day, time.UTC)
		if err != nil || got.Report.Lines+len(got.Report.Differences) != 0 {
			t.Errorf("of test money: %+v %v", got, err)
		}
		kakao := openMarket(t, kakaoLine).office()
		for _, c := range []struct {
			d                   *desk.Desk
			provider, day, want string
		}{
			{d, "tosspayments", "today", "want it as in 2026-01-05"}, {d, "tosspayments", next, "has not come yet"}, {d, "paypal", day, `no provider "paypal"`},
			{kakao, "kakaopay", day, "does not read what this provider pays out"},
		} {
			if _, err := c.d.ComparePayout(t.Context(), bookkeeper, c.provider, c.day, time.UTC); !errors.Is(err, people.ErrInput) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s on %s: %v", c.provider, c.day, err)
			}
		}
		if _, err := d.ComparePayout(t.Context(), people.Who{}, "tosspayments", day, time.UTC); err == nil {
			t.Error("somebody without the right to the books compared")
		}
	})
}
