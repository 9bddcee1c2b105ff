package postgres

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
)

var _ hq.Shared = (*Store)(nil)

// register makes this process known, and takes those for dead for good who have
// been silent for long.
func (s *Store) register(ctx context.Context) error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	var b pgx.Batch
	b.Queue(`DELETE FROM processes WHERE expires < now() - interval '1 day'`)
	b.Queue(`INSERT INTO processes (id, host, expires) VALUES ($1, $2, now() + $3::interval)
		ON CONFLICT (id) DO UPDATE SET expires = excluded.expires`, s.process, text(host), s.pace.dead)
	return said("make this process known", s.pool.SendBatch(ctx, &b).Close())
}

// retireWithin bounds how long a process may take to say that it goes.
const retireWithin = 5 * time.Second

// retire says that this process is no more.
func (s *Store) retire(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, retireWithin)
	defer cancel()
	if _, err := s.pool.Exec(ctx, `DELETE FROM processes WHERE id = $1`, s.process); err != nil {
		s.log.Info("hq: the other processes do not know yet that this one is gone", "err", err)
	}
	return nil
}

// lives is a condition: the process that p names lives.
const lives = `EXISTS (SELECT FROM processes q WHERE q.id = p.process AND q.expires > now())`

// claim takes kiosks: from a process that lives, that counts.
const claim = `INSERT INTO presence AS p (kiosk, process, session, before, taken, taken_since)
	SELECT kiosk, $3, session, 0, 0, now() FROM unnest($1::text[], $2::bigint[]) AS u (kiosk, session) ORDER BY kiosk
	ON CONFLICT (kiosk) DO UPDATE SET process = $3, session = excluded.session,
	before = CASE WHEN ` + lives + ` THEN p.process ELSE 0 END,
	taken = CASE WHEN p.taken_since < now() - $4::interval THEN 0 ELSE p.taken END + CASE WHEN p.process <> $3 AND ` + lives + ` THEN 1 ELSE 0 END,
	taken_since = CASE WHEN p.taken_since < now() - $4::interval THEN now() ELSE p.taken_since END
	RETURNING kiosk, before, taken`

// claiming is a claim and what makes two machines of it.
type claiming struct {
	hq.Seat
	often  int
	within time.Duration
}

// Claim implements [hq.Shared].
func (s *Store) Claim(ctx context.Context, seat hq.Seat, often int, within time.Duration) (two bool, err error) {
	return ask(ctx, s.claims, claiming{seat, often, within})
}

func (s *Store) sayClaims(ctx context.Context, all []*asked[claiming, bool]) error {
	for len(all) > 0 {
		var now []*asked[claiming, bool]
		now, all = apart(all, func(a *asked[claiming, bool]) string { return a.question.Kiosk })
		if err := s.claimNow(ctx, now); err != nil {
			return err
		}
	}
	return nil
}

// claimed is a kiosk that was claimed: where it was connected before, and how often
// it was taken by one process from another.
type claimed struct {
	Kiosk  string
	Before int64
	Taken  int
}

func (s *Store) claimNow(ctx context.Context, all []*asked[claiming, bool]) error {
	rows, err := s.lazy.Query(ctx, claim, questions(all, func(c claiming) string { return c.Kiosk }), questions(all, func(c claiming) int64 { return c.Session }),
		s.process, all[0].question.within)
	if err != nil {
		return fmt.Errorf("note where kiosks are connected: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[claimed])
	if err != nil {
		return fmt.Errorf("note where kiosks are connected: %w", err)
	}
	taken := map[string]int{}
	var kiosks []string
	for _, c := range found {
		if c.Before != 0 && c.Before != s.process {
			taken[c.Kiosk] = c.Taken
			kiosks = append(kiosks, c.Kiosk)
		}
	}
	for _, a := range all {
		a.answer = taken[a.question.Kiosk] >= a.question.often
	}
	if len(kiosks) == 0 {
		return nil
	}
	return s.and(ctx, hq.News{Kind: hq.NewsClaimed, Kiosks: kiosks}, func(pgx.Tx) error { return nil })
}

// ClaimAgain implements [hq.Shared].
func (s *Store) ClaimAgain(ctx context.Context, seats []hq.Seat) ([]string, error) {
	var kiosks []string
	var sessions []int64
	for _, seat := range seats {
		kiosks, sessions = append(kiosks, seat.Kiosk), append(sessions, seat.Session)
	}
	got, err := list(ctx, s, pgx.RowTo[string], `INSERT INTO presence AS p (kiosk, process, session, before, taken, taken_since)
		SELECT kiosk, $3, session, 0, 0, now() FROM unnest($1::text[], $2::bigint[]) AS u (kiosk, session) ORDER BY kiosk
		ON CONFLICT (kiosk) DO UPDATE SET process = $3, session = excluded.session, before = 0 WHERE p.process = $3 OR NOT `+lives+`
		RETURNING kiosk`, kiosks, sessions, s.process)
	if err != nil {
		return nil, fmt.Errorf("note who is connected: %w", err)
	}
	return without(kiosks, got), nil
}

// without returns the names that are not among the others.
func without(all, others []string) (rest []string) {
	among := make(map[string]bool, len(others))
	for _, name := range others {
		among[name] = true
	}
	for _, name := range all {
		if !among[name] {
			rest = append(rest, name)
		}
	}
	return rest
}

// Release implements [hq.Shared].
func (s *Store) Release(ctx context.Context, seat hq.Seat) error {
	_, err := ask(ctx, s.releases, seat)
	return err
}

func (s *Store) sayReleases(ctx context.Context, all []*asked[hq.Seat, struct{}]) error {
	_, err := s.lazy.Exec(ctx, `UPDATE presence p SET process = 0 FROM unnest($1::text[], $2::bigint[]) AS u (kiosk, session)
		WHERE p.kiosk = u.kiosk AND p.session = u.session AND p.process = $3`,
		questions(all, func(s hq.Seat) string { return s.Kiosk }), questions(all, func(s hq.Seat) int64 { return s.Session }), s.process)
	return said("note that kiosks are gone", err)
}

// Has implements [hq.Shared].
func (s *Store) Has(ctx context.Context, kiosk string) (here bool, err error) {
	err = s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM presence WHERE kiosk = $1 AND process = $2)`, kiosk, s.process).Scan(&here)
	return here, said("look up where a kiosk is connected", err)
}

// Present implements [hq.Shared].
func (s *Store) Present(ctx context.Context) (map[string]bool, error) {
	kiosks, err := list(ctx, s, pgx.RowTo[string], `SELECT kiosk FROM presence p WHERE process <> 0 AND `+lives)
	if err != nil {
		return nil, fmt.Errorf("look up who is connected: %w", err)
	}
	present := make(map[string]bool, len(kiosks))
	for _, k := range kiosks {
		present[k] = true
	}
	return present, nil
}
