package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kioskd/sync/hq"
)

// ledger is what one transaction knows of the tables, and changes.
type ledger struct {
	ctx      context.Context
	tx       pgx.Tx
	payments map[place]*row
	touched  []*row // in the order of the facts, which is the order of new rows
}

// place is where a payment stands.
type place struct{ kiosk, key string }

// row is a payment, and how many facts had made it when it was loaded.
type row struct {
	hq.Payment
	was int
}

// load locks the ends of the chains, and loads the payments that the facts are
// about, as they are after that. The locks are taken in one order by everybody, so
// that no two transactions wait for each other.
func (l *ledger) load(puts []*put) error {
	slices.SortFunc(puts, func(a, b *put) int { return cmp.Compare(a.kiosk, b.kiosk) })
	var kiosks, epochs, seeds []string
	for _, p := range puts {
		kiosks, epochs, seeds = append(kiosks, p.kiosk), append(epochs, p.epoch), append(seeds, hq.NewHead(p.epoch).Hash)
	}
	var b pgx.Batch
	b.Queue(beginChains, kiosks, epochs, seeds)
	b.Queue(lockChains, kiosks, epochs).Query(func(rows pgx.Rows) error { return eachHead(rows, puts) })
	of, keys := keysOf(puts)
	l.payments = make(map[place]*row, len(keys))
	b.Queue(loadPayments, of, keys).Query(l.loaded)
	if err := l.tx.SendBatch(l.ctx, &b).Close(); err != nil {
		return fmt.Errorf("load the ends of the chains: %w", err)
	}
	return nil
}

const beginChains = `INSERT INTO chains (kiosk, epoch, seq, hash)
	SELECT kiosk, epoch, 0, hash FROM unnest($1::text[], $2::text[], $3::text[]) AS u (kiosk, epoch, hash)
	WHERE NOT EXISTS (SELECT FROM chains c WHERE c.kiosk = u.kiosk AND c.epoch = u.epoch)
	ON CONFLICT DO NOTHING`

const lockChains = `SELECT c.seq, c.hash FROM chains c
	JOIN unnest($1::text[], $2::text[]) AS u (kiosk, epoch) ON c.kiosk = u.kiosk AND c.epoch = u.epoch
	ORDER BY c.kiosk FOR UPDATE OF c`

const loadPayments = `SELECT ` + paymentColumns + ` FROM payments
	JOIN unnest($1::text[], $2::text[]) AS u (k, y) ON kiosk = u.k AND key = u.y`

// eachHead reads the locked heads, which come in the order of the puts.
func eachHead(rows pgx.Rows, puts []*put) error {
	n := 0
	for ; rows.Next() && n < len(puts); n++ {
		if err := rows.Scan(&puts[n].head.Seq, &puts[n].head.Hash); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if n != len(puts) {
		return fmt.Errorf("%d chains were locked, want %d", n, len(puts))
	}
	return nil
}

// keysOf returns which payments the facts are about, each once.
func keysOf(puts []*put) (kiosks, keys []string) {
	seen := map[place]bool{}
	for _, p := range puts {
		for _, f := range p.facts {
			at := place{p.kiosk, column(f.Key)}
			if f.Pays() && !seen[at] {
				seen[at] = true
				kiosks, keys = append(kiosks, at.kiosk), append(keys, at.key)
			}
		}
	}
	return kiosks, keys
}

func (l *ledger) loaded(rows pgx.Rows) error {
	found, err := pgx.CollectRows(rows, scanPayment)
	for _, p := range found {
		l.payments[place{p.Kiosk, p.Key}] = &row{p, p.Facts}
	}
	return err
}

// project applies the facts to their payments.
func (l *ledger) project(puts []*put) {
	touched := map[*row]bool{}
	for _, p := range puts {
		for _, f := range p.fresh {
			if !f.Pays() {
				continue
			}
			r := l.row(place{p.kiosk, column(f.Key)})
			if !touched[r] {
				touched[r] = true
				l.touched = append(l.touched, r)
			}
			r.Payment = hq.Project(r.Payment, p.kiosk, f)
		}
	}
}

func (l *ledger) row(at place) *row {
	if l.payments[at] == nil {
		l.payments[at] = &row{}
	}
	return l.payments[at]
}

// stored looks up lines that are kept already. All that this put repeats are read
// at the first question.
func (l *ledger) stored(p *put) hq.Stored {
	var lines map[uint64][]byte
	return func(seq uint64) ([]byte, error) {
		if lines == nil {
			var err error
			if lines, err = l.lines(p); err != nil {
				return nil, err
			}
		}
		return lines[seq], nil
	}
}

func (l *ledger) lines(p *put) (map[uint64][]byte, error) {
	first, last := p.facts[0].Seq, p.facts[len(p.facts)-1].Seq
	rows, err := l.tx.Query(l.ctx, `SELECT seq, line FROM facts WHERE kiosk = $1 AND epoch = $2 AND seq BETWEEN $3 AND $4`, p.kiosk, p.epoch, first, last)
	if err != nil {
		return nil, err
	}
	lines := map[uint64][]byte{}
	var seq uint64
	var line []byte
	_, err = pgx.ForEachRow(rows, []any{&seq, &line}, func() error {
		lines[seq] = line
		line = nil
		return nil
	})
	return lines, err
}

// otherWasFirst are the server's words for it: a row is there already, a deadlock, a
// change at the same time.
var otherWasFirst = []string{"23505", "40P01", "40001"}

// overtaken reports whether the same transaction may do better when it is tried
// again.
func overtaken(err error) bool {
	var said *pgconn.PgError
	return errors.Is(err, errOvertaken) || errors.As(err, &said) && slices.Contains(otherWasFirst, said.Code)
}

// ofValues reports whether the server understood the request and disliked what was
// in it.
func ofValues(err error) bool {
	var said *pgconn.PgError
	return errors.Is(err, errOvertaken) || errors.As(err, &said)
}
