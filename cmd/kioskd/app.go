package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"kioskd/cmd/internal/kioskapp"
)

type appCmd struct {
	List     appListCmd     `cmd:"" default:"withargs" help:"List the installed web apps with their versions."`
	Add      appAddCmd      `cmd:"" help:"Install a web app from a zip file, or a new version of it."`
	Use      appUseCmd      `cmd:"" help:"Let customers meet a web app instead of the standard page."`
	Previous appPreviousCmd `cmd:"" help:"Serve the version before."`
	Remove   appRemoveCmd   `cmd:"" help:"Take a web app away, with all its versions."`
}

// keeper returns who looks after the web apps: the running agent, if there is one.
func (t *terminal) keeper() (kioskapp.AppKeeper, error) {
	c, running, err := t.dial()
	if err != nil {
		return nil, err
	}
	if running != nil {
		return running, nil
	}
	return kioskapp.OpenApps(c)
}

type appListCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (l appListCmd) Run(t *terminal) error {
	k, err := t.keeper()
	if err != nil {
		return err
	}
	w, err := k.Apps(t.ctx)
	switch {
	case err != nil:
		return err
	case l.JSON:
		return t.json(w)
	case len(w.Apps) == 0:
		_, err = fmt.Fprintln(t.out, "none: customers meet the standard page; install one: kioskd app add FILE.zip")
		return err
	}
	return tellApps(t.out, w)
}

func tellApps(out io.Writer, w kioskapp.WebApps) error {
	tab := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, a := range w.Apps {
		note := ""
		if a.Name == w.InUse {
			note = "in use"
		}
		for i, v := range a.Versions {
			shown := "kept"
			if v.Hash == a.Shown {
				shown = "served"
			}
			name := a.Name
			if i > 0 {
				name, note = "", ""
			}
			_, _ = fmt.Fprintf(tab, "%s\t%s\t%s\t%s\t%s\n", name, v.Hash[:12], v.Added.Local().Format(time.DateTime), shown, note)
		}
	}
	return tab.Flush()
}

type appAddCmd struct {
	File string `arg:"" help:"The bundle: a zip file with index.html at its top." type:"path"`
	Name string `help:"What it is called in addresses; by itself the file's name." placeholder:"NAME"`
	JSON bool   `help:"Print JSON." name:"json"`
}

func (a appAddCmd) Run(t *terminal) error {
	k, err := t.keeper()
	if err != nil {
		return err
	}
	name := a.Name
	if name == "" {
		base := filepath.Base(a.File)
		name = strings.ToLower(strings.TrimSuffix(base, filepath.Ext(base)))
	}
	v, err := k.AddApp(t.ctx, name, a.File)
	switch {
	case err != nil:
		return err
	case a.JSON:
		return t.json(v)
	}
	_, err = fmt.Fprintf(t.out, "%s is served as version %s; let customers meet it: kioskd app use %s\n", name, v.Hash[:12], name)
	return err
}

type appUseCmd struct {
	Name     string `arg:"" optional:"" help:"The web app."`
	Standard bool   `help:"The standard page."`
}

func (u appUseCmd) Run(t *terminal) error {
	if (u.Name == "") != u.Standard {
		return fmt.Errorf("say which: a web app's name, or --standard")
	}
	k, err := t.keeper()
	if err == nil {
		err = k.UseApp(t.ctx, u.Name)
	}
	if err != nil {
		return err
	}
	what := u.Name
	if u.Standard {
		what = "the standard page"
	}
	_, err = fmt.Fprintf(t.out, "customers meet %s\n", what)
	return err
}

type appPreviousCmd struct {
	Name string `arg:"" help:"The web app."`
}

func (p appPreviousCmd) Run(t *terminal) error {
	k, err := t.keeper()
	if err == nil {
		err = k.PreviousApp(t.ctx, p.Name)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s is served in the version before\n", p.Name)
	return err
}

type appRemoveCmd struct {
	Name string `arg:"" help:"The web app."`
}

func (r appRemoveCmd) Run(t *terminal) error {
	k, err := t.keeper()
	if err == nil {
		err = k.RemoveApp(t.ctx, r.Name)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s is gone\n", r.Name)
	return err
}
