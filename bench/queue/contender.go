package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
)

// store keeps records. Put returns when its record is durable, and may be called
// by many goroutines at once; record is 1 KiB of JSON, n its number.
type store interface {
	Put(ctx context.Context, n int, record []byte) error
	Close() error
}

// contender is a way of keeping records.
type contender struct {
	name string
	open func(dir string) (store, error)
}

// The names that ratios and aims refer to.
const (
	rawAppend   = "raw append + fdatasync"
	rawPrepared = "raw write + fdatasync, preallocated"
	rawBare     = "raw: the three flushes of a money fact"
	kioskMoney  = "**kioskd, money facts** (both stores)"
	kioskPlain  = "**kioskd, plain facts** (log)"
	plainBolt   = "bbolt.Update"
)

// contenders returns everybody, the yardsticks first.
func contenders() []contender {
	return []contender{
		{rawAppend, openRawAppend},
		{rawPrepared, openRawPrepared},
		{rawBare, openBare},
		{kioskMoney, openKiosk(moneyFact)},
		{kioskPlain, openKiosk(plainFact)},
		{plainBolt, openBolt},
		{"SQLite WAL, synchronous=FULL (modernc)", openSQLite},
		{"tidwall/wal, sync", openTidwall},
		{"joncrlsn/dque, turbo off", openDque},
		{"NATS JetStream file store, SyncAlways", openJetStream},
		{"badger, SyncWrites", openBadger},
	}
}

func contenderNamed(name string) (contender, error) {
	all := contenders()
	i := slices.IndexFunc(all, func(c contender) bool { return c.name == name })
	if i < 0 {
		return contender{}, fmt.Errorf("there is no contender %q", name)
	}
	return all[i], nil
}

// putOnly puts records and nothing else, for a tracer to count flushes.
func putOnly(ctx context.Context, c config, dir string) error {
	who, err := contenderNamed(c.count)
	if err != nil {
		return err
	}
	s, err := who.open(filepath.Join(dir, "store"))
	if err != nil {
		return fmt.Errorf("open %s: %w", who.name, err)
	}
	if err := share(c.callers, c.puts, func(n int) error { return s.Put(ctx, n, record(n)) }); err != nil {
		return fmt.Errorf("put into %s: %w", who.name, err)
	}
	return s.Close()
}

// share lets so many callers do the numbers below total, and returns the first error.
func share(callers, total int, do func(n int) error) error {
	errs := make([]error, callers)
	var all sync.WaitGroup
	for caller := range callers {
		all.Go(func() {
			for n := caller; n < total && errs[caller] == nil; n += callers {
				errs[caller] = do(n)
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
