package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// asker is a database or a transaction.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Head implements [hq.Store].
func (s *Store) Head(ctx context.Context, kiosk, epoch string) (hq.Head, error) {
	return headOf(ctx, s.read, kiosk, epoch)
}

func headOf(ctx context.Context, db asker, kiosk, epoch string) (hq.Head, error) {
	head := hq.NewHead(epoch)
	err := db.QueryRowContext(ctx, `SELECT seq, hash FROM chains WHERE kiosk = ? AND epoch = ?`, kiosk, epoch).Scan(&head.Seq, &head.Hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return hq.Head{}, fmt.Errorf("read the end of the chain: %w", err)
	}
	return head, nil
}

const paymentColumns = `id, kiosk, key, status, attempt, test, started, ended, amount, currency, summary, number, ref, card, method, recovered, reason, facts, refunded`

// Payment implements [hq.Store].
func (s *Store) Payment(ctx context.Context, kiosk, key string) (hq.Payment, error) {
	return paymentOf(ctx, s.read, kiosk, key)
}

// onePayment takes a kiosk and a key.
const onePayment = `SELECT ` + paymentColumns + ` FROM payments WHERE kiosk = ? AND key = ?`

func paymentOf(ctx context.Context, db asker, kiosk, key string) (hq.Payment, error) {
	return foundPayment(db.QueryRowContext(ctx, onePayment, kiosk, key))
}

func foundPayment(row *sql.Row) (hq.Payment, error) {
	p, err := scanPayment(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return hq.Payment{}, hq.ErrNotFound
	}
	return p, err
}

func scanPayment(scan func(...any) error) (hq.Payment, error) {
	var p hq.Payment
	var started int64
	var ended sql.NullInt64
	err := scan(&p.ID, &p.Kiosk, &p.Key, &p.Status, &p.Attempt, &p.Test, &started, &ended, &p.Amount, &p.Currency,
		&p.Summary, &p.Number, &p.Ref, &p.Card, &p.Method, &p.Recovered, &p.Reason, &p.Facts, &p.Refunded)
	p.Started = time.UnixMilli(started).UTC()
	if ended.Valid {
		p.Ended = time.UnixMilli(ended.Int64).UTC()
	}
	return p, err
}

// Payments implements [hq.Store].
func (s *Store) Payments(ctx context.Context, f hq.Filter) ([]hq.Payment, error) {
	query, args := `SELECT `+paymentColumns+` FROM payments WHERE 1`, []any{}
	for _, c := range []struct{ column, value string }{{"kiosk", f.Kiosk}, {"key", f.Key}, {"status", f.Status}} {
		if c.value != "" {
			query, args = query+` AND `+c.column+` = ?`, append(args, c.value)
		}
	}
	query, args = narrow(query, args, f)
	if !f.After.IsZero() {
		query, args = query+` AND (started, id) < (?, ?)`, append(args, f.After.Started.UnixMilli(), f.After.ID)
	}
	query, args = query+` ORDER BY started DESC, id DESC LIMIT ?`, append(args, f.Size())
	return collect(ctx, s.read, query, args, scanPayment)
}

// narrow adds what people look for.
func narrow(query string, args []any, f hq.Filter) (string, []any) {
	if len(f.Among) > 0 {
		query += ` AND status IN (?` + strings.Repeat(`, ?`, len(f.Among)-1) + `)`
		for _, status := range f.Among {
			args = append(args, status)
		}
	}
	if !f.From.IsZero() {
		query, args = query+` AND started >= ?`, append(args, f.From.UnixMilli())
	}
	if !f.Until.IsZero() {
		query, args = query+` AND started < ?`, append(args, f.Until.UnixMilli())
	}
	if f.Refunded {
		query += ` AND refunded > 0`
	}
	if text, joined := f.Words(); text != "" {
		query += ` AND (instr(lower(key), ?) > 0 OR instr(lower(number), ?) > 0 OR instr(lower(card), ?) > 0 OR instr(lower(summary), ?) > 0)`
		args = append(args, joined, joined, joined, text)
	}
	return query, args
}

