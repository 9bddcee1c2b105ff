package conform

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"

	"kioskd/sync/wire"
)

func keyProbes() []probe {
	return []probe{
		{[]string{"R53"}, forgedRotation},
		{[]string{"R52"}, rotation},
	}
}

// rotate asks for another key and returns HQ's answer.
func (l *line) rotate(rule string, r wire.Rotation) (*wire.Answer, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	l.p.asked++
	ask := &wire.Ask{ID: fmt.Sprintf("r-%d", l.p.asked), Name: wire.AskRotateKey, Body: body, Within: int(soon.Milliseconds())}
	if err := l.say(ask); err != nil {
		return nil, err
	}
	for {
		m, err := l.next(soon)
		if errors.Is(err, errSilent) || errors.Is(err, errEnded) {
			return nil, l.broken(rule, "the question rotate-key was not answered: %v", err)
		}
		if err != nil {
			return nil, as(rule, err)
		}
		if a, ok := m.(*wire.Answer); ok && a.ID == ask.ID {
			return a, nil
		}
	}
}

func (p *player) drawKey() (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(p.o.Rand)
	return key, err
}

// with plays on with another key.
func (p *player) with(key ed25519.PrivateKey, f func() error) error {
	own := p.o.Key
	p.o.Key = key
	defer func() { p.o.Key = own }()
	return f()
}

// forgedRotation wants a key that the old one did not sign for to be refused.
func forgedRotation(ctx context.Context, p *player) error {
	next, err := p.drawKey()
	if err != nil {
		return err
	}
	l, _, err := p.enter(ctx, p.journal(0), 0)
	if err != nil {
		return as("R53", err)
	}
	forged := wire.NewRotation(p.o.Kiosk, p.o.Key, next)
	forged.Signature = forged.Proof
	a, err := l.rotate("R53", forged)
	if err != nil {
		return err
	}
	if a.Error == "" || a.Reason == "" {
		return l.broken("R53", "want an error and a reason, since the old key did not sign")
	}
	return p.with(next, func() error {
		_, err := p.turnedAway(ctx, "R53", wire.CodeProof, nil)
		return err
	})
}

// rotation changes the key as a kiosk does. The player goes on with the new one.
func rotation(ctx context.Context, p *player) error {
	next, err := p.drawKey()
	if err != nil {
		return err
	}
	l, _, err := p.enter(ctx, p.journal(0), 0)
	if err != nil {
		return as("R52", err)
	}
	a, err := l.rotate("R52", wire.NewRotation(p.o.Kiosk, p.o.Key, next))
	switch {
	case err != nil:
		return err
	case a.Error != "":
		return unseen("HQ takes no new keys: " + a.Reason)
	}
	var done wire.Rotated
	if err := json.Unmarshal(a.Body, &done); err != nil || done.Key != wire.KeyName(next.Public().(ed25519.PublicKey)) {
		return l.broken("R52", "want the name of the new key")
	}
	if _, _, err := p.enter(ctx, p.journal(0), 0); err != nil {
		return rotated(err, "the old key does not count before the new one was used")
	}
	old := p.o.Key
	p.o.Key = next
	if _, _, err := p.enter(ctx, p.journal(0), 0); err != nil {
		p.o.Key = old
		return rotated(err, "the new key does not count")
	}
	return p.with(old, func() error {
		_, err := p.turnedAway(ctx, "R52", wire.CodeRevoked, nil)
		return err
	})
}

// rotated says what a welcome that did not come means.
func rotated(err error, why string) error {
	var b *breach
	if errors.As(as("R52", err), &b) {
		b.rule, b.why = "R52", why+": "+b.why
		return b
	}
	return err
}
