package look

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// PicturesPath is where the kiosk has the shop's pictures.
const PicturesPath = "/pictures/"

// Pictures lists the names of the pictures that the look shows.
func (l Look) Pictures() []string {
	var paths []string
	if l.Theme != nil {
		paths = append(paths, l.Theme.Logo, l.Theme.Picture)
	}
	for _, a := range l.Attract {
		paths = append(paths, a.Picture)
	}
	var names []string
	for _, p := range paths {
		if name, ok := strings.CutPrefix(p, PicturesPath); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func checkPicture(field, p string) error {
	name, ok := strings.CutPrefix(p, PicturesPath)
	if p == "" || ok && CheckPictureName(name) == nil {
		return nil
	}
	return blame(field, fmt.Errorf("%q is not a picture of this kiosk, as in /pictures/logo.png", p))
}

// CheckPictureName wants a plain file name of a kind of picture that every
// browser shows and that cannot hold a script.
func CheckPictureName(name string) error {
	if !pictureName.MatchString(name) || !slices.Contains([]string{".png", ".jpg", ".webp"}, path.Ext(name)) {
		return fmt.Errorf("%q is not a name like logo.png: small letters, digits, hyphens, and .png, .jpg or .webp", name)
	}
	return nil
}

var pictureName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,40}\.[a-z]+$`)
