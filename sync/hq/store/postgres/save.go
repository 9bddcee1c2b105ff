package postgres

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// save writes the new facts, the payments they touch and the ends of the chains,
// and makes sure that every row was written: a row in the way, or one that is not as
// it was, means that somebody else has written since the load. There is no ON CONFLICT:
// it would look at every index twice, for what the lock on the chain has ruled out.
func (l *ledger) save(puts []*put) error {
	var b pgx.Batch
	var expected []expectation
	queue := func(what string, rows int, sql string, args ...any) {
		if rows > 0 {
			b.Queue(sql, args...)
			expected = append(expected, expectation{what, rows})
		}
	}
	facts, ends := factsOf(puts), endsOf(puts)
	added, changed := l.rows()
	queue("facts", len(facts.kiosk), insertFacts, facts.args()...)
	queue("new payments", len(added.kiosk), insertPayments, added.args()...)
	queue("payments", len(changed.kiosk), updatePayments, append(changed.args(), changed.id, changed.was)...)
	queue("ends of chains", len(ends.kiosk), moveChains, ends.kiosk, ends.epoch, ends.seq, ends.hash)
	return l.send(&b, expected)
}

// expectation is how many rows a statement has to write.
type expectation struct {
	what string
	rows int
}

func (l *ledger) send(b *pgx.Batch, expected []expectation) error {
	if len(expected) == 0 {
		return nil
	}
	results := l.tx.SendBatch(l.ctx, b)
	for _, e := range expected {
		tag, err := results.Exec()
		if err == nil && tag.RowsAffected() != int64(e.rows) {
			err = errOvertaken
		}
		if err != nil {
			_ = results.Close() // says the same again, or nothing
			return fmt.Errorf("write %s: %w", e.what, err)
		}
	}
	return results.Close()
}

const insertFacts = `INSERT INTO facts (kiosk, epoch, seq, kind, key, sum, at, refused, line)
	SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::text[], $9::bytea[])`

// factColumns are facts by column, as unnest takes them.
type factColumns struct {
	kiosk, epoch, kind, key, refused []string
	seq, sum                         []int64
	at                               []time.Time
	line                             [][]byte
}

func (c *factColumns) args() []any {
	return []any{c.kiosk, c.epoch, c.seq, c.kind, c.key, c.sum, c.at, c.refused, c.line}
}

func factsOf(puts []*put) *factColumns {
	c, now := &factColumns{}, time.Now()
	for _, p := range puts {
		for _, f := range p.fresh {
			at := f.At
			if at.IsZero() {
				at = now
			}
			c.kiosk, c.epoch, c.seq = append(c.kiosk, p.kiosk), append(c.epoch, p.epoch), append(c.seq, int64(f.Seq))
			c.kind, c.key, c.sum = append(c.kind, column(f.Kind)), append(c.key, column(f.Key)), append(c.sum, f.Sum)
			c.at, c.refused, c.line = append(c.at, at), append(c.refused, text(f.Refused)), append(c.line, f.Line)
		}
	}
	return c
}

const moveChains = `UPDATE chains c SET seq = u.seq, hash = u.hash
	FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) AS u (kiosk, epoch, seq, hash)
	WHERE c.kiosk = u.kiosk AND c.epoch = u.epoch`

// ends are the ends of chains by column.
type ends struct {
	kiosk, epoch, hash []string
	seq                []int64
}

func endsOf(puts []*put) ends {
	var e ends
	for _, p := range puts {
		if len(p.fresh) > 0 {
			e.kiosk, e.epoch = append(e.kiosk, p.kiosk), append(e.epoch, p.epoch)
			e.seq, e.hash = append(e.seq, int64(p.next.Seq)), append(e.hash, p.next.Hash)
		}
	}
	return e
}
