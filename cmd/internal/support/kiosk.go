package support

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/doctor"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/mask"
	"kioskd/installer"
)

// Kiosk is where the parts come from. What is nil is not there, and the manifest
// says so.
type Kiosk struct {
	Version string

	Config    config.Config
	ConfigErr error // why the configuration cannot be read; then Config is the default
	File      string
	Env       []string // as os.Environ gives it; only names are told

	Logs    string // folder
	Patient doctor.Patient

	// Running is the agent that runs; nil where none does.
	Running Agent

	// Books opens the journal while no agent runs.
	Books func() (Journal, io.Closer, error)

	// Service asks the service manager.
	Service func() (installer.State, error)
}

// Agent is what a running agent is asked.
type Agent interface {
	Journal
	Status(context.Context) (kioskapp.Status, error)
	PadTrace(ctx context.Context, since uint64) (kioskapp.PadTrace, error)
	Insight(context.Context) (kioskapp.Insight, error)
}

// Journal is what is asked about the journal, of an agent or of the files.
type Journal interface {
	QueueStatus(context.Context) (kioskapp.Queue, error)
	QueueList(ctx context.Context, from uint64, limit int) ([]kioskapp.Entry, error)
	QueueCheck(context.Context) error
}

// visit is the making of one bundle.
type visit struct {
	Kiosk
	sieve      *mask.Sieve
	insight    kioskapp.Insight
	insightErr error
	findings   []string // of the doctor, masked, but for what is well
}

var errAtRest = errors.New("no agent is running")

// visit asks what several parts need.
func (k Kiosk) visit(ctx context.Context) *visit {
	v := &visit{Kiosk: k, sieve: mask.New(k.secrets()...), insightErr: errAtRest}
	if k.Running != nil {
		ctx, cancel := context.WithTimeout(ctx, quick)
		defer cancel()
		v.insight, v.insightErr = k.Running.Insight(ctx)
	}
	return v
}

// openJournal opens the files of the journal where no agent has them. It is closed
// again by whoever asked, so that the next start of the agent waits for nobody.
func (v *visit) openJournal() (Journal, func() error, error) {
	if v.Running != nil {
		return v.Running, func() error { return nil }, nil
	}
	if v.Books == nil {
		return nil, nil, errAtRest
	}
	j, c, err := v.Books()
	if err != nil {
		return nil, nil, err
	}
	return j, c.Close, nil
}

// asJSON writes a value for people and programs.
func asJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("write it as JSON: %w", err)
	}
	return nil
}

// ours lists the names of the variables that the program hears of.
func ours(env []string) (names []string) {
	for _, line := range env {
		name, _, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, "KIOSKD_") || name == "LOGS_DIRECTORY" || name == "CREDENTIALS_DIRECTORY" {
			names = append(names, name)
		}
	}
	return names
}
