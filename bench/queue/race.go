package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// bench is one run.
type bench struct {
	config
	dir      string
	progress io.Writer
}

func (b bench) say(format string, args ...any) {
	fmt.Fprintf(b.progress, format+"\n", args...)
}

// runner is a contender whose store is open.
type runner struct {
	name string
	store
}

// round gives every runner a turn for each number of callers. Who begins changes
// from round to round, so that nobody always comes after the same one.
func (b bench) round(ctx context.Context, into board, round int, runners []runner) error {
	for _, callers := range callerCounts {
		for i := range runners {
			r := runners[(i+round)%len(runners)]
			t, err := measure(ctx, r.store, callers, b.turn)
			if err != nil {
				return fmt.Errorf("%s, %d callers: %w", r.name, callers, err)
			}
			at := place{r.name, callers}
			into[at] = append(into[at], t)
		}
	}
	return nil
}

// fresh races all contenders on empty stores, made anew for each round.
func (b bench) fresh(ctx context.Context) (board, error) {
	all := board{}
	for round := range b.rounds {
		b.say("empty stores, round %d of %d", round+1, b.rounds)
		if err := b.freshRound(ctx, all, round); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (b bench) freshRound(ctx context.Context, into board, round int) error {
	dir := filepath.Join(b.dir, "fresh")
	runners, err := open(dir, contenders())
	if err == nil {
		err = b.round(ctx, into, round, runners)
	}
	return errors.Join(err, shut(runners), os.RemoveAll(dir))
}

// open opens contenders, each in a folder of its own. Those it returns must be
// shut, also after an error.
func open(dir string, who []contender) (runners []runner, err error) {
	for i, c := range who {
		s, err := c.open(filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			return runners, fmt.Errorf("open %s: %w", c.name, err)
		}
		runners = append(runners, runner{c.name, s})
	}
	return runners, nil
}

func shut(runners []runner) error {
	var errs []error
	for _, r := range runners {
		errs = append(errs, r.Close())
	}
	return errors.Join(errs...)
}
