package settings

import (
	"encoding/hex"
	"errors"
	"fmt"
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

// App is a web app of the operator's.
type App struct {
	Name string `json:"name"`

	// Bundle is fetched and unpacked. Without it, the app has to be installed on the
	// kiosk already: kioskd app add.
	Bundle *File `json:"bundle,omitempty"`
}

// File is fetched from HQ or from a host on the access list, and taken only if it
// is the very one.
type File struct {
	URL    string `json:"url"`
	SHA256 string `json:"sha256"` // in hex
}

// maxPictures is the most pictures of a screen.
const maxPictures = 30

func (s *Screen) check() error {
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
	if a.Bundle == nil {
		return nil
	}
	return a.Bundle.check("screen.app.bundle")
}
