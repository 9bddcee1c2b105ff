package postgres

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
)

// The channel on which processes wake each other, and what is said there: that there
// is news, or, with the number of who says it, that pages have changed.
const (
	channel     = "kioskhq"
	saidNews    = "news"
	saidChanged = "changed "
)

// newsLock is the number of the advisory lock under which news gets its numbers.
const newsLock = 0x6b696f736b6e // "kioskn"

// newsKept is how long news is kept. A process that has not looked for half of that
// has to look at everything.
const newsKept = time.Hour

// publish adds news to a transaction that makes it true.
func (s *Store) publish(ctx context.Context, tx pgx.Tx, n hq.News) error {
	var b pgx.Batch
	b.Queue(`SELECT pg_advisory_xact_lock($1)`, int64(newsLock))
	b.Queue(`INSERT INTO news (process, kind, kiosks, ref) VALUES ($1, $2, $3, $4)`, s.process, string(n.Kind), columns(n.Kiosks), text(n.Ref))
	b.Queue(`SELECT pg_notify($1, $2)`, channel, saidNews)
	return said("tell the other processes", tx.SendBatch(ctx, &b).Close())
}

// and does something and publishes it, both or neither.
func (s *Store) and(ctx context.Context, n hq.News, do func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return s.publish(ctx, tx, n)
	})
}

// Hint implements [hq.Shared].
func (s *Store) Hint(ctx context.Context, n hq.News) error {
	return s.and(ctx, n, func(pgx.Tx) error { return nil })
}

// Rang implements [hq.Shared].
func (s *Store) Rang(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `SELECT pg_notify($1, $2)`, channel, saidChanged+strconv.FormatInt(s.process, 10))
	return said("tell the other processes", err)
}

// isOurs reports whether a process said what came over the channel itself.
func (s *Store) isOurs(payload string) bool {
	return payload == saidChanged+strconv.FormatInt(s.process, 10)
}

func isChanged(payload string) bool { return strings.HasPrefix(payload, saidChanged) }

// numbered is news with its number, and who made it.
type numbered struct {
	hq.News
	number, process int64
}

// mostNews is how much news is read at once.
const mostNews = 500

func (s *Store) newsAfter(ctx context.Context, number int64) ([]numbered, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (n numbered, err error) {
		err = r.Scan(&n.number, &n.process, &n.Kind, &n.Kiosks, &n.Ref)
		return n, err
	}, `SELECT number, process, kind, kiosks, ref FROM news WHERE number > $1 ORDER BY number LIMIT $2`, number, mostNews)
}

// lastNews returns the number of the newest news.
func (s *Store) lastNews(ctx context.Context) (number int64, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce(max(number), 0) FROM news`).Scan(&number)
	return number, said("read the end of the news", err)
}

func (s *Store) forgetNews(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM news WHERE at < now() - $1::interval`, newsKept)
	return said("forget old news", err)
}
