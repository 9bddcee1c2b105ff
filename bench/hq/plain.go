package main

import (
	"context"
	"fmt"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// plain inserts the rows that an HQ makes of the same facts, in batches of pgx: a
// statement for each row, one round trip and one commit for each message. It checks
// nothing, and knows beforehand what becomes of each payment.
func plain(ctx context.Context, address, count string) error {
	facts, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	pool, err := pgxpool.New(ctx, address)
	if err != nil {
		return err
	}
	defer pool.Close()
	var all [][]*pgx.Batch
	for n := range senders {
		batches, err := batches("kiosk-"+strconv.Itoa(n), facts/senders)
		if err != nil {
			return err
		}
		all = append(all, batches)
	}
	return timed(func() error { return insertAll(ctx, pool, all) })
}

// timed prints how long something took, and how long it kept this program busy, in
// seconds.
func timed(do func() error) error {
	var before, after syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
		return err
	}
	start := time.Now()
	if err := do(); err != nil {
		return err
	}
	took := time.Since(start)
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &after); err != nil {
		return err
	}
	busy := func(r syscall.Rusage) float64 { return time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds() }
	_, err := fmt.Println(took.Seconds(), busy(after)-busy(before))
	return err
}

func insertAll(ctx context.Context, pool *pgxpool.Pool, all [][]*pgx.Batch) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4) // as many as HQ has
	for _, batches := range all {
		g.Go(func() error { return insertKiosk(ctx, pool, batches) })
	}
	return g.Wait()
}

// batches are made beforehand: what is measured is to insert them.
func batches(kiosk string, facts int) (all []*pgx.Batch, err error) {
	j := wiretest.New("e1")
	j.Fill(facts)
	for from := 0; from < len(j.Lines); from += wire.MaxBatch {
		b, err := batch(kiosk, j.Lines[from:min(from+wire.MaxBatch, len(j.Lines))])
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

func insertKiosk(ctx context.Context, pool *pgxpool.Pool, batches []*pgx.Batch) error {
	for _, b := range batches {
		err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return tx.SendBatch(ctx, b).Close() })
		if err != nil {
			return err
		}
	}
	return nil
}

const insertFact = `INSERT INTO facts (kiosk, epoch, seq, kind, key, sum, at, refused, line) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

const insertPayment = `INSERT INTO payments (kiosk, key, status, attempt, test, started, ended, amount, currency, refunded, summary, number, ref, card, method, recovered, reason, facts)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`

func batch(kiosk string, lines [][]byte) (*pgx.Batch, error) {
	var b pgx.Batch
	for _, line := range lines {
		f, err := wire.ParseFact(line)
		if err != nil {
			return nil, err
		}
		b.Queue(insertFact, kiosk, "e1", int64(f.Seq), f.Kind, f.Key, f.Sum, f.At, "", line)
		if f.Kind == wire.KindApproved {
			p := hq.Payment{Status: hq.Approved, Attempt: 1, Started: f.At, Ended: f.At, Amount: 1000, Currency: "KRW", Summary: "Latte", Number: "30012345", Ref: "ref-" + f.Key, Card: "941009******1234", Method: "credit", Facts: 4}
			b.Queue(insertPayment, kiosk, f.Key, p.Status, p.Attempt, p.Test, p.Started, p.Ended, p.Amount, p.Currency, p.Refunded, p.Summary, p.Number, p.Ref, p.Card, p.Method, p.Recovered, p.Reason, p.Facts)
		}
	}
	return &b, nil
}
