package postgres

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
)

// put is one kiosk's facts on their way into the tables.
type put struct {
	kiosk, epoch string
	facts        []hq.Fact

	head  hq.Head   // of the chain, as it is locked
	fresh []hq.Fact // what is new of the facts, and
	next  hq.Head   // the head after them
	err   error     // why these facts, and no others of the transaction, are not taken
}

var seed = maphash.MakeSeed()

// Put implements [hq.Store].
func (s *Store) Put(ctx context.Context, kiosk, epoch string, facts []hq.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	lane := s.puts[maphash.String(seed, kiosk)%lanes]
	return lane.do(ctx, &put{kiosk: kiosk, epoch: epoch, facts: facts})
}

// putWithin bounds one transaction, whoever waits for it.
const putWithin = 30 * time.Second

// putAll writes what it can in one transaction. If that fails for something that
// the server found wrong with the values, each is written alone, so that nobody's
// facts keep another's out.
func (s *Store) putAll(puts []*put) []error {
	ctx, cancel := context.WithTimeout(context.Background(), putWithin)
	defer cancel()
	for rest := puts; len(rest) > 0; {
		var now []*put
		now, rest = apart(rest, func(p *put) string { return p.kiosk }) // the next one of a kiosk has to see what became of this
		err := s.together(ctx, now)
		if err != nil && len(now) > 1 && ofValues(err) {
			for _, p := range now {
				p.err = s.together(ctx, []*put{p})
			}
		} else if err != nil {
			for _, p := range now {
				p.err = err
			}
		}
	}
	return results(puts)
}

func results(puts []*put) []error {
	errs := make([]error, len(puts))
	for i, p := range puts {
		errs[i] = p.err
	}
	return errs
}

// errOvertaken means that another process wrote the same rows meanwhile.
var errOvertaken = errors.New("another process wrote the same rows at the same time")

// tries is how often a transaction is tried that was overtaken.
const tries = 5

// together writes the puts of different kiosks in one transaction.
func (s *Store) together(ctx context.Context, puts []*put) (err error) {
	for range tries {
		err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return transact(ctx, tx, puts) })
		if !overtaken(err) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("store facts: %w", err)
	}
	return nil
}

func transact(ctx context.Context, tx pgx.Tx, puts []*put) error {
	ledger := ledger{ctx: ctx, tx: tx}
	if err := ledger.load(puts); err != nil {
		return err
	}
	for _, p := range puts {
		p.fresh, p.next, p.err = hq.Extend(p.head, p.facts, ledger.stored(p))
		if p.err != nil {
			p.fresh = nil
		}
	}
	ledger.project(puts)
	return ledger.save(puts)
}
