package update

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// maxStarts is how often a version on trial may be started without having stood
// the trial: a power cut or two may fall into it.
const maxStarts = 3

// maxPeaceful is how often it may be started at all: a version that ends in peace
// before its time, over and over, is no good either.
const maxPeaceful = 12

// Choice is the program to start.
type Choice struct {
	Version string
	Path    string // "" means the installed one
	Trial   bool
}

// Pick decides which version runs now; installed is that of the installed
// program. It counts the start of a version on trial before it returns. It always
// returns something that can be started; the error says what was found to be wrong
// on the way.
func (f *Folder) Pick(installed string, now time.Time) (Choice, error) {
	s, err := f.read()
	if err != nil {
		return Choice{Version: installed}, err
	}
	if s.Trial != nil {
		if c, err := f.try(&s, installed, now); err != nil || c.Trial {
			return f.orGood(c, s, installed, err)
		}
	}
	return f.good(s, installed)
}

// try counts one more start of the version on trial, or ends the trial.
func (f *Folder) try(s *state, installed string, now time.Time) (Choice, error) {
	v := s.Trial.Version
	var reason string
	if newer, err := Compare(v, installed); err != nil || newer <= 0 {
		reason = "the installed version is " + installed + " meanwhile"
	} else if s.Trial.Starts >= maxStarts || s.Trial.All >= maxPeaceful {
		reason = fmt.Sprintf("it was started %d times and did not stay well for long enough", s.Trial.All)
	} else if err := f.whole(v, s.Sums[v]); err != nil {
		reason = err.Error()
	}
	if reason != "" {
		s.condemn(reason, now)
		return Choice{}, f.write(*s)
	}
	s.Trial.Starts++
	s.Trial.All++
	if err := f.write(*s); err != nil {
		return Choice{}, err // a start that cannot be counted could be the hundredth
	}
	return Choice{Version: v, Path: f.program(v), Trial: true}, nil
}

// orGood returns a version on trial, unless its start could not be counted.
func (f *Folder) orGood(c Choice, s state, installed string, err error) (Choice, error) {
	if err == nil {
		return c, nil
	}
	good, goodErr := f.good(s, installed)
	return good, errors.Join(err, goodErr)
}

// good returns the last good version, if it is newer than the installed one and
// whole.
func (f *Folder) good(s state, installed string) (Choice, error) {
	own := Choice{Version: installed}
	if s.Good == "" {
		return own, nil
	}
	if newer, err := Compare(s.Good, installed); err != nil || newer <= 0 {
		return own, err
	}
	if err := f.whole(s.Good, s.Sums[s.Good]); err != nil {
		return own, err
	}
	return Choice{Version: s.Good, Path: f.program(s.Good)}, nil
}

// whole holds a program against its hash.
func (f *Folder) whole(version, sum string) error {
	r, err := f.disk.Open(f.program(version))
	if err != nil {
		return fmt.Errorf("version %s cannot be read: %w", version, err)
	}
	defer func() { _ = r.Close() }()
	h := newSum()
	if _, err := io.Copy(h, r); err != nil {
		return fmt.Errorf("version %s cannot be read: %w", version, err)
	}
	if got := h.text(); got != sum {
		return fmt.Errorf("version %s is damaged: its hash is %.12s…, not %.12s…", version, got, sum)
	}
	return nil
}

// Failed notes that a version that was picked could not be started at all, so that
// the next start does not try it.
func (f *Folder) Failed(c Choice, cause error, now time.Time) error {
	s, err := f.read()
	if err != nil {
		return err
	}
	reason := "it could not be started: " + cause.Error()
	switch {
	case s.Trial != nil && s.Trial.Version == c.Version:
		s.condemn(reason, now)
	case s.Good == c.Version:
		s.Good = ""
		s.Last = &Step{Version: c.Version, State: RolledBack, Reason: reason, At: now}
	}
	return f.write(s)
}
