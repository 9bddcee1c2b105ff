package webhook

import (
	"context"
	"errors"
	"strings"
	"time"

	"kioskd/sync/hq"
)

// tidy forgets what was heard, or given up, long ago, and what was due to endpoints
// that are gone.
func (s *sender) tidy(ctx context.Context) error {
	all, err := s.Endpoints(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, e := range all {
		known[e.ID] = true
	}
	gone := func(name, cut string) bool { id, _, _ := strings.Cut(name, cut); return !known[id] }
	err = sweep(ctx, s.deliveries, func(name string, d Delivery) bool {
		return gone(name, "/") || d.State != Waiting && time.Since(d.Added) > keepFor
	})
	return errors.Join(err, sweep(ctx, s.due, func(name string, _ struct{}) bool { return gone(name, "|") }))
}

// sweep drops what is old, page by page.
func sweep[T any](ctx context.Context, from hq.Drawer[T], old func(name string, v T) bool) error {
	for after := ""; ; {
		page, err := from.After(ctx, after, pageSize)
		if err != nil {
			return err
		}
		for _, k := range page {
			after = k.Name
			if old(k.Name, k.Value) {
				err = errors.Join(err, from.Drop(ctx, k.Name))
			}
		}
		if err != nil || len(page) < pageSize {
			return err
		}
	}
}
