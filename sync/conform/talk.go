package conform

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/wire"
)

// send sends facts of the line's journal in one message.
func (l *line) send(from, to uint64) error { return l.sendOf(l.journal, from, to) }

// sendOf sends facts of another journal, which HQ should not take.
func (l *line) sendOf(j *journal, from, to uint64) error {
	l.journal.sent = max(l.journal.sent, to)
	return l.say(wire.NewFacts(from, j.Lines[from-1:to]))
}

// heardAck checks an acknowledgement against what was sent and said before.
func (l *line) heardAck(a *wire.Ack) error {
	switch {
	case a.Upto > l.journal.sent:
		return l.broken("R20", "acknowledged %d, %d is the last one it got", a.Upto, l.journal.sent)
	case a.Upto < l.acked:
		return l.broken("R21", "acknowledged %d after %d", a.Upto, l.acked)
	}
	l.acked = a.Upto
	return nil
}

// want reads on until HQ has acknowledged everything up to a number. Rejects on
// the way are noted.
func (l *line) want(upto uint64) error {
	for end := time.Now().Add(stored); l.acked < upto; {
		m, err := l.next(time.Until(end))
		if errors.Is(err, errSilent) || errors.Is(err, errEnded) {
			return l.broken("R19", "facts up to %d were not acknowledged, only up to %d: %v", upto, l.acked, err)
		}
		if err != nil {
			return err
		}
		if err := l.progress(m); err != nil {
			return err
		}
	}
	return nil
}

func (l *line) progress(m wire.Message) error {
	switch m := m.(type) {
	case *wire.Ack:
		return l.heardAck(m)
	case *wire.Reject:
		if m.Seq <= l.acked {
			return l.broken("R35", "fact %d was rejected after it was acknowledged", m.Seq)
		}
		if m.Reason == "" {
			return l.broken("R34", "a reject without a reason")
		}
		l.refused[m.Seq] = true
		return nil
	}
	return l.broken("R19", "want an acknowledgement, got %s", m.Type())
}

// upload enters with a journal, sends facts and has them acknowledged.
func (p *player) upload(ctx context.Context, j *journal, from, to uint64) (*line, error) {
	l, _, err := p.enter(ctx, j, 0)
	if err != nil {
		return nil, err
	}
	if err := l.send(from, to); err != nil {
		return l, err
	}
	return l, l.want(to)
}

// forked wants HQ to see a fork.
func (l *line) forked(rule string) (*wire.Fork, error) {
	m, err := l.after(stored)
	if errors.Is(err, errSilent) || errors.Is(err, errEnded) {
		return nil, l.broken(rule, "want a fork: %v", err)
	}
	if err != nil {
		return nil, err
	}
	f, ok := m.(*wire.Fork)
	if !ok {
		return nil, l.broken(rule, "want a fork, got %s", m.Type())
	}
	if f.Reason == "" {
		return nil, l.broken(rule, "a fork without a reason")
	}
	return f, nil
}

// barrier asks something and waits for the answer: what HQ has to say to what
// was sent before, it has said then. Facts must not be acknowledged meanwhile.
func (l *line) barrier(rule string) error {
	l.p.asked++
	id := fmt.Sprintf("b%d", l.p.asked)
	if err := l.say(&wire.Ask{ID: id, Name: "kioskhq-check", Within: int(soon.Milliseconds())}); err != nil {
		return err
	}
	for end := time.Now().Add(soon); ; {
		m, err := l.next(time.Until(end))
		switch {
		case errors.Is(err, errSilent):
			return l.broken("R45", "a question was not answered: %v", err)
		case errors.Is(err, errEnded):
			return l.broken(rule, "%v", err)
		case err != nil:
			return err
		}
		switch m := m.(type) {
		case *wire.Answer:
			if m.ID == id {
				return nil
			}
		case *wire.Ack:
			if m.Upto > l.acked {
				return l.broken(rule, "acknowledged up to %d", m.Upto)
			}
		case *wire.Fork: // said again
		default:
			return l.broken(rule, "HQ said %s", m.Type())
		}
	}
}
