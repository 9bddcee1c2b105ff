//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"kioskd/cmd/powercut/internal/talk"
)

// patience is how long a machine may take before the rig gives up. An emulated
// one on a busy host takes its time.
const patience = 2 * time.Minute

// A machine that has not come as far as our program within this time never will:
// on a busy host an emulated kernel stops now and then at its own clocks. It has
// not seen the disk, so it is booted again.
const (
	wakeUp = 90 * time.Second
	boots  = 20
)

// errAsleep says that a machine has come to nothing before it saw the disk.
var errAsleep = errors.New("the machine did not come as far as our program")

// turn boots a machine, judges what it finds by the promise, adds to the promise
// what it says then, and cuts it.
func (g *rig) turn(ctx context.Context, p *promise, how plug, guest ...string) (verdict, error) {
	guest = append(guest, "-ask="+strconv.FormatUint(p.seq, 10))
	if how.check {
		guest = append(guest, "-check")
	}
	for n := 1; ; n++ {
		v, err := g.boot(ctx, p, how, guest)
		if n == boots || !errors.Is(err, errAsleep) {
			return v, err
		}
		_, _ = fmt.Fprintf(g.out, "booting again: %v\n", errAsleep)
	}
}

// boot is one try at a turn.
func (g *rig) boot(ctx context.Context, p *promise, how plug, guest []string) (verdict, error) {
	m, err := boot(ctx, g.config, g.disk(), guest...)
	if err != nil {
		return verdict{}, err
	}
	v, err := watch(ctx, m, p, how)
	err = errors.Join(err, m.cut())
	for l := range m.said { // said before the cut, and so promised
		p.hear(l)
	}
	m.bury()
	if err != nil {
		return v, errors.Join(err, m.noise.err())
	}
	return v, nil
}

// watch listens until the moment of the cut has come.
func watch(ctx context.Context, m *machine, p *promise, how plug) (v verdict, err error) {
	over, asleep := time.After(patience), time.After(wakeUp)
	var now <-chan time.Time
	for {
		select {
		case l, on := <-m.said:
			if !on {
				return v, how.ended(v, asleep != nil)
			}
			asleep = nil
			if how.starts(l) {
				now = time.After(how.after)
			}
			if v, err = p.weigh(v, l); err != nil || v.bad() {
				return v, err
			}
		case <-now:
			return v, nil
		case <-asleep:
			return v, errAsleep
		case <-over:
			return v, fmt.Errorf("the machine has said nothing that helps for %v", patience)
		case <-ctx.Done():
			return v, ctx.Err()
		}
	}
}

// weigh takes a line: it may be a verdict, a promise, or the end.
func (p *promise) weigh(v verdict, l talk.Line) (verdict, error) {
	switch l.Word {
	case talk.Failed:
		return v, fmt.Errorf("the machine gave up: %s", l.Text)
	case talk.Have, talk.Refused, talk.Unsound:
		v = p.judge(l)
	}
	p.hear(l)
	return v, nil
}

// starts reports whether the time until the cut runs from this line on.
func (p plug) starts(l talk.Line) bool {
	return p.early && l.Word == talk.Mounted || !p.early && !p.check && l.Word == talk.Have
}

// ended returns what it means that a machine went off by itself.
func (p plug) ended(v verdict, asleep bool) error {
	switch {
	case p.check && v.seen:
		return nil
	case asleep:
		return errAsleep
	}
	return errors.New("the machine went off by itself")
}
