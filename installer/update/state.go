package update

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"time"
)

// Step is how far an update has come, as HQ hears it.
type Step struct {
	Version string    `json:"version"`
	State   string    `json:"state"` // see the constants
	Reason  string    `json:"reason,omitempty"`
	At      time.Time `json:"at"`
}

// The states of an update. They are HQ's words, see sync/wire.
const (
	Offered    = "offered"
	Fetched    = "fetched"
	Applied    = "applied"
	Healthy    = "healthy"
	Refused    = "refused"
	RolledBack = "rolled-back"
)

// Trial is a version that has to show that it is good.
type Trial struct {
	Version string    `json:"version"`
	Since   time.Time `json:"since"`
	Starts  int       `json:"starts"` // that did not end in peace; counted before each
	All     int       `json:"all"`    // starts, also those that ended in peace
	Well    []string  `json:"well"`   // what was well before it, and has to be again
}

// state is all that survives: one small file.
type state struct {
	Good  string            `json:"good,omitempty"`  // the version to run; "" for the installed one
	Trial *Trial            `json:"trial,omitempty"` // one that comes before it
	Sums  map[string]string `json:"sums,omitempty"`  // SHA-256 of each version's program
	Bad   map[string]string `json:"bad,omitempty"`   // versions that were rolled back, and why
	Last  *Step             `json:"last,omitempty"`
}

// maxBad bounds the versions that are remembered as bad; then all are forgotten.
const maxBad = 20

// Folder is where versions are kept beside the installed one.
type Folder struct {
	root string
	disk Disk
}

// In returns the versions kept below a data folder.
func In(data string) *Folder { return &Folder{root: filepath.Join(data, "updates"), disk: osDisk{}} }

func (f *Folder) path(parts ...string) string {
	return filepath.Join(append([]string{f.root}, parts...)...)
}

func (f *Folder) program(version string) string { return f.path("versions", version, programName) }

// read returns what was written last; the zero state where nothing was. A file
// that cannot be read as one is reported, and the zero state is returned: then the
// installed version runs.
func (f *Folder) read() (s state, err error) {
	text, err := f.disk.ReadFile(f.path("state.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err == nil {
		err = s.check()
	}
	if err != nil {
		return state{}, fmt.Errorf("read which version to run: %w", err)
	}
	return s, nil
}

// check refuses names that would lead out of the folder.
func (s state) check() error {
	names := slices.Collect(maps.Keys(s.Sums))
	if s.Good != "" {
		names = append(names, s.Good)
	}
	if s.Trial != nil {
		names = append(names, s.Trial.Version)
	}
	for _, name := range names {
		if _, err := readVersion(name); err != nil {
			return err
		}
	}
	return nil
}

func (f *Folder) write(s state) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("write which version to run: %w", err)
	}
	if err := f.mkdir(); err != nil {
		return fmt.Errorf("write which version to run: %w", err)
	}
	return replace(f.disk, f.path("state.json"), append(text, '\n'))
}

// condemn ends a trial with a reason.
func (s *state) condemn(reason string, at time.Time) {
	v := s.Trial.Version
	if len(s.Bad) >= maxBad {
		s.Bad = nil
	}
	s.Bad, s.Trial = with(s.Bad, v, reason), nil
	s.Last = &Step{Version: v, State: RolledBack, Reason: reason, At: at}
}
