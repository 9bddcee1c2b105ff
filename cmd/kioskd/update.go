package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/installer/update"
)

type updateCmd struct {
	Status updateStatusCmd `cmd:"" help:"Tell which version runs, which is on trial, and what became of others."`
	Apply  updateApplyCmd  `cmd:"" help:"Take a new version from a folder, as on a USB stick, without a network."`
}

// Help says how updates come about.
func (updateCmd) Help() string {
	return `HQ offers new versions, and the kiosk fetches them in the background. A new version is tried when no payment is open, watched for ten minutes, and rolled back by itself when the kiosk is not as well as before.`
}

type updateStatusCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (u updateStatusCmd) Run(t *terminal) error {
	return t.withUpdates(func(running kioskapp.Engineer, own *update.Updater) error {
		s, err := statusOf(t, running, own)
		if err != nil {
			return err
		}
		if u.JSON {
			return t.json(s)
		}
		return t.tellUpdates(s)
	})
}

func statusOf(t *terminal, running kioskapp.Engineer, own *update.Updater) (update.Status, error) {
	if running != nil {
		return running.UpdateStatus(t.ctx)
	}
	s := own.Status()
	s.Running = "" // own is this command's version, and no agent runs
	return s, nil
}

// withUpdates hands over the agent that runs, and an updater of this command's
// own, which reads the same folder.
func (t *terminal) withUpdates(do func(kioskapp.Engineer, *update.Updater) error) error {
	c, running, err := t.dial()
	if err != nil {
		return err
	}
	own, err := t.ownUpdates(c, running)
	if err != nil {
		return err
	}
	return do(running, own)
}

// ownUpdates is nil beside an agent that runs: the journal is that agent's.
func (t *terminal) ownUpdates(c config.Config, running kioskapp.Engineer) (own *update.Updater, err error) {
	if running != nil {
		return nil, nil
	}
	books, err := kioskapp.OpenBooks(t.options(c))
	if err != nil {
		return nil, err
	}
	own, err = books.Updates()
	return own, errors.Join(err, books.Close())
}

func (t *terminal) tellUpdates(s update.Status) error {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	line := func(name, value string) { _, _ = fmt.Fprintf(w, "%s\t%s\n", name, value) }
	line("runs", cmp.Or(s.Running, "nothing: see kioskd status"))
	line("installed", s.Installed)
	if s.Good != "" {
		line("good", s.Good)
	}
	if s.Trial != nil {
		line("on trial", fmt.Sprintf("%s since %s", s.Trial.Version, s.Trial.Since.Local().Format(time.DateTime)))
	}
	if p := s.Now; p.Doing != "" {
		line("now", tellDoing(p))
	}
	for _, version := range slices.Sorted(maps.Keys(s.Bad)) {
		line("rolled back", version+": "+s.Bad[version])
	}
	if l := s.Last; l != nil {
		line("last", strings.TrimSuffix(fmt.Sprintf("%s %s at %s: %s", l.Version, l.State, l.At.Local().Format(time.DateTime), l.Reason), ": "))
	}
	return w.Flush()
}

func tellDoing(p update.Progress) string {
	if p.All == 0 {
		return p.Doing + " " + p.Version
	}
	return fmt.Sprintf("%s %s: %d of %d kB", p.Doing, p.Version, p.Done>>10, p.All>>10)
}

type updateApplyCmd struct {
	Folder string        `arg:"" help:"The folder, from kioskhq update sign." type:"path"`
	Wait   time.Duration `help:"How long to wait until the version is on trial." default:"10m"`
}

// Run has the version tried: by the agent that runs once no payment is open,
// otherwise at the next start.
func (u updateApplyCmd) Run(t *terminal) error {
	offer, err := update.ReadFolder(u.Folder)
	if err != nil {
		return err
	}
	m, err := update.Parse(offer.Manifest)
	if err != nil {
		return err
	}
	offer.Here, offer.Folder = true, u.Folder
	return t.withUpdates(func(running kioskapp.Engineer, own *update.Updater) error {
		if running != nil {
			return u.throughAgent(t, running, offer, m)
		}
		take := func(ctx context.Context) error { return own.Take(ctx, offer) }
		if err := t.progress("update").during(t.ctx, take); err != nil {
			return err
		}
		return t.said("version %s is tried at the next start", m.Version)
	})
}

// throughAgent has the agent that runs copy and try the version.
func (u updateApplyCmd) throughAgent(t *terminal, running kioskapp.Engineer, offer update.Offer, m update.Manifest) error {
	before, err := running.UpdateStatus(t.ctx)
	if err != nil {
		return err
	}
	if m.Version == before.Running {
		return fmt.Errorf("version %s runs already", m.Version)
	}
	if before.Trial != nil {
		return fmt.Errorf("version %s is on trial for ten minutes: bring another one after that; see: kioskd update status", before.Trial.Version)
	}
	if err := running.OfferUpdate(t.ctx, offer); err != nil {
		return err
	}
	return u.await(t, running, m.Version, before.Last)
}

// await follows a version until it is on trial, or refused.
func (u updateApplyCmd) await(t *terminal, running kioskapp.Engineer, version string, before *update.Step) error {
	p := t.progress("update")
	defer p.end()
	for end := time.Now().Add(u.Wait); time.Now().Before(end); {
		s, err := running.UpdateStatus(t.ctx)
		if err != nil && !errors.Is(err, kioskapp.ErrGone) {
			return err
		}
		if done, err := settled(s, err, version, before); err != nil {
			return err
		} else if done {
			return t.said("version %s is being started; see how it does with: kioskd update status", version)
		}
		p.at(s.Now.Doing, uint64(s.Now.Done), uint64(max(s.Now.All, s.Now.Done)))
		select {
		case <-t.ctx.Done():
			return t.ctx.Err()
		case <-time.After(pollUpdates):
		}
	}
	return fmt.Errorf("version %s waits for an idle kiosk, and goes on waiting; see: kioskd update status", version)
}

// pollUpdates is how often an agent is asked how far it is.
const pollUpdates = 200 * time.Millisecond

// settled reports whether a version is on trial; the error says why it never will
// be. An agent that has gone away is being started anew.
func settled(s update.Status, gone error, version string, before *update.Step) (bool, error) {
	if gone != nil {
		return true, nil
	}
	l := s.Last
	if l == nil || l.Version != version || before != nil && l.At.Equal(before.At) {
		return false, nil
	}
	if l.State == update.Refused || l.State == update.RolledBack {
		return false, fmt.Errorf("version %s was not taken: %s", version, l.Reason)
	}
	return l.State == update.Applied || l.State == update.Healthy, nil
}

func (t *terminal) said(format string, args ...any) error {
	_, err := fmt.Fprintf(t.out, format+"\n", args...)
	return err
}
