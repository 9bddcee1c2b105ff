package kioskapp

import (
	"context"
	"net/http"
	"path/filepath"

	"kioskd/ui/apps"
)

// wishedApp is what the command line asks of the running agent.
type wishedApp struct {
	Name string `json:"name"`
	File string `json:"file,omitempty"` // on this machine
}

// appControl answers the command line.
func appControl(k AppKeeper, answer func(string, func(*http.Request) (any, error))) {
	answer("GET /control/apps", func(r *http.Request) (any, error) { return k.Apps(r.Context()) })
	for path, do := range map[string]func(context.Context, wishedApp) (any, error){
		"add":      func(ctx context.Context, w wishedApp) (any, error) { return k.AddApp(ctx, w.Name, w.File) },
		"use":      func(ctx context.Context, w wishedApp) (any, error) { return struct{}{}, k.UseApp(ctx, w.Name) },
		"previous": func(ctx context.Context, w wishedApp) (any, error) { return struct{}{}, k.PreviousApp(ctx, w.Name) },
		"remove":   func(ctx context.Context, w wishedApp) (any, error) { return struct{}{}, k.RemoveApp(ctx, w.Name) },
	} {
		answer("POST /control/apps/"+path, func(r *http.Request) (any, error) {
			var w wishedApp
			if err := decodeBody(r, &w); err != nil {
				return nil, err
			}
			return do(r.Context(), w)
		})
	}
}

// Apps implements [AppKeeper].
func (c client) Apps(ctx context.Context) (w WebApps, err error) {
	err = c.call(ctx, http.MethodGet, "/apps", nil, &w)
	return w, err
}

// AddApp implements [AppKeeper]. The agent reads the file itself, so that it has
// to be one that the agent may read.
func (c client) AddApp(ctx context.Context, name, file string) (v apps.Version, err error) {
	if file, err = filepath.Abs(file); err != nil {
		return v, err
	}
	err = c.call(ctx, http.MethodPost, "/apps/add", wishedApp{Name: name, File: file}, &v)
	return v, err
}

func (c client) askApp(ctx context.Context, what, name string) error {
	return c.call(ctx, http.MethodPost, "/apps/"+what, wishedApp{Name: name}, &struct{}{})
}

// UseApp implements [AppKeeper].
func (c client) UseApp(ctx context.Context, name string) error { return c.askApp(ctx, "use", name) }

// PreviousApp implements [AppKeeper].
func (c client) PreviousApp(ctx context.Context, name string) error {
	return c.askApp(ctx, "previous", name)
}

// RemoveApp implements [AppKeeper].
func (c client) RemoveApp(ctx context.Context, name string) error {
	return c.askApp(ctx, "remove", name)
}
