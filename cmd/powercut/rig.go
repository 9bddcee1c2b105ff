//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"time"
)

// rig makes cuts, one at a time.
type rig struct {
	config
	dir  string
	out  io.Writer
	dice *rand.Rand
}

// all runs the controls and then the cuts. What it has seen is in r even when it
// is told to stop.
func (g *rig) all(ctx context.Context, r *result) (err error) {
	if r.nosync, err = g.control(ctx, "nosync", "-lie"); err != nil {
		return err
	}
	if r.nobarrier, err = g.control(ctx, "nobarrier", "-options=nobarrier"); err != nil {
		return err
	}
	for r.cuts < g.cuts {
		if err := g.live(ctx, r, min(g.life, g.cuts-r.cuts)); err != nil {
			return err
		}
	}
	return nil
}

func (g *rig) disk() string { return filepath.Join(g.dir, "disk.img") }

// control cuts a machine that breaks its word, and says whether facts were lost.
func (g *rig) control(ctx context.Context, name, guest string) (string, error) {
	if err := format(ctx, g.disk()); err != nil {
		return notRun, err
	}
	var p promise
	if _, err := g.turn(ctx, &p, plug{after: 4 * time.Second}, guest); err != nil {
		return notRun, fmt.Errorf("control %s: %w", name, err)
	}
	promised := p.seq
	v, err := g.turn(ctx, &p, plug{check: true})
	if err != nil {
		return notRun, fmt.Errorf("control %s: look at what is left: %w", name, err)
	}
	_, _ = fmt.Fprintf(g.out, "control %s: promised up to %d, %s\n", name, promised, v)
	if v.bad() {
		return lostSome, nil
	}
	return keptAll, nil
}

// live takes a new disk through so many cuts. Each boot judges the cuts before
// it that no boot has judged yet, and a last one only looks.
func (g *rig) live(ctx context.Context, r *result, cuts int) error {
	if err := format(ctx, g.disk()); err != nil {
		return err
	}
	var p promise
	open := 0 // cuts to be judged
	for n := range cuts + 1 {
		began, how, promised := time.Now(), g.throw(n == cuts), p.seq
		v, err := g.turn(ctx, &p, how)
		if err != nil {
			return fmt.Errorf("after cut %d: %w", r.cuts+open, err)
		}
		if v.seen {
			r.add(v, open)
			open = 0
		}
		if v.bad() { // no further cuts, so that the disk can be looked at
			return fmt.Errorf("after cut %d: not survived: promised up to %d, %s", r.cuts, promised, v)
		}
		if !how.check {
			open++
			_, _ = fmt.Fprintf(g.out, "cut %d of %d: %s, promised up to %d, %.0f s\n", r.cuts+open, g.cuts, how, p.seq, time.Since(began).Seconds())
		}
	}
	return nil
}

// plug says when the power goes.
type plug struct {
	early bool          // while the queue is being opened
	check bool          // not at all: the machine looks and goes off
	after time.Duration // the disk is there (early), or the queue is open
}

// String says it for people.
func (p plug) String() string {
	when := "after opening"
	if p.early {
		when = "after mounting"
	}
	return fmt.Sprintf("%d ms %s", p.after.Milliseconds(), when)
}

// throw decides by the dice. One cut of five comes while the queue is opened.
func (g *rig) throw(last bool) plug {
	switch {
	case last:
		return plug{check: true}
	case g.dice.IntN(5) == 0:
		return plug{early: true, after: time.Duration(g.dice.IntN(600)) * time.Millisecond}
	}
	return plug{after: time.Duration(g.dice.IntN(4000)) * time.Millisecond}
}
