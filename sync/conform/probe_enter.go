package conform

import (
	"context"
	"errors"

	"kioskd/sync/wire"
)

func enterProbes() []probe {
	return []probe{
		{[]string{"R10", "R42"}, wrongSignature},
		{[]string{"R11"}, replayedSignature},
		{[]string{"R12"}, changedHello},
		{[]string{"R13"}, unknownKiosk},
		{[]string{"R14"}, laterVersion},
		{[]string{"R15"}, noHello},
		{[]string{"R18"}, secondHello},
		{[]string{"R17"}, newerWins},
	}
}

func emptyEpoch(ctx context.Context, p *player) error {
	j := p.journal(4)
	l, w, err := p.enter(ctx, j, 0)
	if err != nil {
		return err
	}
	if w.Time.IsZero() {
		return l.broken("R16", "a welcome without HQ's time")
	}
	return nil
}

// turnedAway wants a hello that was spoiled to be refused.
func (p *player) turnedAway(ctx context.Context, rule, code string, spoil func(h *wire.Hello, nonce string)) (*wire.Error, error) {
	l, err := p.greet(ctx, p.journal(4), spoil)
	if err != nil {
		return nil, as(rule, err)
	}
	return l.refusal(rule, code)
}

// spoilSignature keeps its form.
func spoilSignature(h *wire.Hello, _ string) {
	b := []byte(h.Signature)
	if b[0]++; b[0] > 'y' || b[0] < 'A' || b[0] > 'Z' && b[0] < 'a' {
		b[0] = 'A'
	}
	h.Signature = string(b)
}

func wrongSignature(ctx context.Context, p *player) error {
	if _, err := p.turnedAway(ctx, "R10", wire.CodeProof, spoilSignature); err != nil {
		return err
	}
	_, err := p.turnedAway(ctx, "R10", wire.CodeProof, func(h *wire.Hello, _ string) { h.Key, h.Signature = "", "" })
	return err
}

func replayedSignature(ctx context.Context, p *player) error {
	other, err := p.dial(ctx)
	if err != nil {
		return err
	}
	_, err = p.turnedAway(ctx, "R11", wire.CodeProof, func(h *wire.Hello, _ string) { p.sign(h, other.nonce) })
	return err
}

func changedHello(ctx context.Context, p *player) error {
	for _, change := range []func(h *wire.Hello, _ string){
		func(h *wire.Hello, _ string) { h.Epoch += "x" },
		func(h *wire.Hello, _ string) { h.Last++ },
		func(h *wire.Hello, _ string) { h.Hash = wire.SeedHash("another") },
	} {
		if _, err := p.turnedAway(ctx, "R12", wire.CodeProof, change); err != nil {
			return err
		}
	}
	return nil
}

func unknownKiosk(ctx context.Context, p *player) error {
	known, err := p.turnedAway(ctx, "R10", wire.CodeProof, spoilSignature)
	if err != nil {
		return err
	}
	unknown, err := p.turnedAway(ctx, "R13", wire.CodeProof, func(h *wire.Hello, nonce string) {
		h.Kiosk = "nobody-" + p.o.run
		p.sign(h, nonce)
	})
	if err != nil {
		return err
	}
	if known.Reason != unknown.Reason {
		return &breach{rule: "R13", why: "an unknown kiosk hears another reason than a known one with a wrong signature", heard: unknown.Reason + " / " + known.Reason}
	}
	return nil
}

func laterVersion(ctx context.Context, p *player) error {
	_, err := p.turnedAway(ctx, "R14", wire.CodeVersion, func(h *wire.Hello, nonce string) { h.Version = 99 })
	return err
}

func noHello(ctx context.Context, p *player) error {
	for _, m := range []wire.Message{&wire.Status{State: "idle"}, wire.NewFacts(1, p.journal(1).Lines)} {
		l, err := p.dial(ctx)
		if err != nil {
			return err
		}
		if err := l.say(m); err != nil {
			return err
		}
		if _, err := l.refusal("R15", wire.CodeMalformed); err != nil {
			return err
		}
	}
	return nil
}

func secondHello(ctx context.Context, p *player) error {
	j := p.journal(4)
	l, _, err := p.enter(ctx, j, 0)
	if err != nil {
		return as("R18", err)
	}
	if err := l.say(p.hello(j, l.nonce)); err != nil {
		return err
	}
	_, err = l.refusal("R18", wire.CodeMalformed)
	return err
}

func newerWins(ctx context.Context, p *player) error {
	j := p.journal(4)
	older, _, err := p.enter(ctx, j, 0)
	if err != nil {
		return as("R17", err)
	}
	if _, err := p.upload(ctx, j, 1, 4); err != nil {
		return as("R17", err)
	}
	m, err := older.next(soon)
	if errors.Is(err, errSilent) || errors.Is(err, errEnded) {
		return older.broken("R17", "the older connection heard nothing of the newer: %v", err)
	}
	if err != nil {
		return err
	}
	if e, ok := m.(*wire.Error); !ok || e.Code != wire.CodeReplaced {
		return older.broken("R17", "want an error with code %s on the older connection, got %s", wire.CodeReplaced, m.Type())
	}
	return older.end("R17")
}
