package settings

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"

	"kioskd/agent/look"
)

// Screen is how the screen looks and speaks, and what is on it.
type Screen struct {
	look.Look

	// Pictures are what Look names below /pictures/.
	Pictures map[string]File `json:"pictures,omitempty"`

	// App stands in the place of the standard page.
	App *App `json:"app,omitempty"`
}

// App is a web app of the operator's. Without a bundle and without an address, it
// has to be installed on the kiosk already: kioskd app add.
type App struct {
	Name string `json:"name"`

	// Bundle is fetched and unpacked.
	Bundle *File `json:"bundle,omitempty"`

	// URL is the first page of an app that the operator's own server serves, on a
	// host of the access list.
	URL string `json:"url,omitempty"`
}

// File is fetched from HQ or from a host on the access list, and taken only if it
// is the very one.
type File struct {
	URL    string `json:"url"`
	SHA256 string `json:"sha256"` // in hex
}

// maxPictures is the most pictures of a screen.
const maxPictures = 30

// Check reports the first setting of the screen that cannot be.
func (s *Screen) Check() error {
	if s == nil {
		return nil
	}
	if err := s.checkLook(); err != nil {
		return err
	}
	if len(s.Pictures) > maxPictures {
		return Blame("screen.pictures", fmt.Errorf("%d pictures, at most %d", len(s.Pictures), maxPictures))
	}
	for name, f := range s.Pictures {
		field := "screen.pictures." + name
		if err := errors.Join(Blame(field, look.CheckPictureName(name)), f.check(field)); err != nil {
			return err
		}
	}
	return s.App.check()
}

func (s *Screen) checkLook() error {
	err := s.Look.Check()
	var named *look.Error
	if errors.As(err, &named) {
		return Blame("screen."+named.Field, named.Err)
	}
	if err != nil {
		return Blame("screen", err)
	}
	for _, name := range s.Look.Pictures() {
		if _, ok := s.Pictures[name]; !ok {
			return Blame("screen.pictures", fmt.Errorf("%s is shown and not listed here", name))
		}
	}
	return nil
}

func (f File) check(field string) error {
	if u, err := url.Parse(f.URL); err != nil || u.Host == "" || !slices.Contains([]string{"https", "http"}, u.Scheme) || u.User != nil {
		return Blame(field+".url", fmt.Errorf("%q is not an address like https://hq.example.com/files/app.zip", f.URL))
	}
	if sum, err := hex.DecodeString(f.SHA256); err != nil || len(sum) != 32 {
		return Blame(field+".sha256", fmt.Errorf("%q is not a SHA-256 in hex", f.SHA256))
	}
	return nil
}

// appName is a name that can stand in an address and in the name of a folder.
var appName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// CheckAppName wants 1 to 31 small letters, digits and hyphens, a letter first.
// The names of the kiosk's own places are taken.
func CheckAppName(name string) error {
	if !appName.MatchString(name) || name == "staff" || name == "kiosk" {
		return fmt.Errorf("%q is not a name for a web app: small letters, digits and hyphens, a letter first, and not staff or kiosk", name)
	}
	return nil
}

func (a *App) check() error {
	if a == nil {
		return nil
	}
	if err := CheckAppName(a.Name); err != nil {
		return Blame("screen.app.name", err)
	}
	switch {
	case a.URL != "" && a.Bundle != nil:
		return Blame("screen.app.url", errors.New("an app has a bundle or an address, and not both"))
	case a.URL != "":
		return Blame("screen.app.url", checkSite(a.URL))
	case a.Bundle != nil:
		return a.Bundle.check("screen.app.bundle")
	}
	return nil
}

// checkSite wants what the browser's rules and ours can both be written for: an
// exact host, encrypted except on this very machine.
func checkSite(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Fragment != "" || u.String() != address || !exactHost(u.Host) || u.Scheme != schemeOf(u.Hostname()) {
		return fmt.Errorf("%q is not an address like https://shop.example.com/kiosk", address)
	}
	return nil
}

func schemeOf(host string) string {
	if ip, err := netip.ParseAddr(host); host == "localhost" || err == nil && ip.IsLoopback() {
		return "http"
	}
	return "https"
}

// CheckAccess reports an app that the access list does not let in.
func (a *App) CheckAccess(access []string) error {
	if a == nil || a.URL == "" {
		return nil
	}
	if u, err := url.Parse(a.URL); err != nil || !slices.Contains(access, u.Host) {
		return Blame("screen.app.url", fmt.Errorf("%s is not on the access list", a.URL))
	}
	return nil
}
