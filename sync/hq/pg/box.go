package pg

import (
	"context"
	"errors"

	"kioskd/sync/hq"
)

// OfficeBox is a [Box] in HQ's own store.
type OfficeBox struct {
	Office hq.Office
	Kind   string
}

// Get implements [Box].
func (b OfficeBox) Get(ctx context.Context, name string) ([]byte, uint64, error) {
	r, err := b.Office.Record(ctx, b.Kind, name)
	if errors.Is(err, hq.ErrNotFound) {
		return nil, 0, nil
	}
	return r.Body, r.Version, err
}

// Put implements [Box].
func (b OfficeBox) Put(ctx context.Context, name string, body []byte, version uint64) error {
	err := b.Office.PutRecord(ctx, hq.Record{Kind: b.Kind, Name: name, Version: version, Body: body})
	if errors.Is(err, hq.ErrChanged) || errors.Is(err, hq.ErrExists) {
		return ErrStale
	}
	return err
}
