package web_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/web/webtest"
	"kioskd/sync/wire"
)

// mute is a provider whose program does not answer.
type mute struct{}

func (mute) Powers() pg.Powers { return pg.Powers{Window: 10 * time.Minute} }
func (mute) Prepare(context.Context, pg.Request) (pg.Prepared, error) {
	return pg.Prepared{Phone: "https://pay.test"}, nil
}
func (mute) Callback(pg.Request, pg.Heard) (pg.Agreed, error)       { return pg.Agreed{}, nil }
func (mute) Approve(context.Context, pg.Request) (pg.Result, error) { return pg.Result{}, nil }
func (mute) Lookup(context.Context, pg.Request) (pg.Result, error) {
	return pg.Result{Outcome: pg.Unknown, Reason: "its program does not answer"}, nil
}
func (mute) Cancel(context.Context, pg.Request, pg.Refund) (pg.Returned, error) {
	return pg.Returned{Outcome: pg.Unknown}, nil
}
func (mute) Webhook(pg.Heard) (pg.Hint, error) { return pg.Hint{}, nil }

// phoneOffice is an office that takes payments by phone, with two tries of which
// nobody hears any more.
func phoneOffice(t *testing.T) *office {
	t.Helper()
	store := memory.New()
	var flow *pg.Flow
	o := newOffice(t, store, func(d *desk.Options) {
		var err error
		flow, err = pg.New(pg.Options{Store: store, Base: "https://hq.test", Purposes: map[string]pg.Purpose{pg.PurposeOrder: {}}, Log: slog.New(slog.DiscardHandler), Call: time.Second,
			Providers: []pg.Opened{{Kind: pg.Kind{ID: "bootpay"}, Listener: mute{}}, {Kind: pg.Kind{ID: "tosspayments"}, Listener: payer{}}}, Heed: func(ctx context.Context, a pg.Attempt) error { return a.Alarm(ctx, d.HQ) }})
		if err != nil {
			t.Fatal(err)
		}
		d.Phones = flow
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	for _, name := range []string{"first", "second"} {
		loseTrack(t, flow, name)
	}
	go func() { done <- flow.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return o
}

// loseTrack makes an attempt that a phone has opened, and lets its time pass.
func loseTrack(t *testing.T, f *pg.Flow, name string) {
	t.Helper()
	at := time.Now().UTC().Add(-2 * time.Hour)
	_, rules := mute{}, pg.Rules{Powers: mute{}.Powers(), Call: time.Second}
	a := pg.Attempt{ID: name, Token: name, Kiosk: "shop-1", Key: "key-" + name, Number: 1, Provider: "bootpay", Purpose: pg.PurposeOrder, Test: true, State: pg.Preparing,
		Order: wire.Order{Key: "key-" + name, Currency: "KRW", Total: 11000, Split: wire.Split{Supply: 10000, VAT: 1000}}, Began: at}
	when := func(after time.Duration) pg.When { return pg.When{At: at.Add(after)} }
	for _, e := range []pg.Event{
		pg.Begun{When: when(0)}, pg.Ready{When: when(time.Second), Prepared: pg.Prepared{Phone: "https://pay.test"}}, pg.Landed{When: when(20 * time.Second)},
		pg.Woke{When: when(time.Hour)},
	} {
		a, _ = a.Step(e, rules)
	}
	if _, _, err := f.Store.BeginAttempt(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

// TestPhonesInBrowser: a person names a payment by phone that HQ cannot look up, which
// leaves it uncertain while the provider is silent, and finds that another was not paid.
func TestPhonesInBrowser(t *testing.T) {
	t.Parallel()
	o := phoneOffice(t)
	kim := o.person()
	kim.arrives()
	kim.Opens("/alarms")
	kim.Sees("a payment by phone is not certain")
	kim.Opens("/phones?state=unknown&q=key-")
	kim.Sees("needs a person")
	kim.Opens("/phones/first")
	kim.Sees("look for order first")
	kim.Sees("a phone opened the payment")
	kim.Fills(`#say-paid input[name="ref"]`, "R-7001")
	kim.Fills(`#say-paid input[name="amount"]`, "11,000")
	kim.Fills(`#say-paid input[name="reason"]`, "The console says so.")
	kim.Presses("#say-paid button")
	kim.Sees("kim says that it was paid as R-7001")
	kim.Looks("phone said")
	kim.Sees("only once the provider itself says so. Until then give nothing out on this word.")
	kim.Sees("not certain")
	kim.Goes("/phones/second")
	kim.Fills(`#say-not input[name="reason"]`, "Nothing stands in the console.")
	kim.Presses("#say-not button")
	kim.Sees("kim says that nothing was paid")
	kim.Goes("/alarms")
	kim.Sees("kim found out; it is refused")
	kim.Goes("/audit")
	kim.Sees("said what became of a payment by phone")
	kim.asksPayouts()
	kim.phoneAlbum()
}

// phoneAlbum takes the pages once more, in Korean, wide and narrow.
func (p person) phoneAlbum() {
	p.Opens("/language?to=ko&back=/phones")
	p.Opens("/phones/first")
	p.Sees("결제사")
	if webtest.Album() == "" {
		return
	}
	for name, width := range map[string]int64{"wide": 1920, "narrow": 390} {
		p.Do(emulation.SetDeviceMetricsOverride(width, 1080, 1, width < 500))
		for _, path := range []string{"/phones", "/phones/first"} {
			p.Do(chromedp.Navigate(p.o.server.URL + path))
			p.Picture(name + " " + path)
		}
	}
}
