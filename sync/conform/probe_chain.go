package conform

import (
	"context"

	"kioskd/sync/wire"
)

func chainProbes() []probe {
	return []probe{
		{[]string{"R26"}, gap},
		{[]string{"R27"}, misplaced},
		{[]string{"R28"}, chainBroken},
		{[]string{"R29"}, numberTaken},
		{[]string{"R30"}, afterFork},
		{[]string{"R31"}, forkInHello},
		{[]string{"R32"}, newEpoch},
	}
}

func gap(ctx context.Context, p *player) error {
	j := p.journal(8)
	l, err := p.upload(ctx, j, 1, 2)
	if err != nil {
		return as("R26", err)
	}
	if err := l.send(5, 8); err != nil {
		return err
	}
	if _, err := l.refusal("R26", wire.CodeGap); err != nil {
		return err
	}
	return p.holds(ctx, "R26", j, 2)
}

// misplaced sends a good fact under the number of another.
func misplaced(ctx context.Context, p *player) error {
	j := p.journal(4)
	l, err := p.upload(ctx, j, 1, 2)
	if err != nil {
		return as("R27", err)
	}
	if err := l.say(wire.NewFacts(3, j.Lines[3:4])); err != nil {
		return err
	}
	if _, err := l.refusal("R27", wire.CodeMalformed); err != nil {
		return err
	}
	return p.holds(ctx, "R27", j, 2)
}

// splitUp has HQ hold four facts, and comes back with a journal that differs from
// the third one on.
func (p *player) splitUp(ctx context.Context, rule string) (mine, other *journal, l *line, err error) {
	mine = p.journal(4)
	first, err := p.upload(ctx, mine, 1, 4)
	if first != nil {
		first.hangUp()
	}
	if err != nil {
		return nil, nil, nil, as(rule, err)
	}
	other = mine.forked(2, 8)
	l, _, err = p.enter(ctx, other, 0)
	return mine, other, l, as(rule, err)
}

func chainBroken(ctx context.Context, p *player) error {
	mine, _, l, err := p.splitUp(ctx, "R28")
	if err != nil {
		return err
	}
	if err := l.send(5, 8); err != nil {
		return err
	}
	if _, err := l.forked("R28"); err != nil {
		return err
	}
	l.hangUp()
	return p.holds(ctx, "R28", mine, 4)
}

func numberTaken(ctx context.Context, p *player) error {
	mine, _, l, err := p.splitUp(ctx, "R29")
	if err != nil {
		return err
	}
	if err := l.send(3, 6); err != nil {
		return err
	}
	if _, err := l.forked("R29"); err != nil {
		return err
	}
	l.hangUp()
	return p.holds(ctx, "R29", mine, 4)
}

// afterFork goes on with facts that would even fit.
func afterFork(ctx context.Context, p *player) error {
	mine, _, l, err := p.splitUp(ctx, "R30")
	if err != nil {
		return err
	}
	if err := l.send(3, 6); err != nil {
		return err
	}
	if _, err := l.forked("R30"); err != nil {
		return err
	}
	mine.fill("sale", 8)
	if err := l.sendOf(mine, 5, 8); err != nil {
		return err
	}
	if err := l.say(&wire.Status{State: "forked"}); err != nil {
		return err
	}
	if err := l.barrier("R30"); err != nil {
		return err
	}
	l.hangUp()
	return p.holds(ctx, "R30", mine, 4)
}

func forkInHello(ctx context.Context, p *player) error {
	mine := p.journal(6)
	l, err := p.upload(ctx, mine, 1, 6)
	if l != nil {
		l.hangUp()
	}
	if err != nil {
		return as("R31", err)
	}
	older := mine.forked(4, 4)
	for _, c := range []struct {
		j      *journal
		agreed uint64 // at most
	}{{older, 4}, {mine.forked(2, 4), 0}, {mine.forked(5, 6), 0}} {
		if err := p.forksAt(ctx, c.j, c.agreed); err != nil {
			return err
		}
	}
	return p.holds(ctx, "R31", mine, 6)
}

// forksAt says hello with a journal and wants a fork.
func (p *player) forksAt(ctx context.Context, j *journal, agreed uint64) error {
	l, err := p.greet(ctx, j, nil)
	if err != nil {
		return as("R31", err)
	}
	f, err := l.forked("R31")
	if err != nil {
		return err
	}
	if f.Agreed > agreed {
		return l.broken("R31", "agreed %d, but the journals are the same only up to %d", f.Agreed, agreed)
	}
	return nil
}

// newEpoch begins anew on the heels of a fork.
func newEpoch(ctx context.Context, p *player) error {
	_, _, l, err := p.splitUp(ctx, "R32")
	if err != nil {
		return err
	}
	if err := l.send(3, 6); err != nil {
		return err
	}
	if _, err := l.forked("R32"); err != nil {
		return err
	}
	l.hangUp()
	fresh := p.journal(4)
	_, err = p.upload(ctx, fresh, 1, 4)
	return as("R32", err)
}
