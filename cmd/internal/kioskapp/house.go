package kioskapp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"

	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
	"kioskd/ui"
	"kioskd/ui/apps"
	"kioskd/ui/chromium"
)

// house is what the operator has decided about the screen: the part of the
// settings, and what of it is on this disk already.
type house struct {
	settings.Screen
	methods []string
	access  []string
}

// houseOf puts a document on top of the kiosk's own file. Each section of it counts
// as a whole.
func houseOf(file config.Screen, d settings.Document) *house {
	h := &house{Screen: file.Pages(), methods: d.Methods, access: file.Access}
	if d.Screen != nil {
		h.Screen = *d.Screen
	}
	if d.Access != nil {
		h.access = d.Access
	}
	return h
}

// openHouse reads which web apps there are.
func (a *App) openHouse() (err error) {
	a.apps, err = apps.Open(apps.Options{Folder: filepath.Join(a.o.Config.Data, appsFolder), CheckName: settings.CheckAppName})
	if err != nil {
		return err
	}
	var doc settings.Document
	if a.settings != nil {
		doc = a.settings.Document()
	}
	a.house.Store(houseOf(a.file.Screen, doc))
	a.errands = newErrands(a)
	return nil
}

// appsFolder holds the operator's web apps, in the data folder.
const appsFolder = "apps"

// pages tells the screen what the operator has decided. A picture that has not
// come yet is missing.
func (a *App) pages() ui.House {
	h := a.house.Load()
	pictures := map[string]string{}
	for name, f := range h.Pictures {
		if file, ok := a.errands.has(f); ok {
			pictures[name] = file
		}
	}
	return ui.House{Look: h.Look, Methods: h.methods, Access: h.access, Pictures: pictures, Site: h.site(), AppLimit: a.agent.AppLimit()}
}

// site returns the web app that the operator's own server serves, nil without one.
func (h *house) site() *ui.Site {
	if h.App == nil || h.App.URL == "" {
		return nil
	}
	return &ui.Site{Name: h.App.Name, URL: h.App.URL}
}

// webApps are the apps of the shelf, and the one that the settings want in the
// place of the standard page.
type webApps struct {
	*apps.Shelf
	house func() *house
}

// InUse implements [ui.Apps]: the settings decide, where they say anything.
func (w webApps) InUse() string {
	if app := w.house().App; app != nil && (app.URL != "" || w.Has(app.Name)) {
		return app.Name
	}
	return w.Shelf.InUse()
}

// screenPart is what customers see and where web apps may reach.
type screenPart struct{ *App }

func (screenPart) Name() string { return "screen" }

// Check implements [settings.Part].
func (p screenPart) Check(_ context.Context, d settings.Document) error {
	offered := []string{"card"}
	if len(p.o.Config.Payments.InstalmentMonths) > 0 {
		offered = append(offered, "instalments")
	}
	if p.o.Config.HQ.URL != "" {
		offered = append(offered, "phone")
	}
	for i, method := range d.Methods {
		field := fmt.Sprintf("methods[%d]", i)
		if !slices.Contains(offered, method) {
			return settings.Blame(field, fmt.Errorf("this kiosk takes no %q, it takes: %v", method, offered))
		}
		if slices.Contains(d.Methods[:i], method) {
			return settings.Blame(field, fmt.Errorf("%q is there twice", method))
		}
	}
	h := houseOf(p.file.Screen, d)
	d.Access = h.access
	if err := h.App.CheckAccess(h.access); err != nil || d.Screen == nil {
		return err
	}
	if err := checkSpeech(d); err != nil {
		return err
	}
	return p.checkFiles(d)
}

func checkSpeech(d settings.Document) error {
	s := d.Screen.Sound
	if s == nil || s.SpeechURL == "" {
		return nil
	}
	u, err := url.Parse(s.SpeechURL)
	if err == nil && !slices.Contains(d.Access, u.Host) {
		err = fmt.Errorf("%s is not on the access list", u.Host)
	}
	return settings.Blame("screen.sound.speech_url", err)
}

// checkFiles wants every file to come from where the kiosk may ask, and an app
// without a bundle to be here.
func (p screenPart) checkFiles(d settings.Document) error {
	for name, f := range d.Screen.Pictures {
		if err := p.errands.mayFetch(f.URL, d.Access); err != nil {
			return settings.Blame("screen.pictures."+name+".url", err)
		}
	}
	switch app := d.Screen.App; {
	case app == nil || app.URL != "":
		return nil
	case app.Bundle != nil:
		return settings.Blame("screen.app.bundle.url", p.errands.mayFetch(app.Bundle.URL, d.Access))
	case !p.apps.Has(app.Name):
		return settings.Blame("screen.app.name", fmt.Errorf("%s: %w", app.Name, apps.ErrNoApp))
	}
	return nil
}

// Apply implements [settings.Part]. What has to be fetched comes later: the shop
// goes on selling meanwhile.
func (p screenPart) Apply(_ context.Context, d settings.Document) error {
	next := houseOf(p.file.Screen, d)
	if reflect.DeepEqual(p.house.Swap(next), next) {
		return nil
	}
	p.errands.begin()
	p.agent.ReloadPages()
	return nil
}

// Healthy implements [settings.Part]: a file that can never be taken is a fault of
// the settings, one that has not come yet is none.
func (p screenPart) Healthy(context.Context) error {
	if err := p.errands.refused(); err != nil {
		return fmt.Errorf("a file of the screen's settings cannot be taken: %w", err)
	}
	return nil
}

var errNotAsked = errors.New("the kiosk fetches files from HQ and from hosts on the access list only")

// ScreenPolicy implements [Engineer].
func (a *App) ScreenPolicy(context.Context) (chromium.Policy, error) {
	if a.listener == nil {
		return nil, ErrNotRunning
	}
	_, port, err := net.SplitHostPort(a.listener.Addr().String())
	return chromium.For(port, a.house.Load().access), err
}
