package rest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/wire"
)

// instant is a provider that takes all that it is asked for.
type instant struct{}

func (instant) Powers() pg.Powers {
	return pg.Powers{Approves: true, PartialCancel: true, Window: 1e12}
}
func (instant) Prepare(context.Context, pg.Request) (pg.Prepared, error) {
	return pg.Prepared{Window: &pg.Window{Script: "https://pay.test/script.js", Params: []byte(`{}`)}}, nil
}
func (instant) Callback(pg.Request, pg.Heard) (pg.Agreed, error) { return pg.Agreed{}, nil }
func (instant) Approve(_ context.Context, r pg.Request) (pg.Result, error) {
	return pg.Result{Outcome: pg.Approved, Ref: r.Ref, Order: r.ID, Amount: r.Amount, Currency: pay.KRW}, nil
}
func (instant) Lookup(context.Context, pg.Request) (pg.Result, error) {
	return pg.Result{Outcome: pg.Unknown}, nil
}
func (instant) Cancel(context.Context, pg.Request, pg.Refund) (pg.Returned, error) {
	return pg.Returned{Outcome: pg.Approved}, nil
}
func (instant) Webhook(pg.Heard) (pg.Hint, error) { return pg.Hint{}, nil }

func (instant) PaysWithin() int { return 3 }
func (instant) Settlements(_ context.Context, _, until string) ([]pg.Settlement, error) {
	return []pg.Settlement{{Ref: "of-a-web-page", PaidOut: until, Currency: pay.KRW, Amount: 34000, Fees: 860, VAT: 78, Out: 33140}}, nil
}

// phones takes payments by phone at the instant provider. An attempt at ours is
// prepared, so that its order is known.
func phones(t *testing.T) *pg.Flow {
	t.Helper()
	flow, err := pg.New(pg.Options{Store: memory.New(), Base: "https://hq.test", Purposes: map[string]pg.Purpose{pg.PurposeOrder: {}}, Log: slog.New(slog.DiscardHandler),
		Providers: []pg.Opened{{Kind: pg.Kind{ID: "instant"}, Listener: instant{}}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(flow.Close)
	lost := pg.Attempt{ID: "lost", Token: "lost", Kiosk: "k1", Key: "key-9", Number: 1, Provider: "instant", Purpose: pg.PurposeOrder, State: pg.Doubtful, Puzzle: "nobody can tell",
		Order: wire.Order{Key: "key-9", Currency: "KRW", Total: 900}, Memo: pg.Memo{"tid": memoSecret}, Proof: memoSecret, Began: time.Now().UTC(), Alarms: []string{"look"},
		Refunds: []pg.Refunding{{Refund: pg.Refund{ID: "r1", Amount: 1}, State: pg.Refused}}, Trace: []pg.Trace{{Event: "woke", From: pg.Approving, To: pg.Doubtful, Asked: pg.OpLookup}}}
	if _, _, err := flow.Store.BeginAttempt(t.Context(), lost); err != nil {
		t.Fatal(err)
	}
	return flow
}

// memoSecret stands where a provider's own is kept.
const memoSecret = "kept-from-people"

// TestWhatPeopleSay: a program says what it read at the provider; nonsense is refused
// with a reason, and nothing that is kept from people is told.
func TestWhatPeopleSay(t *testing.T) {
	t.Parallel()
	m := open(t, people.Read, people.Cases)
	for _, c := range []struct {
		body string
		code int
		want string
	}{
		{`{"paid":false}`, 400, "say how you know"},
		{`{"paid":true,"amount":900,"reason":"x"}`, 400, "as the provider's page shows it"},
		{`{"paid":true,"payment_key":"p9","amount":901,"reason":"x"}`, 400, "900 was ordered"},
		{`{"paid":true,"payment_key":"p9","amount":900,"reason":"the console"}`, 200, `"by":"token erp"`},
		{`{"paid":false,"reason":"the console"}`, 200, `"state":"refused"`},
		{`{"paid":false,"reason":"the console"}`, 400, "HQ knows"},
	} {
		resp := m.asks(http.MethodPost, "/phone/attempts/lost/say", c.body)
		text, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != c.code || !strings.Contains(string(text), c.want) {
			t.Errorf("%s: %d %s, %v, want %d and %s", c.body, resp.StatusCode, text, err, c.code, c.want)
		}
		if strings.Contains(string(text), memoSecret) {
			t.Errorf("%s is told: %s", memoSecret, text)
		}
	}
	for path, code := range map[string]int{"/phone/attempts/none": 404, "/phone/attempts?state=rich": 400, "/phone/attempts?after=none": 404} {
		if resp := m.asks(http.MethodGet, path, ""); resp.StatusCode != code {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, code)
		}
	}
}

const phoneOrder = `{"key":"web-01","attempt":1,"order":{"key":"web-01","currency":"KRW","total":1100,"lines":[],"split":{"supply":1000,"vat":100}}}`

// orderID is the order's name at the provider, once it was prepared.
func (m *machine) orderID() string {
	m.Helper()
	all, err := m.phones.Store.AttemptsOf(m.Context(), pg.MachineName("token erp"), "web-01")
	if err != nil || len(all) == 0 {
		return "none"
	}
	return all[0].ID
}

// TestPayouts: a program has a provider asked what it paid out, and reads it again; where
// nothing can be asked it is told why.
func TestPayouts(t *testing.T) {
	t.Parallel()
	m := open(t, people.Read, people.Books)
	const day = "/phone/payouts/instant/2026-01-05"
	for _, c := range []struct {
		method, path string
		code         int
		want         string
	}{
		{"GET", day, 404, "2026-01-05"},
		{"POST", day, 200, `"out":33140,"differences":[{"what":"paid-unknown","number":"of-a-web-page","hq":0,"provider":34000,"next":"Look the payment up`},
		{"GET", day, 200, `"by":"token erp"`},
		{"GET", "/phone/payouts/other/2026-01-05", 404, "other"},
		{"POST", "/phone/payouts/other/2026-01-05", 400, "no provider"},
		{"POST", "/phone/payouts/instant/today", 400, "want it as in"},
		{"POST", "/phone/payouts/instant/9999-01-01", 400, "has not come yet"},
	} {
		resp := m.asks(c.method, c.path, "")
		text, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != c.code || !strings.Contains(string(text), c.want) {
			t.Errorf("%s %s: %s %s %v, want %d and %q", c.method, c.path, resp.Status, text, err, c.code, c.want)
		}
	}
}
