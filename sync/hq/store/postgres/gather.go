package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
)

// When ten thousand kiosks come back in the same second, each asks the same few
// questions. Those that wait at the same time are asked together: one statement
// answers two hundred kiosks for little more than it costs to answer one.

// asked is a question, and its answer.
type asked[Q, A any] struct {
	question Q
	answer   A
}

// gatherWithin bounds one statement for many.
const gatherWithin = 30 * time.Second

// gather makes a lane whose questions are answered together. If that fails, it
// fails for all.
func gather[Q, A any](answer func(context.Context, []*asked[Q, A]) error) *lane[*asked[Q, A]] {
	return &lane[*asked[Q, A]]{write: func(all []*asked[Q, A]) []error {
		ctx, cancel := context.WithTimeout(context.Background(), gatherWithin)
		defer cancel()
		err := answer(ctx, all)
		errs := make([]error, len(all))
		for i := range errs {
			errs[i] = err
		}
		return errs
	}}
}

func ask[Q, A any](ctx context.Context, l *lane[*asked[Q, A]], q Q) (A, error) {
	a := &asked[Q, A]{question: q}
	err := l.do(ctx, a)
	return a.answer, err
}

// gathered are the lanes of what every kiosk asks when it comes, and says when it
// comes, goes, or has something to report.
type gathered struct {
	keys     *lane[*asked[string, []hq.Key]]
	heads    *lane[*asked[chainID, hq.Head]]
	refused  *lane[*asked[hq.FactFilter, []hq.Fact]]
	settings *lane[*asked[string, []hq.Settings]]
	commands *lane[*asked[commandsOf, []hq.CommandNote]]
	seen     *lane[*asked[hq.Kiosk, struct{}]]
	claims   *lane[*asked[claiming, bool]]
	releases *lane[*asked[hq.Seat, struct{}]]
}

func (s *Store) newGathered() gathered {
	return gathered{
		keys: gather(s.askKeys), heads: gather(s.askHeads), refused: gather(s.askRefused), settings: gather(s.askSettings), commands: gather(s.askCommands),
		seen: gather(s.saySeen), claims: gather(s.sayClaims), releases: gather(s.sayReleases),
	}
}

// wait returns when nothing is asked or said any more.
func (g gathered) wait() {
	g.keys.wait()
	g.heads.wait()
	g.refused.wait()
	g.settings.wait()
	g.commands.wait()
	g.seen.wait()
	g.claims.wait()
	g.releases.wait()
}

// questions returns one column of what is asked.
func questions[Q, A, V any](all []*asked[Q, A], value func(Q) V) []V {
	column := make([]V, len(all))
	for i, a := range all {
		column[i] = value(a.question)
	}
	return column
}

// numberedRow reads a row that begins with the place of the question that it
// answers, from 1, and goes on as read wants it.
func numberedRow[A any](read pgx.RowToFunc[A]) pgx.RowToFunc[placed[A]] {
	return func(r pgx.CollectableRow) (p placed[A], err error) {
		p.row, err = read(shifted{r, &p.place})
		return p, err
	}
}

type placed[A any] struct {
	place int
	row   A
}

// shifted is a row whose first column goes elsewhere.
type shifted struct {
	pgx.CollectableRow
	place *int
}

func (s shifted) Scan(dest ...any) error {
	return s.CollectableRow.Scan(append([]any{s.place}, dest...)...)
}

// answerAll runs a statement that answers many questions, each with any number of
// rows that begin with its place.
func answerAll[Q, A any](ctx context.Context, s *Store, all []*asked[Q, []A], read pgx.RowToFunc[A], sql string, args ...any) error {
	rows, err := list(ctx, s, numberedRow(read), sql, args...)
	for _, r := range rows {
		a := all[r.place-1]
		a.answer = append(a.answer, r.row)
	}
	return err
}

// apart splits off the first item of each kiosk: a statement that changes rows can
// change each once.
func apart[T any](all []T, kiosk func(T) string) (first, rest []T) {
	seen := make(map[string]bool, len(all))
	for _, one := range all {
		if id := kiosk(one); seen[id] {
			rest = append(rest, one)
		} else {
			seen[id] = true
			first = append(first, one)
		}
	}
	return first, rest
}
