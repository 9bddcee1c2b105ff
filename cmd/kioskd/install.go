package main

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/portuse"
	"kioskd/installer"
	"kioskd/ui"
)

//go:embed sample.toml
var sampleConfig []byte

type installCmd struct {
	HQ        string        `help:"HQ's address, as in wss://hq.example.com/sync." name:"hq" placeholder:"URL"`
	Code      string        `help:"One-time code from HQ, by which this kiosk becomes known there." placeholder:"CODE"`
	PadDriver string        `help:"The card pad's protocol, as in smartro or zvt." placeholder:"NAME"`
	PadPort   string        `help:"The card pad's port; kioskd pad ports lists them." placeholder:"PORT"`
	TestMode  *bool         `help:"Take a simulated pad, as padsim is: no money moves, and every screen and receipt says so." negatable:""`
	Wait      time.Duration `help:"How long to wait for an open payment to end, where kioskd runs already." default:"10m"`
	NoStart   bool          `help:"Register the service for the next boot, and do not start it now."`
	Image     bool          `help:"Prepare a system that does not run: for packages, while an image is made." hidden:""`
}

// Run makes kiosk, configuration and service as they are asked for, or leaves
// everything as it was. It may be run again, to change what is set.
func (c installCmd) Run(t *terminal) error {
	i, err := c.prepare(t)
	if err != nil {
		return err
	}
	tell := func(step string) { _, _ = fmt.Fprintln(t.out, "·", step) }
	if err := installer.Do(t.ctx, tell, i.steps()...); err != nil {
		return fmt.Errorf("kioskd was not installed, and nothing was left half done: %w", err)
	}
	return i.tellDone()
}

// installation is one run of the command.
type installation struct {
	installCmd
	t       *terminal
	places  installer.Places
	service *installer.Service
	file    string
	config  config.Config

	enrolled bool // a code counts once: what came of it is not undone
}

// prepare looks at what can be wrong before anything is changed.
func (c installCmd) prepare(t *terminal) (*installation, error) {
	i := &installation{installCmd: c, t: t, places: installer.DefaultPlaces(), file: t.file}
	if i.file == "" {
		i.file = config.File()
	}
	if c.Code != "" && c.HQ == "" {
		if at, err := t.load(); err != nil || at.HQ.URL == "" {
			return nil, errors.Join(err, errors.New("a code needs HQ's address: add --hq URL"))
		}
	}
	if err := installer.CheckRights(); err != nil {
		return nil, err
	}
	if c.Image {
		return i, nil
	}
	_, err := t.service() // that there is a manager
	return i, err
}

func (i *installation) steps() []installer.Step {
	if i.Image {
		return i.imageSteps()
	}
	steps := []installer.Step{
		{Name: "stop the service, where it runs", Do: i.stop},
		{Name: "make the service's user", Do: func(ctx context.Context) (func() error, error) { return nil, installer.MakeUser(ctx) }},
		{Name: "make the folders", Do: func(context.Context) (func() error, error) { return i.places.MakeFolders() }},
		{Name: "write the configuration", Do: i.configure},
		{Name: "see that the screen's port is free", Do: i.checkPort},
		{Name: "put the program in its place", Do: i.putProgram},
	}
	if i.Code != "" {
		steps = append(steps, installer.Step{Name: "become known at HQ", Do: i.enrol})
	}
	steps = append(steps, installer.Step{Name: "register the service, to start with the machine", Do: i.register})
	if !i.NoStart {
		steps = append(steps, installer.Step{Name: "start the service", Do: i.start})
	}
	return steps
}

// imageSteps need nothing that runs: the service starts with the machine that the
// image is for.
func (i *installation) imageSteps() []installer.Step {
	return []installer.Step{
		{Name: "make the service's user", Do: func(ctx context.Context) (func() error, error) { return nil, installer.MakeUser(ctx) }},
		{Name: "make the folders", Do: func(context.Context) (func() error, error) { return i.places.MakeFolders() }},
		{Name: "write the configuration", Do: i.configure},
		{Name: "have the service start with the machine", Do: func(context.Context) (func() error, error) { return nil, installer.EnableInImage() }},
	}
}

