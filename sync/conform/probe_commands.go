package conform

import (
	"context"

	"kioskd/sync/wire"
)

// commanded looks whether a command is given that may have been done in another
// epoch. None is ever answered, so HQ cannot know that it was not.
func (l *line) commanded(c *wire.Command) error {
	if c.Repeatable() || l.journal == nil {
		return nil
	}
	first, again := l.p.given[c.ID]
	if again && first != l.journal.Epoch {
		return l.broken("R54", "command %s, %s, was given in epoch %s and now in epoch %s", c.ID, c.Name, first, l.journal.Epoch)
	}
	l.p.given[c.ID] = l.journal.Epoch
	return nil
}

// commandProbes come before all others: a command is given to the first epoch that
// comes.
func commandProbes() []probe { return []probe{{[]string{"R54"}, givenOnce}} }

// givenOnce comes in one epoch and then in another, and hears what HQ says there.
func givenOnce(ctx context.Context, p *player) error {
	for range 2 {
		l, _, err := p.enter(ctx, p.journal(0), 0)
		if err != nil {
			return err
		}
		if err := l.barrier("R45"); err != nil {
			return err
		}
	}
	if len(p.given) == 0 {
		return unseen("HQ had no command for this kiosk that moves money: give it a " + wire.CommandRequestPayment + " and check again")
	}
	return nil
}
