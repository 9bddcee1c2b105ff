package pg

import (
	"context"
	"fmt"
	"time"
)

// Bounds of going on with what was left.
const (
	lookEvery  = time.Second
	atOnceMost = 32
)

// Run goes on with attempts that are due, of this process or of one that died, until
// ctx ends. It is called once.
func (f *Flow) Run(ctx context.Context) error {
	defer f.Close()
	if f.Alone {
		if err := f.Store.RouseAttempts(ctx, time.Now()); err != nil && ctx.Err() == nil {
			return fmt.Errorf("go on with payments by phone: %w", err)
		}
		close(f.roused)
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	places := make(chan struct{}, atOnceMost)
	for f.goOn(ctx, places); ; f.goOn(ctx, places) {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// opened waits until the doors may open: an attempt that begins here must not look as
// if a dead process had left it.
func (f *Flow) opened(ctx context.Context) error {
	select {
	case <-f.roused:
		return nil // also for somebody who is gone: that is not why the doors are shut
	default:
	}
	select {
	case <-f.roused:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("HQ has not begun to take payments by phone yet: %w", ctx.Err())
	}
}

// goOn wakes what is due, as many as there are places for.
func (f *Flow) goOn(ctx context.Context, places chan struct{}) {
	free := cap(places) - len(places) // nobody else takes one
	if free == 0 {
		return
	}
	all, err := f.claim(ctx, free)
	if err != nil && ctx.Err() == nil {
		f.Log.Error("payments by phone that are due were not found", "err", err)
	}
	for _, a := range all {
		places <- struct{}{}
		f.work.Go(func() {
			defer func() { <-places }()
			f.wake(a)
		})
	}
}

func (f *Flow) wake(a Attempt) {
	if _, err := f.drive(a, Woke{now()}); err != nil {
		f.Log.Error("a payment by phone did not go on; it is tried again", "kiosk", a.Kiosk, "key", a.Key, "err", err)
	}
}

func (f *Flow) claim(ctx context.Context, most int) ([]Attempt, error) {
	ctx, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	now := time.Now()
	return f.Store.ClaimAttempts(ctx, now, now.Add(f.Call+grace), most)
}
