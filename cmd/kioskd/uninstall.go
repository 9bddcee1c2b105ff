package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/installer"
)

type uninstallCmd struct {
	Wait         time.Duration `help:"How long to wait for an open payment to end." default:"10m"`
	Purge        bool          `help:"Delete payments, settings and logs as well; asks first."`
	DeleteUnsent bool          `help:"With --purge: do not ask, also delete payments that HQ does not have."`
}

// Run takes the service away, once no payment is open. What it has recorded stays,
// unless --purge says otherwise.
func (u uninstallCmd) Run(t *terminal) error {
	s, err := t.service()
	if err == nil {
		err = installer.CheckRights()
	}
	if err != nil {
		return err
	}
	if err := u.takeAway(t, s); err != nil {
		return err
	}
	p := installer.DefaultPlaces()
	if !u.Purge {
		_, err = fmt.Fprintf(t.out, "the service is gone; payments stay in %s, settings in %s; to delete them as well: kioskd uninstall --purge\n", p.Data, p.Config)
		return err
	}
	if err := u.mayDelete(t); err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "the service is gone, with all that it had recorded")
	return errors.Join(os.RemoveAll(p.Data), os.RemoveAll(p.Logs), os.RemoveAll(p.Config), err)
}

func (u uninstallCmd) takeAway(t *terminal, s *installer.Service) error {
	was, err := s.State()
	if err != nil {
		return err
	}
	if was.Running {
		if err := t.quietly(false, u.Wait, s.Stop); err != nil {
			return err
		}
	}
	return s.Remove()
}

// mayDelete asks before money facts are lost for good.
func (u uninstallCmd) mayDelete(t *terminal) error {
	if u.DeleteUnsent {
		return nil
	}
	unsent, err := t.unsent()
	if err != nil {
		return fmt.Errorf("what HQ does not have yet is not known, so nothing was deleted: %w; add --delete-unsent to delete it all the same", err)
	}
	if !isTerminal(t.out) {
		return fmt.Errorf("nothing was deleted: %s; add --delete-unsent to delete everything without being asked", unsent)
	}
	_, _ = fmt.Fprintf(t.out, "%s\nDelete all payments, keys, settings and logs of this kiosk for good? Type delete: ", unsent)
	answer, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil || strings.TrimSpace(answer) != "delete" {
		return errors.Join(errors.New("nothing was deleted"), err)
	}
	return nil
}

// unsent says in words what HQ does not have.
func (t *terminal) unsent() (string, error) {
	c, err := t.load()
	if err != nil {
		return "", err
	}
	made, err := kioskapp.HasJournal(c.Data)
	if err != nil || !made {
		return "there are no payments", err
	}
	text := ""
	err = t.withBooks(func(c config.Config, b kioskapp.Bookkeeper) error {
		q, err := b.QueueStatus(t.ctx)
		text = "HQ does not have: " + tellWaiting(c, q)
		return err
	})
	return text, err
}
