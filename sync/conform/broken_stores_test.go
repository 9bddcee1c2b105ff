package conform_test

import (
	"context"
	"errors"
	"time"

	"kioskd/sync/hq"
)

// forgives takes what the chain forbids.
type forgives struct {
	hq.Store
	what error
}

func (s forgives) Put(ctx context.Context, kiosk, epoch string, facts []hq.Fact) error {
	err := s.Store.Put(ctx, kiosk, epoch, facts)
	if errors.Is(err, s.what) {
		return nil
	}
	return err
}

// giddy does not know what it has given.
type giddy struct{ hq.Store }

func (giddy) GiveCommand(_ context.Context, _, _, epoch string) (string, error) { return epoch, nil }

// hasty revokes a key as soon as another shall take its place.
type hasty struct{ hq.Store }

func (s hasty) AddKey(ctx context.Context, k hq.Key) error {
	return errors.Join(s.Store.AddKey(ctx, k), s.Revoke(ctx, k.Kiosk, k.Replaces, "hasty", k.Added))
}

// lax revokes nothing.
type lax struct{ hq.Store }

func (lax) Revoke(context.Context, string, string, string, time.Time) error { return nil }
