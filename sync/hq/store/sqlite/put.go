package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"kioskd/sync/hq"
)

// Put implements [hq.Store].
func (s *Store) Put(ctx context.Context, kiosk, epoch string, facts []hq.Fact) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	p := put{ctx: ctx, tx: tx, kiosk: kiosk, epoch: epoch}
	if err := p.all(facts); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// put is one transaction that adds facts.
type put struct {
	ctx          context.Context
	tx           *sql.Tx
	kiosk, epoch string
}

func (p put) all(facts []hq.Fact) error {
	head, err := headOf(p.ctx, p.tx, p.kiosk, p.epoch)
	if err != nil {
		return err
	}
	fresh, head, err := hq.Extend(head, facts, p.stored)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if err := p.insert(fresh); err != nil {
		return err
	}
	if err := p.project(fresh); err != nil {
		return err
	}
	return p.setHead(head)
}

func (p put) stored(seq uint64) ([]byte, error) {
	var line []byte
	err := p.tx.QueryRowContext(p.ctx, `SELECT line FROM facts WHERE kiosk = ? AND epoch = ? AND seq = ?`,
		p.kiosk, p.epoch, seq).Scan(&line)
	return line, err
}

func (p put) insert(facts []hq.Fact) error {
	add, err := p.tx.PrepareContext(p.ctx, `INSERT INTO facts (kiosk, epoch, seq, key, refused, line) VALUES (?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return fmt.Errorf("insert facts: %w", err)
	}
	defer func() { _ = add.Close() }()
	for _, f := range facts {
		if _, err := add.ExecContext(p.ctx, p.kiosk, p.epoch, f.Seq, f.Key, f.Refused, f.Line); err != nil {
			return fmt.Errorf("insert fact %d: %w", f.Seq, err)
		}
	}
	return nil
}

// project loads each payment once, applies its facts, and writes it back.
func (p put) project(facts []hq.Fact) error {
	load, err := p.tx.PrepareContext(p.ctx, onePayment)
	if err != nil {
		return fmt.Errorf("load payments: %w", err)
	}
	defer func() { _ = load.Close() }()
	touched := map[string]hq.Payment{}
	var keys []string // in the order of the facts, which is the order of new rows
	for _, f := range facts {
		if !f.Pays() {
			continue
		}
		payment, loaded := touched[f.Key]
		if !loaded {
			payment, err = foundPayment(load.QueryRowContext(p.ctx, p.kiosk, f.Key))
			if err != nil && !errors.Is(err, hq.ErrNotFound) {
				return fmt.Errorf("load payment %s: %w", f.Key, err)
			}
			keys = append(keys, f.Key)
		}
		touched[f.Key] = hq.Project(payment, p.kiosk, f)
	}
	return p.saveAll(keys, touched)
}

const savePayment = `INSERT OR REPLACE INTO payments
	(id, kiosk, key, status, attempt, test, started, ended, amount, currency, summary, number, ref, card, method, recovered, reason, facts, refunded)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// saveAll prepares once what it does for each payment: parsing the statement
// costs more than running it.
func (p put) saveAll(keys []string, payments map[string]hq.Payment) error {
	save, err := p.tx.PrepareContext(p.ctx, savePayment)
	if err != nil {
		return fmt.Errorf("save payments: %w", err)
	}
	defer func() { _ = save.Close() }()
	for _, key := range keys {
		row := payments[key]
		id := sql.NullInt64{Int64: row.ID, Valid: row.ID != 0}
		_, err := save.ExecContext(p.ctx,
			id, row.Kiosk, row.Key, row.Status, row.Attempt, row.Test, row.Started.UnixMilli(), millis(row.Ended),
			row.Amount, row.Currency, row.Summary, row.Number, row.Ref, row.Card, row.Method, row.Recovered, row.Reason, row.Facts, row.Refunded)
		if err != nil {
			return fmt.Errorf("save payment %s: %w", key, err)
		}
	}
	return nil
}

func (p put) setHead(head hq.Head) error {
	_, err := p.tx.ExecContext(p.ctx, `INSERT OR REPLACE INTO chains (kiosk, epoch, seq, hash) VALUES (?, ?, ?, ?)`,
		p.kiosk, p.epoch, head.Seq, head.Hash)
	if err != nil {
		return fmt.Errorf("move the end of the chain: %w", err)
	}
	return nil
}
