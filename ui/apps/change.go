package apps

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Show serves another version that is kept: the one of that hash, or of a hash
// that begins so.
func (s *Shelf) Show(name, hash string) error {
	return s.alter(name, func(a *App) error {
		i := slices.IndexFunc(a.Versions, func(v Version) bool { return len(hash) >= 4 && len(hash) <= len(v.Hash) && v.Hash[:len(hash)] == hash })
		if i < 0 {
			return ErrNoVersion
		}
		a.show(a.Versions[i].Hash)
		return nil
	})
}

// Previous serves the version before the one that is shown.
func (s *Shelf) Previous(name string) error {
	return s.alter(name, func(a *App) error {
		if len(a.Versions) < 2 {
			return ErrNoVersion
		}
		a.show(a.Versions[1].Hash)
		return nil
	})
}

// alter changes one app.
func (s *Shelf) alter(name string, change func(*App) error) error {
	s.adding <- struct{}{}
	defer func() { <-s.adding }()
	var refused error
	err := s.change(func(st *state) {
		a := st.app(name)
		if a == nil {
			refused = fmt.Errorf("%s: %w", name, ErrNoApp)
			return
		}
		refused = change(a)
	})
	return errors.Join(refused, err)
}

// Use lets customers meet an app instead of the standard page; "" brings that
// back.
func (s *Shelf) Use(name string) error {
	s.adding <- struct{}{}
	defer func() { <-s.adding }()
	if name != "" && !s.Has(name) {
		return fmt.Errorf("%s: %w", name, ErrNoApp)
	}
	return s.change(func(st *state) { st.InUse = name })
}

// Remove takes an app away with all its versions.
func (s *Shelf) Remove(name string) error {
	s.adding <- struct{}{}
	defer func() { <-s.adding }()
	if s.InUse() == name {
		return ErrInUse
	}
	if !s.Has(name) {
		return fmt.Errorf("%s: %w", name, ErrNoApp)
	}
	err := s.change(func(st *state) {
		st.Apps = slices.DeleteFunc(st.Apps, func(a App) bool { return a.Name == name })
	})
	if err == nil {
		err = os.RemoveAll(filepath.Join(s.o.Folder, name))
	}
	return err
}
