package hq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kioskd/sync/wire"
)

// maxCommands is how many of the newest commands are looked at.
const maxCommands = 100

// commands gives a kiosk the commands that it has not answered, the oldest first.
func (s *session) commands() error {
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	all, err := s.h.Store.Commands(ctx, s.kiosk, maxCommands)
	if err != nil {
		return s.broken("look up commands", err)
	}
	for _, c := range slices.Backward(all) {
		switch {
		case c.Gone(s.life):
			s.doubts = true // the kiosk says what it knows first
		case c.Open(time.Now()):
			err = s.give(ctx, c.Command)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// command gives a kiosk a command that another process has taken; every open one if
// the id is empty.
func (s *session) command(ctx context.Context, id string) error {
	all, err := s.h.Store.Commands(ctx, s.kiosk, maxCommands)
	if err != nil {
		return fmt.Errorf("look up commands: %w", err)
	}
	for _, c := range slices.Backward(all) {
		wanted := (id == "" || id == c.ID) && c.Open(time.Now())
		if !wanted || s.forked.Load() && !c.Repeatable() {
			continue
		}
		if err := s.give(ctx, c.Command); err != nil {
			s.leave(err) // the kiosk comes back, and is given it then
			return err
		}
	}
	return nil
}

// give notes in which life of the kiosk a command is given, and only then says it: a
// kiosk whose disk is put back afterwards does not remember it, and must not do it
// again.
func (s *session) give(ctx context.Context, c wire.Command) error {
	first, err := s.h.Store.GiveCommand(ctx, s.kiosk, c.ID, s.life)
	if err != nil {
		return s.broken("note that a command is given", err)
	}
	if first != s.life && !c.Repeatable() {
		return nil // another connection of this kiosk has given it
	}
	return s.voice.say(&c)
}

// giveUpGone ends the commands that the kiosk may have done and forgotten, once it
// has told what it knows: the results that it has come before its first status.
func (s *session) giveUpGone() error {
	if !s.doubts {
		return nil
	}
	s.doubts = false
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	all, err := s.h.Store.Commands(ctx, s.kiosk, maxCommands)
	if err != nil {
		return s.broken("look up commands", err)
	}
	for _, c := range slices.Backward(all) {
		if !c.Gone(s.life) {
			continue
		}
		if err := s.giveUp(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// giveUp ends a command. What the kiosk says of it later counts more. That a disk was
// put back is an alarm; after a restart the command may just not have arrived.
func (s *session) giveUp(ctx context.Context, c CommandNote) error {
	reason := fmt.Sprintf("the kiosk was started anew after it had been given %s, and says nothing of it, so nobody knows whether it was done: look at the books, and give it anew under another id if it was not", c.Name)
	err := s.h.Store.NoteCommand(ctx, s.kiosk, wire.CommandResult{ID: c.ID, State: wire.CommandFailed, Reason: reason}, time.Now())
	if err != nil {
		return s.broken("end a command", err)
	}
	s.log.Error("hq: a command may have been done and forgotten", "kiosk", s.kiosk, "id", c.ID, "name", c.Name)
	if epoch, _, _ := strings.Cut(c.Given, "/"); epoch != s.epoch {
		s.alarm(Trouble{Reason: AlarmForgot, About: c.ID, Detail: fmt.Sprintf("command %s, %s: %s", c.ID, c.Name, reason)})
	}
	s.h.bell.ring()
	return nil
}

// commandResult keeps what became of a command. One that HQ never gave is
// logged, no more.
func (s *session) commandResult(m *wire.CommandResult) error {
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	err := s.h.Store.NoteCommand(ctx, s.kiosk, *m, time.Now())
	if errors.Is(err, ErrNotFound) {
		s.log.Warn("hq: a result of a command that HQ never gave", "kiosk", s.kiosk, "id", m.ID)
		return nil
	}
	if err != nil {
		return s.broken("note a command's result", err)
	}
	s.h.bell.ring()
	return nil
}

// Command keeps a command and gives it to the kiosk, now or when it comes. A kiosk
// whose journal has forked gets what cannot be repeated in its next epoch.
func (h *Handler) Command(ctx context.Context, kiosk string, c wire.Command) error {
	if _, err := wire.Encode(&c); err != nil {
		return err
	}
	if err := h.Store.PutCommand(ctx, kiosk, c, time.Now()); err != nil {
		return fmt.Errorf("keep command %s: %w", c.ID, err)
	}
	if s := h.present.of(kiosk); s != nil && (c.Repeatable() || !s.forked.Load()) {
		if err := s.whenIn(func() error { return s.give(context.WithoutCancel(ctx), c) }); err != nil {
			s.leave(err) // the kiosk comes back, and is given it then
		}
	}
	h.bell.ring()
	return nil
}
