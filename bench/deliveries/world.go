package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/sqlite"
	"kioskd/sync/wire"
)

const token = "a token for deliveries"

var quiet = slog.New(slog.DiscardHandler)

// world is HQ, its kiosks and the lines between them.
type world struct {
	config
	progress io.Writer
	path     string
	store    *counting
	hall     *hall
	kiosks   []*kiosk
	cuts     atomic.Int64
}

// counting counts what comes to a store, repeats too.
type counting struct {
	hq.Store
	heard atomic.Int64
}

func (s *counting) Put(ctx context.Context, kiosk, epoch string, facts []hq.Fact) error {
	s.heard.Add(int64(len(facts)))
	return s.Store.Put(ctx, kiosk, epoch, facts)
}

func newWorld(ctx context.Context, c config, dir string, progress io.Writer) (*world, error) {
	w := &world{config: c, progress: progress, path: filepath.Join(dir, "hq.db")}
	store, err := sqlite.Open(ctx, w.path)
	if err != nil {
		return nil, err
	}
	w.store = &counting{Store: store}
	if w.hall, err = newHall(w.store); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	for i := range c.kiosks {
		k, err := newKiosk(w, i)
		if err != nil {
			return nil, errors.Join(err, w.close(ctx))
		}
		w.kiosks = append(w.kiosks, k)
	}
	return w, nil
}

// play runs until every kiosk has heard that HQ has everything.
func (w *world) play(ctx context.Context) error {
	trouble, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { w.hall.restarts(trouble, w) })
	beside.Go(func() { w.tell(trouble) })
	defer beside.Wait()
	defer stop()
	ended := make(chan error, len(w.kiosks))
	for _, k := range w.kiosks {
		beside.Go(func() { k.line.misbehave(trouble) })
		go func() { ended <- k.deliver(ctx) }()
	}
	var err error
	for range w.kiosks {
		err = errors.Join(err, <-ended)
	}
	return err
}

// tell says how far it is.
func (w *world) tell(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Second):
		}
		delivered := uint64(0)
		for _, k := range w.kiosks {
			delivered += k.source.Position()
		}
		_, _ = fmt.Fprintf(w.progress, "%d of %d facts delivered, %d troubles\n", delivered, w.facts, w.cuts.Load())
	}
}

// result is what HQ holds in the end.
type result struct {
	facts, rows, distinct, heard, troubles int64
	lost, doubled                          int64
}

func (r result) String() string {
	return fmt.Sprintf("%d facts, %d troubles on the way, %d facts came again; %d lost, %d doubled",
		r.facts, r.troubles, r.heard-r.distinct, r.lost, r.doubled)
}

// count looks at HQ's table from outside, and at the end of each chain.
func (w *world) count(ctx context.Context) (r result, err error) {
	db, err := sql.Open("sqlite", "file:"+w.path)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM (SELECT DISTINCT kiosk, epoch, seq FROM facts))`).Scan(&r.rows, &r.distinct)
	if err != nil {
		return r, fmt.Errorf("count HQ's facts: %w", err)
	}
	for _, k := range w.kiosks {
		last, hash := k.source.Last()
		r.facts += int64(last)
		head, err := w.store.Head(ctx, k.id, k.source.Epoch())
		if err != nil {
			return r, err
		}
		if head.Seq != last || head.Hash != hash {
			r.lost++ // at least
		}
	}
	r.heard, r.troubles = w.store.heard.Load(), w.cuts.Load()
	r.lost, r.doubled = r.lost+max(0, r.facts-r.distinct), r.rows-r.distinct
	return r, nil
}

func (w *world) close(ctx context.Context) error {
	for _, k := range w.kiosks {
		k.line.close()
	}
	return errors.Join(w.hall.close(ctx), w.store.Close())
}

var limits = wire.Limits{FirstDelay: 20} // kiosks come back at once
