package world

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
)

// openPhonesLocked has this HQ take payments by phone, where anybody makes them. What
// it returns ends that.
func (o *office) openPhonesLocked(options *hq.Options) (end func(), err error) {
	if o.w.bank == nil {
		return func() {}, nil
	}
	b := o.w.bank
	o.life = &life{}
	opened, err := b.open(o, o.life)
	if err != nil {
		return nil, err
	}
	o.flow, err = pg.New(pg.Options{
		Store: mortalStore{o.memory, o.life, o.store.attemptLuck}, Providers: opened, Base: atHQ, Test: true, Late: b.late, Window: b.window, Alone: true,
		Purposes: map[string]pg.Purpose{pg.PurposeOrder: {}}, Tell: o.tell, Log: slog.New(slog.DiscardHandler),
		Rand: o.w.random(fmt.Sprintf("payments by phone %d", o.opening)),
	})
	if err != nil {
		return nil, err
	}
	options.Online = o.flow
	return o.runPhones(o.flow, o.life), nil
}

// runPhones goes on with what was left, until the result is called.
func (o *office) runPhones(flow *pg.Flow, life *life) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := flow.Run(ctx); err != nil && !life.over.Load() {
			o.w.fail("HQ goes on with payments by phone no more: %v", err)
		}
	})
	return func() {
		cancel()
		running.Wait()
		life.over.Store(true)
	}
}

// tell has the kiosk look.
func (o *office) tell(a pg.Attempt) {
	h := o.serving()
	if h == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := h.HintOnline(ctx, a.Kiosk, a.Key, a.Number); err != nil {
		o.w.aside("hq", "the kiosk is not told: %v", err)
	}
}

// attemptLuck is the luck of HQ's store with an attempt.
func (s *shakyStore) attemptLuck() (before, after error) {
	s.mu.Lock()
	luck := s.luck
	s.mu.Unlock()
	if luck == nil {
		return nil, nil
	}
	return luck()
}
