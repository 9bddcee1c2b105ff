package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
)

// pace is that of a process among others.
type pace struct {
	look  time.Duration // it says that it lives, and looks for news that nobody woke it for
	dead  time.Duration // it is taken for dead when it has not said that it lives
	again time.Duration // it waits after a failure
}

var usualPace = pace{look: 3 * time.Second, dead: 10 * time.Second, again: time.Second}

// forgetEvery is how often a process forgets old news for all.
const forgetEvery = 10 * time.Minute

// follower is what one call of Follow knows.
type follower struct {
	*Store
	hear   func(hq.News)
	last   int64     // number of the newest news that was heard
	looked time.Time // when it was looked for last; zero before the first time
	forgot time.Time // when old news was forgotten last
}

// Follow implements [hq.Shared].
func (s *Store) Follow(ctx context.Context, hear func(hq.News)) error {
	f := &follower{Store: s, hear: hear}
	for {
		err := f.listen(ctx)
		if ctx.Err() != nil {
			return s.retire(context.WithoutCancel(ctx))
		}
		s.log.Error("hq: the other processes are not heard; trying again", "err", err)
		select {
		case <-time.After(s.pace.again):
		case <-ctx.Done():
		}
	}
}

// listen hears the others until ctx ends or something fails.
func (f *follower) listen(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, f.pool.Config().ConnConfig)
	if err != nil {
		return brief(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // whatever it says, we begin anew
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	for {
		if err := f.beat(ctx); err != nil {
			return err
		}
		if err := f.look(ctx); err != nil {
			return err
		}
		if err := f.wait(ctx, conn, time.Now().Add(f.pace.look)); err != nil {
			return err
		}
	}
}

// wait hears what is said until somebody has news, or it is time to look without
// having been woken.
func (f *follower) wait(ctx context.Context, conn *pgx.Conn, until time.Time) error {
	waiting, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	for {
		n, err := conn.WaitForNotification(waiting)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(waiting.Err(), context.DeadlineExceeded):
			return nil
		case err != nil:
			return fmt.Errorf("wait for news: %w", err)
		case n.Payload == saidNews:
			return nil
		case isChanged(n.Payload) && !f.isOurs(n.Payload):
			f.hear(hq.News{Kind: hq.NewsChanged})
		}
	}
}

// look reads what is new, and has it heard.
func (f *follower) look(ctx context.Context) error {
	missed := !f.looked.IsZero() && time.Since(f.looked) > newsKept/2
	if f.looked.IsZero() || missed {
		last, err := f.lastNews(ctx)
		if err != nil {
			return err
		}
		f.last = last
	}
	if missed {
		f.hear(hq.News{Kind: hq.NewsMissed})
	}
	for more := true; more; {
		found, err := f.newsAfter(ctx, f.last)
		if err != nil {
			return err
		}
		f.tell(found)
		more = len(found) == mostNews
	}
	f.looked = time.Now()
	return f.tidy(ctx)
}

func (f *follower) tell(found []numbered) {
	for _, n := range found {
		f.last = n.number
		if n.process != f.process {
			f.hear(n.News)
		}
	}
}

// tidy forgets old news now and then.
func (f *follower) tidy(ctx context.Context) error {
	if time.Since(f.forgot) < forgetEvery {
		return nil
	}
	f.forgot = time.Now()
	return f.forgetNews(ctx)
}

// beat says that this process lives. If the store does not know it, as at first and
// after a crash of the server, the kiosks that are here have to be claimed anew.
func (f *follower) beat(ctx context.Context) error {
	tag, err := f.lazy.Exec(ctx, `UPDATE processes SET expires = now() + $2::interval WHERE id = $1`, f.process, f.pace.dead)
	if err != nil || tag.RowsAffected() > 0 {
		return said("say that this process lives", err)
	}
	if err := f.register(ctx); err != nil {
		return err
	}
	f.hear(hq.News{Kind: hq.NewsForgotten})
	return nil
}