// stop waits until no payment is open.
func (i *installation) stop(context.Context) (func() error, error) {
	s, err := i.t.service()
	if err != nil {
		return nil, err
	}
	was, err := s.State()
	if err != nil || !was.Running {
		return nil, err
	}
	return s.Start, i.t.quietly(false, i.Wait, s.Stop)
}

// configure puts what was asked for into the configuration, and leaves the rest of
// it as it is.
func (i *installation) configure(context.Context) (undo func() error, err error) {
	return i.edit([][2]string{{"test_mode", yesOrNo(i.TestMode)}, {"hq.url", i.HQ}, {"pad.driver", i.PadDriver}, {"pad.port", i.PadPort}})
}

func yesOrNo(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// edit sets values in the configuration; empty ones are not set.
func (i *installation) edit(values [][2]string) (undo func() error, err error) {
	old, err := os.ReadFile(i.file)
	text := old
	if errors.Is(err, os.ErrNotExist) {
		text, err = sampleConfig, nil
	}
	for _, v := range values {
		if err == nil && v[1] != "" {
			text, err = config.Edit(text, v[0], v[1])
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", i.file, err)
	}
	undo = func() error {
		if i.enrolled {
			return nil
		}
		return writeConfig(i.file, old)
	}
	if err = writeConfig(i.file, text); err == nil {
		i.config, err = config.Load(i.file, i.t.env)
	}
	if err != nil {
		return nil, errors.Join(err, undo())
	}
	return undo, nil
}

// writeConfig replaces the configuration in one step; nil removes it.
func writeConfig(file string, text []byte) error {
	if text == nil {
		if err := os.Remove(file); !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}
	whole := file + ".new"
	if err := os.WriteFile(whole, text, 0o640); err != nil {
		return err
	}
	return errors.Join(installer.GiveConfig(whole), os.Rename(whole, file))
}

func (i *installation) checkPort(context.Context) (func() error, error) {
	at := i.config.Screen.Listen
	l, err := ui.Listen(at)
	if err != nil {
		return nil, portuse.Explain(fmt.Errorf("screen.listen: %w", err), at, "screen.listen in "+i.file)
	}
	return nil, l.Close()
}

func (i *installation) putProgram(context.Context) (func() error, error) {
	program, undo, err := i.places.PutProgram()
	if err != nil {
		return nil, err
	}
	i.service, err = installer.New(installer.Options{Program: program, Config: i.t.file})
	if err != nil && undo != nil {
		err = errors.Join(err, undo())
	}
	return undo, err
}

// enrol makes the kiosk known, and notes the name that HQ has for it.
func (i *installation) enrol(ctx context.Context) (func() error, error) {
	books, err := kioskapp.MakeBooks(i.t.options(i.config))
	if err != nil {
		return nil, err
	}
	id, err := books.Enrol(ctx, i.config.HQ.URL, i.Code, true, rand.Reader)
	i.enrolled = err == nil
	if err = errors.Join(err, books.Close()); err != nil {
		return nil, err
	}
	_, err = i.edit([][2]string{{"kiosk.id", id.Kiosk}})
	return nil, err
}

func (i *installation) register(context.Context) (func() error, error) {
	if err := i.places.Give(); err != nil {
		return nil, err
	}
	return i.service.Register()
}

func (i *installation) start(context.Context) (func() error, error) {
	if err := i.service.Start(); err != nil {
		return nil, errors.Join(err, i.service.Stop())
	}
	return i.service.Stop, nil
}

func (i *installation) tellDone() error {
	next := "it serves on " + i.config.Screen.Listen + "; see how it is with: kioskd status"
	if i.NoStart || i.Image {
		next = "it starts with the next boot, or with: kioskd start"
	}
	_, err := fmt.Fprintf(i.t.out, "kioskd is installed as a service that starts with the machine\nconfiguration: %s\n%s\n", filepath.Clean(i.file), next)
	if err != nil || i.NoStart || i.Image {
		return err
	}
	return i.t.lookOver()
}
