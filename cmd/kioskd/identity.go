package main

import (
	"errors"
	"fmt"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type identityCmd struct {
	Show   identityShowCmd   `cmd:"" default:"withargs" help:"Tell who this kiosk is at HQ, and by which key."`
	Rotate identityRotateCmd `cmd:"" help:"Change the key for a new one. Needs the running agent, and HQ."`
}

type identityShowCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (c identityShowCmd) Run(t *terminal) error {
	return t.withBooks(func(_ config.Config, b kioskapp.Bookkeeper) error {
		s, err := b.Keys(t.ctx)
		if errors.Is(err, kioskapp.ErrNotEnrolled) {
			return fmt.Errorf("%w; get a code from HQ, then: kioskd enroll --code CODE", err)
		}
		if err != nil {
			return err
		}
		return t.tellKeys(c.JSON, s)
	})
}

type identityRotateCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// Run changes the key of the running agent.
func (c identityRotateCmd) Run(t *terminal) error {
	_, running, err := t.dial()
	if err != nil {
		return err
	}
	if running == nil {
		return errors.New("HQ has to hear of the new key from the old one: start the agent, then try again")
	}
	s, err := running.RotateIdentity(t.ctx)
	if err != nil {
		return err
	}
	return t.tellKeys(c.JSON, s)
}

func (t *terminal) tellKeys(json bool, s kioskapp.KeyState) error {
	if json {
		return t.json(s)
	}
	text := fmt.Sprintf("%s at %s, by key %s\n", s.Kiosk, s.HQ, s.Key)
	switch {
	case s.Confirmed:
		text += fmt.Sprintf("HQ keeps the new key %s; the old one counts until this kiosk has signed in with it\n", s.Next)
	case s.Next != "":
		text += fmt.Sprintf("the new key %s is not known to HQ yet; that goes on by itself\n", s.Next)
	}
	_, err := fmt.Fprint(t.out, text)
	return err
}
