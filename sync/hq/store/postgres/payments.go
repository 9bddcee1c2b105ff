package postgres

import (
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
)

const paymentColumns = `id, kiosk, key, status, attempt, test, started, ended, amount, currency, refunded, summary, number, ref, card, method, recovered, reason, facts`

// valueColumns are what [paymentRows.args] gives, in its order.
const valueColumns = `kiosk, key, status, attempt, test, started, ended, amount, currency, refunded, summary, number, ref, card, method, recovered, reason, facts`

const unnested = `unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bool[], $6::timestamptz[], $7::timestamptz[], $8::bigint[], $9::text[],
	$10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::bool[], $17::text[], $18::bigint[]`

const insertPayments = `INSERT INTO payments (` + valueColumns + `) SELECT * FROM ` + unnested + `)`

// updatePayments changes only rows that nobody has changed since they were loaded.
const updatePayments = `UPDATE payments p SET status = u.status, attempt = u.attempt, test = u.test, started = u.started, ended = u.ended, amount = u.amount,
	currency = u.currency, refunded = u.refunded, summary = u.summary, number = u.number, ref = u.ref, card = u.card, method = u.method,
	recovered = u.recovered, reason = u.reason, facts = u.facts
	FROM ` + unnested + `, $19::bigint[], $20::bigint[]) AS u (` + valueColumns + `, id, was)
	WHERE p.id = u.id AND p.facts = u.was`

// paymentRows are payments by column, as unnest takes them.
type paymentRows struct {
	kiosk, key, status, currency, summary, number, ref, card, method, reason []string
	id, was, attempt, amount, refunded, facts                                []int64
	test, recovered                                                          []bool
	started                                                                  []time.Time
	ended                                                                    []*time.Time
}

func (r *paymentRows) args() []any {
	return []any{r.kiosk, r.key, r.status, r.attempt, r.test, r.started, r.ended, r.amount, r.currency, r.refunded,
		r.summary, r.number, r.ref, r.card, r.method, r.recovered, r.reason, r.facts}
}

// rows returns the payments that were touched: the new ones, and the others.
func (l *ledger) rows() (added, changed *paymentRows) {
	added, changed = &paymentRows{}, &paymentRows{}
	for _, r := range l.touched {
		if r.ID == 0 {
			added.add(r)
		} else {
			changed.add(r)
		}
	}
	return added, changed
}

func (r *paymentRows) add(p *row) {
	r.id, r.was = append(r.id, p.ID), append(r.was, int64(p.was))
	r.kiosk, r.key, r.status = append(r.kiosk, p.Kiosk), append(r.key, column(p.Key)), append(r.status, p.Status)
	r.attempt, r.facts, r.test, r.recovered = append(r.attempt, int64(p.Attempt)), append(r.facts, int64(p.Facts)), append(r.test, p.Test), append(r.recovered, p.Recovered)
	r.started, r.ended = append(r.started, p.Started), append(r.ended, orNull(p.Ended))
	r.amount, r.refunded, r.currency = append(r.amount, p.Amount), append(r.refunded, p.Refunded), append(r.currency, text(p.Currency))
	r.summary, r.reason = append(r.summary, text(p.Summary)), append(r.reason, text(p.Reason))
	r.number, r.ref = append(r.number, text(p.Number)), append(r.ref, text(p.Ref))
	r.card, r.method = append(r.card, text(p.Card)), append(r.method, text(p.Method))
}

func scanPayment(r pgx.CollectableRow) (hq.Payment, error) {
	var p hq.Payment
	var ended *time.Time
	err := r.Scan(&p.ID, &p.Kiosk, &p.Key, &p.Status, &p.Attempt, &p.Test, &p.Started, &ended, &p.Amount, &p.Currency, &p.Refunded,
		&p.Summary, &p.Number, &p.Ref, &p.Card, &p.Method, &p.Recovered, &p.Reason, &p.Facts)
	p.Started, p.Ended = p.Started.UTC(), orZero(ended)
	return p, err
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
