package apps

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// state is what apps.json holds.
type state struct {
	InUse string `json:"in_use,omitempty"`
	Apps  []App  `json:"apps"`
}

const (
	stateFile = "apps.json"
	unpacking = ".unpacking-" // begins the names of folders that are not whole
)

func (st *state) app(name string) *App {
	i := slices.IndexFunc(st.Apps, func(a App) bool { return a.Name == name })
	if i < 0 {
		return nil
	}
	return &st.Apps[i]
}

// add keeps a version beside the one that is shown, and forgets the oldest of
// those that are too many.
func (st *state) add(name string, v Version, keep int) {
	a := st.app(name)
	if a == nil {
		st.Apps = append(st.Apps, App{Name: name})
		a = &st.Apps[len(st.Apps)-1]
	}
	if slices.ContainsFunc(a.Versions, func(w Version) bool { return w.Hash == v.Hash }) {
		return
	}
	a.Versions = append([]Version{v}, a.Versions...)
	for len(a.Versions) > keep {
		last := len(a.Versions) - 1
		if a.Versions[last].Hash == a.Shown && last > 0 {
			last--
		}
		a.Versions = slices.Delete(a.Versions, last, last+1)
	}
}

// show serves a version; the one that was served is its previous one from then on.
func (a *App) show(hash string) {
	first := func(hash string) {
		i := slices.IndexFunc(a.Versions, func(v Version) bool { return v.Hash == hash })
		if i > 0 {
			v := a.Versions[i]
			a.Versions = append([]Version{v}, slices.Delete(a.Versions, i, i+1)...)
		}
	}
	first(a.Shown)
	first(hash)
	a.Shown = hash
}

// clone copies as deep as a change reaches.
func (st state) clone() state {
	apps := make([]App, len(st.Apps))
	for i, a := range st.Apps {
		a.Versions = slices.Clone(a.Versions)
		apps[i] = a
	}
	st.Apps = apps
	return st
}

func (s *Shelf) load() error {
	text, err := os.ReadFile(filepath.Join(s.o.Folder, stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, &s.state)
}

// change alters the state: on disk first, then in memory. The caller is the only
// one that does so.
func (s *Shelf) change(f func(*state)) error {
	s.mu.Lock()
	next := s.state.clone()
	s.mu.Unlock()
	f(&next)
	text, err := json.MarshalIndent(next, "", "  ")
	if err == nil {
		err = replace(filepath.Join(s.o.Folder, stateFile), text)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.state = next
	s.mu.Unlock()
	return s.sweep()
}

// replace writes a file whole or not at all.
func replace(name string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".writing-")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// sweep removes folders that no version needs.
func (s *Shelf) sweep() error {
	s.mu.Lock()
	st := s.state.clone()
	s.mu.Unlock()
	rests, err := filepath.Glob(filepath.Join(s.o.Folder, ".*ing-*"))
	for _, rest := range rests {
		err = errors.Join(err, os.RemoveAll(rest))
	}
	for _, a := range st.Apps {
		err = errors.Join(err, s.sweepApp(a))
	}
	return err
}

func (s *Shelf) sweepApp(a App) error {
	folders, err := os.ReadDir(filepath.Join(s.o.Folder, a.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, f := range folders {
		if !slices.ContainsFunc(a.Versions, func(v Version) bool { return strings.HasPrefix(v.Hash, f.Name()) }) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(s.o.Folder, a.Name, f.Name())))
		}
	}
	return err
}

// List returns what is installed.
func (s *Shelf) List() []App {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.clone().Apps
}

// InUse returns the name of the app that customers meet, or "".
func (s *Shelf) InUse() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.atWork != "" {
		return s.atWork
	}
	return s.state.InUse
}

// Has reports whether an app of that name can be served.
func (s *Shelf) Has(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mounted[name] != nil || s.state.app(name) != nil
}

// Shown returns the hash of the version of an app that is served, or "".
func (s *Shelf) Shown(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.state.app(name); a != nil {
		return a.Shown
	}
	return ""
}

// Keeps reports whether a version of an app is here.
func (s *Shelf) Keeps(name, hash string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.state.app(name)
	return a != nil && slices.ContainsFunc(a.Versions, func(v Version) bool { return v.Hash == hash })
}
