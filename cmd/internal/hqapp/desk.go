package hqapp

import (
	"context"
	"errors"
	"log/slog"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
)

// OpenDesk opens a store for whoever works on it beside the HQ that serves it, or
// without one. The caller calls shut when done. HQ's address is for links.
func OpenDesk(ctx context.Context, store, address string) (d *desk.Desk, shut func() error, err error) {
	if store == "memory:" {
		return nil, nil, errors.New("a store in memory is the serving HQ's alone: name the one that HQ keeps, as in --store sqlite:kioskhq-data/hq.db")
	}
	s, err := OpenStore(ctx, store, slog.Default())
	if err != nil {
		return nil, nil, err
	}
	h, err := hq.New(hq.Options{Store: s, Token: func(string) (string, bool) { return "", false }})
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return desk.New(desk.Options{HQ: h, People: people.New(s, h.Rand), Check: checkDocument, Address: address}), s.Close, nil
}
