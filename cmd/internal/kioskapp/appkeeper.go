package kioskapp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
	"kioskd/ui/apps"
)

// AppKeeper looks after the operator's web apps.
type AppKeeper interface {
	// Apps lists what is installed.
	Apps(context.Context) (WebApps, error)

	// AddApp installs the bundle in a file, or a new version of it.
	AddApp(ctx context.Context, name, file string) (apps.Version, error)

	// UseApp lets customers meet an app, or with "" the standard page. It waits
	// until nobody pays.
	UseApp(ctx context.Context, name string) error

	// PreviousApp serves the version before.
	PreviousApp(ctx context.Context, name string) error

	// RemoveApp takes an app away.
	RemoveApp(ctx context.Context, name string) error
}

// WebApps are the installed web apps.
type WebApps struct {
	InUse string     `json:"in_use"`       // "" for the standard page
	ByHQ  bool       `json:"by_hq"`        // the settings from HQ say so
	Apps  []apps.App `json:"apps"`         //
	At    string     `json:"at,omitempty"` // the address of the local API; "" while no agent runs
}

// Apps implements [AppKeeper].
func (a *App) Apps(context.Context) (WebApps, error) {
	w := webApps{a.apps, a.house.Load}
	return WebApps{InUse: w.InUse(), ByHQ: a.house.Load().App != nil, Apps: a.apps.List(), At: a.URL()}, nil
}

// AddApp implements [AppKeeper].
func (a *App) AddApp(ctx context.Context, name, file string) (apps.Version, error) {
	v, err := keepApp(a.apps, name, file)
	if err != nil {
		return v, err
	}
	return v, a.changeApp(ctx, func() error { return a.apps.Show(name, v.Hash) })
}

// keepApp unpacks a bundle without serving it.
func keepApp(s *apps.Shelf, name, file string) (apps.Version, error) {
	f, err := os.Open(file)
	if err != nil {
		return apps.Version{}, err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return apps.Version{}, err
	}
	if !info.Mode().IsRegular() {
		return apps.Version{}, fmt.Errorf("%s is no file; zip the contents of the app's folder", file)
	}
	return s.Keep(name, f, info.Size())
}

// changeApp changes what customers see while nobody pays.
func (a *App) changeApp(ctx context.Context, change func() error) error {
	err := a.agent.Between(ctx, func(context.Context) error { return change() })
	if err == nil {
		a.agent.ReloadPages()
	}
	return err
}

// UseApp implements [AppKeeper].
func (a *App) UseApp(ctx context.Context, name string) error {
	if app := a.house.Load().App; app != nil {
		return fmt.Errorf("the settings decide which web app is used, and name %s; change screen.app at HQ, or in this kiosk's file", app.Name)
	}
	return a.changeApp(ctx, func() error { return a.apps.Use(name) })
}

// PreviousApp implements [AppKeeper].
func (a *App) PreviousApp(ctx context.Context, name string) error {
	return a.changeApp(ctx, func() error { return a.apps.Previous(name) })
}

// RemoveApp implements [AppKeeper].
func (a *App) RemoveApp(_ context.Context, name string) error {
	if app := a.house.Load().App; app != nil && app.Name == name {
		return apps.ErrInUse
	}
	return a.apps.Remove(name)
}

// shelfAlone looks after the web apps while no agent runs.
type shelfAlone struct{ *apps.Shelf }

// OpenApps returns the web apps of a data folder on which no agent runs.
func OpenApps(c config.Config) (AppKeeper, error) {
	s, err := apps.Open(apps.Options{Folder: filepath.Join(c.Data, appsFolder), CheckName: settings.CheckAppName})
	return shelfAlone{s}, err
}

func (s shelfAlone) Apps(context.Context) (WebApps, error) {
	return WebApps{InUse: s.InUse(), Apps: s.List()}, nil
}

func (s shelfAlone) AddApp(_ context.Context, name, file string) (apps.Version, error) {
	v, err := keepApp(s.Shelf, name, file)
	if err != nil {
		return v, err
	}
	return v, s.Show(name, v.Hash)
}

func (s shelfAlone) UseApp(_ context.Context, name string) error      { return s.Use(name) }
func (s shelfAlone) PreviousApp(_ context.Context, name string) error { return s.Previous(name) }
func (s shelfAlone) RemoveApp(_ context.Context, name string) error   { return s.Remove(name) }

// MountApp lets customers meet a web app from where its author works on it: a
// folder, or a bundle. It is for the demo, before it runs.
func (a *App) MountApp(name, at string) error {
	info, err := os.Stat(at)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		v, err := keepApp(a.apps, name, at)
		if err != nil {
			return err
		}
		return errors.Join(a.apps.Show(name, v.Hash), a.apps.Use(name))
	}
	root, err := os.OpenRoot(at)
	if err != nil {
		return err
	}
	return a.apps.Mount(name, root.FS())
}
