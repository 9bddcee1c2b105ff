package load

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"kioskd/sync/wire"
)

// paying is how long a simulated customer takes to pay, at most.
const paying = 2 * time.Second

// sell has customers pay for half of the duration, at kiosks drawn by lot, and
// returns when the last one has paid.
func (f *fleet) sell(ctx context.Context) error {
	if f.Rate == 0 || f.Duration == 0 {
		return pause(ctx, f.Duration/2)
	}
	customers := newFailures()
	tick := time.NewTicker(max(time.Duration(float64(time.Second)/f.Rate), time.Millisecond))
	defer tick.Stop()
	began, paid := time.Now(), 0
	for time.Since(began) < f.Duration/2 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		for due := int(f.Rate * time.Since(began).Seconds()); paid < due; paid++ {
			k := f.kiosks[rand.IntN(len(f.kiosks))]
			customers.start(func() error { return k.customer(ctx, min(paying, f.Duration/2)) })
		}
	}
	return customers.wait()
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// customer orders, and pays a moment later.
func (k *kiosk) customer(ctx context.Context, paying time.Duration) error {
	key := fmt.Sprintf("%s-%x", k.journal.epoch, rand.Uint64())
	if err := k.order(key); err != nil {
		return err
	}
	if err := pause(ctx, rand.N(paying+1)); err != nil {
		return err
	}
	return k.approve(key)
}

// price is what everything costs, in won.
const price = 4500

func (k *kiosk) sale(key string) error {
	if err := k.order(key); err != nil {
		return err
	}
	return k.approve(key)
}

func (k *kiosk) order(key string) error {
	order := &wire.Order{Key: key, Currency: "KRW", Total: price, Lines: []wire.Line{{Item: "latte", Name: "Latte", Price: price, Quantity: 1, Tax: "taxed"}}}
	if err := k.journal.write(wire.KindOrdered, key, wire.Body{Order: order}); err != nil {
		return err
	}
	return k.journal.write(wire.KindStarted, key, wire.Body{Attempt: 1, Charge: &wire.Charge{Amount: price, Currency: "KRW"}})
}

func (k *kiosk) approve(key string) error {
	approval := &wire.Approval{Ref: "load-" + key, Number: "00000000", Currency: "KRW", Amount: price, Method: "credit", Card: "941009******1234"}
	if err := k.journal.write(wire.KindOffered, key, wire.Body{Attempt: 1, Approval: approval}); err != nil {
		return err
	}
	if err := k.journal.write(wire.KindApproved, key, wire.Body{Attempt: 1, Approval: approval}); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.payments++
	k.sum += price
	return nil
}

// failures waits for many, and keeps the first failure.
type failures struct {
	all  sync.WaitGroup
	once sync.Once
	err  error
}

func newFailures() *failures { return &failures{} }

func (f *failures) start(do func() error) {
	f.all.Go(func() {
		if err := do(); err != nil {
			f.once.Do(func() { f.err = err })
		}
	})
}

func (f *failures) wait() error {
	f.all.Wait()
	return f.err
}
