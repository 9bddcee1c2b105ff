package online_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent"
	"kioskd/agent/online"
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// hq is an HQ that says what a test wants.
type hq struct {
	mu     sync.Mutex // guards what follows
	state  wire.OnlineAnswer
	onAsk  map[string]func() (wire.OnlineAnswer, error) // instead of state, by what is asked
	asked  []wire.OnlineAsk
	silent bool // nobody answers; the caller's patience ends
}

// refusal is HQ's own word, as the uplink brings it.
type refusal string

func (r refusal) Error() string       { return "HQ says: " + string(r) }
func (r refusal) RefusalCode() string { return string(r) }

var errAway = errors.New("HQ cannot be reached now")

func (h *hq) Ask(ctx context.Context, name string, body any) (json.RawMessage, error) {
	ask := body.(wire.OnlineAsk)
	if err := ask.Check(); err != nil || name != wire.AskPrepare {
		return nil, fmt.Errorf("%s %+v: %w", name, ask, err)
	}
	h.mu.Lock()
	h.asked = append(h.asked, ask)
	a, silent, special := h.state, h.silent, h.onAsk[ask.Do]
	h.mu.Unlock()
	if silent {
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	var err error
	if special != nil {
		a, err = special()
	} else if ask.Do == wire.OnlineMethods {
		a = wire.OnlineAnswer{Methods: []wire.OnlineMethod{{ID: "kakaopay", Name: map[string]string{"en": "Kakao Pay"}}, {ID: "bad name"}}}
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(a)
}

func (h *hq) set(change func(*hq)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(h)
}

// on has a question answered otherwise.
func (h *hq) on(do string, answer func() (wire.OnlineAnswer, error)) {
	h.set(func(h *hq) { h.onAsk[do] = answer })
}

// dos returns what was asked, in order, without the ways to pay.
func (h *hq) dos() (all []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, a := range h.asked {
		if a.Do != wire.OnlineMethods {
			all = append(all, a.Do)
		}
	}
	return all
}

// kiosk is the way to pay by phone at an HQ of a test's making.
type kiosk struct {
	t *testing.T
	*online.Phones
	hq     *hq
	ctx    context.Context
	steps  []pay.PhoneStep
	offers []pay.Offer
	ways   []string
	up     bool
	refuse error // what the disk says to an offer
}

var waiting = wire.OnlineAnswer{State: wire.OnlineWaiting, URL: "https://hq.example/p/1", Left: 60_000}

func within(t *testing.T, story func(*kiosk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		k := &kiosk{t: t, hq: &hq{state: waiting, onAsk: map[string]func() (wire.OnlineAnswer, error){}}}
		var err error
		k.Phones, err = online.New(online.Options{HQ: k.hq, Currency: func() pay.Currency { return pay.KRW }, Log: slog.New(slog.DiscardHandler), Offer: func(ways []pay.PhoneWay, up bool) {
			k.ways, k.up = nil, up
			for _, w := range ways {
				k.ways = append(k.ways, w.ID)
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		k.ctx = ctx
		done := make(chan error)
		go func() { done <- k.Run(ctx) }()
		k.Linked(true)
		synctest.Wait()
		story(k)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func (k *kiosk) charge() pay.Charge {
	return pay.Charge{Key: "order-01", Attempt: 2, Currency: pay.KRW, Amount: 5000, VAT: 454, Via: "kakaopay", Language: "en"}
}

// authorize pays and returns how it ended, and how long it took.
func (k *kiosk) authorize() (pay.Answer, time.Duration, error) {
	begun := time.Now()
	order := pay.Order{Key: "order-01", Currency: pay.KRW, Total: 5000}
	a, err := k.Authorize(k.ctx, agent.PhonePayment{Charge: k.charge(), Order: order, Show: func(s pay.PhoneStep) { k.steps = append(k.steps, s) }},
		func(_ context.Context, o pay.Offer) error {
			k.offers = append(k.offers, o)
			return k.refuse
		})
	return a, time.Since(begun), err
}

// after changes something a while from now.
func (k *kiosk) after(d time.Duration, do func()) {
	go func() {
		time.Sleep(d)
		do()
	}()
}

// becomes has HQ say from then on that an attempt is in a state.
func (k *kiosk) becomes(a wire.OnlineAnswer) func() {
	return func() { k.hq.set(func(h *hq) { h.state = a }) }
}

func approved(amount int64) wire.OnlineAnswer {
	return wire.OnlineAnswer{State: wire.OnlineApproved, Approval: &wire.OnlineApproval{
		Provider: "kakaopay", Number: "T1", Amount: amount, Means: "card", At: time.Now(), Split: &wire.Split{VAT: 455},
	}}
}

func fate(err error) pay.Fate {
	if err == nil {
		return ""
	}
	return pay.FateOf(err)
}
