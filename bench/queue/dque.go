package main

import (
	"context"
	"os"

	"github.com/joncrlsn/dque"
)

// durableQueue is dque with turbo off, which means that each record is flushed.
type durableQueue struct{ *dque.DQue }

// dqueRecord is what dque encodes.
type dqueRecord struct{ Record []byte }

func openDque(dir string) (store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	q, err := dque.NewOrOpen("records", dir, 10_000, func() any { return &dqueRecord{} })
	if err != nil {
		return nil, err
	}
	return durableQueue{q}, nil
}

func (d durableQueue) Put(_ context.Context, _ int, record []byte) error {
	return d.Enqueue(&dqueRecord{record})
}
