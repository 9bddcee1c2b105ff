package conform

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"

	"kioskd/sync/wire"
)

func newsProbes() []probe {
	return []probe{
		{[]string{"R43"}, unknownFields},
		{[]string{"R44"}, unknownMessages},
		{[]string{"R45"}, unknownQuestions},
		{[]string{"R46"}, strayResults},
		{[]string{"R47"}, goodbye},
		{[]string{"R48"}, newestSettings},
	}
}

// withField adds a field to the header of a message.
func withField(m wire.Message) ([]byte, error) {
	b, err := wire.Encode(m)
	if err != nil {
		return nil, err
	}
	return bytes.Replace(b, []byte("{"), []byte(`{"of_the_future":{"a":[1,null]},`), 1), nil
}

func unknownFields(ctx context.Context, p *player) error {
	j := p.journal(3)
	last := j.AddRaw(wire.KindAlarm, "", []byte(`{"v":1,"test":true}`))
	j.Lines[3] = append(bytes.Clone(last[:len(last)-1]), []byte(`,"of_the_future":[1]}`)...)
	l, err := p.dial(ctx)
	if err != nil {
		return err
	}
	l.journal, j.sent = j, 4
	for i, m := range []wire.Message{p.hello(j, l.nonce), wire.NewFacts(1, j.Lines), &wire.Status{State: "idle"}} {
		b, err := withField(m)
		if err != nil {
			return err
		}
		l.sayRaw(b)
		if i > 0 {
			continue
		}
		if _, err := l.welcome(); err != nil {
			return as("R43", err)
		}
	}
	if err := l.want(4); err != nil {
		return as("R43", err)
	}
	if l.refused[4] {
		return l.broken("R43", "a fact with an unknown field was rejected")
	}
	return l.barrier("R43")
}

func unknownMessages(ctx context.Context, p *player) error {
	j := p.journal(4)
	l, _, err := p.enter(ctx, j, 0)
	if err != nil {
		return as("R44", err)
	}
	l.sayRaw([]byte(`{"type":"of-the-future","x":[1]}`))
	l.sayRaw([]byte(`{"type":"of-the-future","count":2}` + "\n{}\nmore"))
	if err := l.send(1, 4); err != nil {
		return err
	}
	return as("R44", l.want(4))
}

func unknownQuestions(ctx context.Context, p *player) error {
	l, _, err := p.enter(ctx, p.journal(0), 0)
	if err != nil {
		return as("R45", err)
	}
	if err := l.say(&wire.Ask{ID: "q-1", Name: "of-the-future", Body: []byte(`{"x":1}`), Within: int(soon.Milliseconds())}); err != nil {
		return err
	}
	m, err := l.next(soon)
	if errors.Is(err, errSilent) || errors.Is(err, errEnded) {
		return l.broken("R45", "a question was not answered: %v", err)
	}
	if err != nil {
		return as("R45", err)
	}
	a, ok := m.(*wire.Answer)
	switch {
	case !ok:
		return l.broken("R45", "want an answer, got %s", m.Type())
	case a.ID != "q-1":
		return l.broken("R45", "the answer is to question %q, want q-1", a.ID)
	case a.Error == "" || a.Reason == "":
		return l.broken("R45", "want an error and a reason")
	}
	return nil
}

func strayResults(ctx context.Context, p *player) error {
	j := p.journal(4)
	l, _, err := p.enter(ctx, j, 0)
	if err != nil {
		return as("R46", err)
	}
	for _, m := range []wire.Message{
		&wire.CommandResult{ID: "never-" + p.o.run, State: wire.CommandDone},
		&wire.CommandResult{ID: "never-" + p.o.run, State: "of-the-future"},
		&wire.SettingsResult{Version: 1 << 60, Hash: wire.SeedHash("x"), State: wire.SettingsRefused, Reason: "a check of this HQ"},
		&wire.UpdateResult{Version: "0.0.0-check", State: wire.UpdateRefused, Reason: "a check of this HQ"},
	} {
		if err := l.say(m); err != nil {
			return err
		}
	}
	if err := l.send(1, 4); err != nil {
		return err
	}
	return as("R46", l.want(4))
}

func goodbye(ctx context.Context, p *player) error {
	l, _, err := p.enter(ctx, p.journal(0), 0)
	if err != nil {
		return as("R47", err)
	}
	if err := l.say(&wire.Bye{Reason: "the check goes on elsewhere"}); err != nil {
		return err
	}
	return l.end("R47")
}

// newestSettings looks whether what the welcome names comes, and is signed.
func newestSettings(ctx context.Context, p *player) error {
	l, w, err := p.enter(ctx, p.journal(0), 0)
	if err != nil {
		return as("R48", err)
	}
	if w.Settings == 0 {
		return unseen("HQ has no settings for this kiosk")
	}
	for {
		m, err := l.read(soon)
		if errors.Is(err, errSilent) || errors.Is(err, errEnded) {
			return l.broken("R48", "the welcome names settings %d, which did not come: %v", w.Settings, err)
		}
		if err != nil {
			return err
		}
		if s, ok := m.(*wire.Settings); ok {
			return l.signed(s, w.Settings)
		}
	}
}

func (l *line) signed(s *wire.Settings, version uint64) error {
	if s.Version != version {
		return l.broken("R48", "settings %d came, the welcome names %d", s.Version, version)
	}
	key := ed25519.PublicKey(l.p.o.SettingsKey)
	if len(key) == 0 {
		return unseen("HQ gave no key for settings at enrolment")
	}
	if err := wire.Verify(key, wire.PurposeSettings, s.Document, s.Signature); err != nil {
		return l.broken("R48", "%v", err)
	}
	return nil
}
