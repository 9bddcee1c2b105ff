package postgres

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// Head implements [hq.Store].
func (s *Store) Head(ctx context.Context, kiosk, epoch string) (hq.Head, error) {
	return ask(ctx, s.heads, chainID{kiosk, epoch})
}

// chainID names a chain of facts.
type chainID struct{ kiosk, epoch string }

func (s *Store) askHeads(ctx context.Context, all []*asked[chainID, hq.Head]) error {
	for _, a := range all {
		a.answer = hq.NewHead(a.question.epoch)
	}
	found, err := list(ctx, s, numberedRow(scanHead), `SELECT u.place, seq, hash
		FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u (k, e, place) JOIN chains ON kiosk = u.k AND epoch = u.e`,
		questions(all, func(c chainID) string { return column(c.kiosk) }), questions(all, func(c chainID) string { return column(c.epoch) }))
	for _, f := range found {
		all[f.place-1].answer = f.row
	}
	return said("read the ends of chains", err)
}

func scanHead(r pgx.CollectableRow) (h hq.Head, err error) {
	err = r.Scan(&h.Seq, &h.Hash)
	return h, err
}

// query is a statement that grows by conditions.
type query struct {
	strings.Builder
	args []any
}

// and adds a condition; each $ in it stands for the next value.
func (q *query) and(condition string, values ...any) {
	q.WriteString(" AND ")
	for _, c := range condition {
		q.WriteRune(c)
		if c == '$' {
			q.args = append(q.args, values[0])
			values = values[1:]
			_, _ = fmt.Fprint(q, len(q.args))
		}
	}
}

// list reads the rows that a statement finds.
func list[T any](ctx context.Context, s *Store, read pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	all, err := pgx.CollectRows(rows, read)
	if err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

// Payment implements [hq.Store].
func (s *Store) Payment(ctx context.Context, kiosk, key string) (hq.Payment, error) {
	found, err := list(ctx, s, scanPayment, `SELECT `+paymentColumns+` FROM payments WHERE kiosk = $1 AND key = $2`, column(kiosk), column(key))
	if err == nil && len(found) == 0 {
		err = hq.ErrNotFound
	}
	if err != nil {
		return hq.Payment{}, err
	}
	return found[0], nil
}

// Payments implements [hq.Store].
func (s *Store) Payments(ctx context.Context, f hq.Filter) ([]hq.Payment, error) {
	var q query
	q.WriteString(`SELECT ` + paymentColumns + ` FROM payments WHERE true`)
	for _, c := range []struct{ condition, value string }{{"kiosk = $", f.Kiosk}, {"key = $", f.Key}, {"status = $", f.Status}} {
		if c.value != "" {
			q.and(c.condition, column(c.value))
		}
	}
	q.narrow(f)
	if !f.After.IsZero() {
		q.and("(started, id) < ($, $)", f.After.Started, f.After.ID)
	}
	_, _ = fmt.Fprintf(&q, ` ORDER BY started DESC, id DESC LIMIT %d`, f.Size())
	return list(ctx, s, scanPayment, q.String(), q.args...)
}

// narrow adds what people look for.
func (q *query) narrow(f hq.Filter) {
	if len(f.Among) > 0 {
		q.and("status = ANY($)", f.Among)
	}
	if !f.From.IsZero() {
		q.and("started >= $", f.From)
	}
	if !f.Until.IsZero() {
		q.and("started < $", f.Until)
	}
	if f.Refunded {
		q.and("refunded > 0")
	}
	if words, joined := f.Words(); words != "" {
		words, joined = text(words), text(joined)
		q.and("(strpos(lower(key), $) > 0 OR strpos(lower(number), $) > 0 OR strpos(lower(card), $) > 0 OR strpos(lower(summary), $) > 0)", joined, joined, joined, words)
	}
}

// Facts implements [hq.Store].
func (s *Store) Facts(ctx context.Context, f hq.FactFilter) ([]hq.Fact, error) {
	if f.Refused && f.Kiosk != "" && f.Epoch != "" && f.Key == "" {
		return ask(ctx, s.gathered.refused, f)
	}
	var q query
	q.WriteString(`SELECT epoch, seq, refused, line FROM facts WHERE true`)
	q.and("seq > $", int64(f.After))
	for _, c := range []struct{ condition, value string }{{"kiosk = $", f.Kiosk}, {"epoch = $", f.Epoch}, {"key = $ AND key <> ''", f.Key}} {
		if c.value != "" {
			q.and(c.condition, column(c.value))
		}
	}
	if f.Refused {
		q.and("refused <> ''")
	}
	order := "id"
	if f.Kiosk != "" && f.Epoch != "" {
		order = "seq" // the same order, and there is an index
	}
	q.WriteString(` ORDER BY ` + order)
	if f.Limit > 0 {
		_, _ = fmt.Fprintf(&q, ` LIMIT %d`, f.Limit)
	}
	return list(ctx, s, scanFact, q.String(), q.args...)
}

const refusedFacts = `SELECT u.place, f.epoch, f.seq, f.refused, f.line
	FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS u (k, e, after, most, place),
	LATERAL (SELECT epoch, seq, refused, line FROM facts WHERE kiosk = u.k AND epoch = u.e AND seq > u.after AND refused <> '' ORDER BY seq LIMIT u.most) f
	ORDER BY u.place, f.seq`

// askRefused asks what was refused of a chain, which a kiosk does when it comes.
func (s *Store) askRefused(ctx context.Context, all []*asked[hq.FactFilter, []hq.Fact]) error {
	return answerAll(ctx, s, all, scanFact, refusedFacts,
		questions(all, func(f hq.FactFilter) string { return column(f.Kiosk) }), questions(all, func(f hq.FactFilter) string { return column(f.Epoch) }),
		questions(all, func(f hq.FactFilter) int64 { return int64(f.After) }), questions(all, func(f hq.FactFilter) int64 { return cmp.Or(int64(f.Limit), math.MaxInt64) }))
}

// scanFact reads a fact from its line, the one truth; columns only find it.
func scanFact(r pgx.CollectableRow) (hq.Fact, error) {
	var epoch, refused string
	var seq uint64
	var line []byte
	if err := r.Scan(&epoch, &seq, &refused, &line); err != nil {
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
