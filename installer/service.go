package installer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/kardianos/service"
)

// Name is the service's name on every system.
const Name = "kioskd"

const (
	displayName = "kioskd payment agent"
	description = "Drives the card pad of this kiosk, keeps its payments, and serves its screen."
)

// ErrNoManager says that this system has no service manager that kioskd knows.
var ErrNoManager = errors.New("this system runs no systemd and is not Windows: start kioskd run by the means that it has")

// Options are what the service is to run.
type Options struct {
	Program string // absolute path of kioskd
	Config  string // configuration file, "" for the usual one
}

// State is how the service is.
type State struct {
	Installed bool   `json:"installed"`
	AtBoot    bool   `json:"at_boot"` // started with the machine, by itself
	Running   bool   `json:"running"`
	Word      string `json:"word"`              // the manager's, as in "active" or "failed"
	From      string `json:"from,omitempty"`    // the file that defines it, on Linux
	Restarts  int    `json:"restarts"`          // by the manager, since the machine was started
	Process   int    `json:"process,omitempty"` // its number, 0 where none runs
}

// Runs reports whether the service has a process, be it ready or not. One that
// waits for its next start after a failure has none.
func (s State) Runs() bool {
	return s.Running || strings.HasPrefix(s.Word, "activating (start") || strings.HasPrefix(s.Word, "deactivating")
}

// Service is kioskd as the operating system sees it.
type Service struct {
	o       Options
	manager service.Service
}

// New returns the service, installed or not.
func New(o Options) (*Service, error) {
	s := &Service{o: o}
	c, err := config(o)
	if err == nil && !managed() {
		err = ErrNoManager
	}
	if err == nil {
		s.manager, err = service.New(nothing{}, c)
	}
	if err != nil {
		return nil, fmt.Errorf("reach the service manager: %w", err)
	}
	return s, nil
}

// nothing stands where the manager's package wants a program: the service runs
// another process, with another entry.
type nothing struct{}

func (nothing) Start(service.Service) error { return nil }
func (nothing) Stop(service.Service) error  { return nil }

func explain(what string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, service.ErrNotInstalled) {
		return fmt.Errorf("%s the service: it is not installed; run: kioskd install", what)
	}
	return fmt.Errorf("%s the service: %w%s", what, err, next)
}
