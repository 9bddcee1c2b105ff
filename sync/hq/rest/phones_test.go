package rest

import (
	"context"
	"log/slog"
	"testing"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/store/memory"
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
	return flow
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