// Facts implements [hq.Store].
func (s *Store) Facts(ctx context.Context, f hq.FactFilter) ([]hq.Fact, error) {
	query, args := `SELECT epoch, seq, refused, line FROM facts WHERE seq > ?`, []any{f.After}
	for _, c := range []struct{ column, value string }{{"kiosk", f.Kiosk}, {"epoch", f.Epoch}, {"key", f.Key}} {
		if c.value != "" {
			query, args = query+` AND `+c.column+` = ?`, append(args, c.value)
		}
	}
	if f.Key != "" {
		query += ` AND key <> ''` // lets the partial index serve
	}
	if f.Refused {
		query += ` AND refused <> ''`
	}
	limit := -1
	if f.Limit > 0 {
		limit = f.Limit
	}
	return collect(ctx, s.read, query+` ORDER BY id LIMIT ?`, append(args, limit), scanFact)
}

// scanFact reads a fact from its line, the one truth; columns only find it.
func scanFact(scan func(...any) error) (hq.Fact, error) {
	var epoch, refused string
	var seq uint64
	var line []byte
	if err := scan(&epoch, &seq, &refused, &line); err != nil {
		return hq.Fact{}, err
	}
	if refused != "" {
		return hq.Fact{Fact: wire.Fact{Seq: seq, Line: line}, Epoch: epoch, Refused: refused}, nil
	}
	f, err := wire.ParseFact(line)
	if err != nil {
		return hq.Fact{}, fmt.Errorf("stored fact %d: %w", seq, err)
	}
	return hq.Fact{Fact: f, Epoch: epoch}, nil
}

func collect[T any](ctx context.Context, db *sql.DB, query string, args []any, scan func(func(...any) error) (T, error)) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []T
	for rows.Next() {
		row, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// Seen implements [hq.Store].
func (s *Store) Seen(ctx context.Context, k hq.Kiosk) error {
	var status []byte
	if k.Status != nil {
		var err error
		if status, err = json.Marshal(k.Status); err != nil {
			return fmt.Errorf("keep the status of %s: %w", k.ID, err)
		}
	}
	_, err := s.write.ExecContext(ctx, `INSERT INTO kiosks (id, first_seen, last_seen, agent, epoch, alarm, status)
		VALUES (?1, ?2, ?2, ?3, ?4, '', ?5)
		ON CONFLICT (id) DO UPDATE SET last_seen = ?2, agent = ?3, epoch = ?4, status = coalesce(?5, status)`,
		k.ID, k.LastSeen.UnixMilli(), k.Agent, k.Epoch, status)
	if err != nil {
		return fmt.Errorf("note that %s was seen: %w", k.ID, err)
	}
	return nil
}

// Kiosks implements [hq.Store].
func (s *Store) Kiosks(ctx context.Context) ([]hq.Kiosk, error) {
	return collect(ctx, s.read, `SELECT k.id, k.first_seen, k.last_seen, k.agent, k.epoch, k.status, coalesce(c.seq, 0)
		FROM kiosks k LEFT JOIN chains c ON c.kiosk = k.id AND c.epoch = k.epoch ORDER BY k.id`, nil, scanKiosk)
}

func scanKiosk(scan func(...any) error) (hq.Kiosk, error) {
	var k hq.Kiosk
	var first, last int64
	var status []byte
	if err := scan(&k.ID, &first, &last, &k.Agent, &k.Epoch, &status, &k.Acked); err != nil {
		return k, err
	}
	k.FirstSeen, k.LastSeen = time.UnixMilli(first).UTC(), time.UnixMilli(last).UTC()
	if len(status) == 0 {
		return k, nil
	}
	k.Status = new(wire.Status)
	if err := json.Unmarshal(status, k.Status); err != nil {
		return k, fmt.Errorf("stored status of %s: %w", k.ID, err)
	}
	return k, nil
}

func millis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}
