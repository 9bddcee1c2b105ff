package apps

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on a path in a bundle: what every system can store.
const (
	maxPath  = 200 // bytes
	maxDepth = 20
)

// ownRoots are folders of the kiosk's own on every origin.
var ownRoots = []string{"api", "sdk", "control", "healthz"}

// checkPath refuses a path that would leave its folder on any system, that hides
// what it is, or that could never be asked for.
func checkPath(name string) error {
	bare := strings.TrimSuffix(name, "/")
	switch {
	case !fs.ValidPath(bare) || bare == ".":
		return errors.New("the path leads elsewhere")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, oddRune):
		return errors.New(`the path has characters that not every system stores (\ : * ? " < > | or invisible ones)`)
	case len(name) > maxPath || strings.Count(bare, "/") >= maxDepth:
		return fmt.Errorf("the path is longer than %d bytes or deeper than %d folders", maxPath, maxDepth)
	}
	parts := strings.Split(bare, "/")
	if slices.Contains(ownRoots, strings.ToLower(parts[0])) {
		return fmt.Errorf("%s is the kiosk's own folder", parts[0])
	}
	for _, part := range parts {
		if err := checkPart(part); err != nil {
			return err
		}
	}
	return nil
}

func oddRune(r rune) bool {
	return strings.ContainsRune(`\:*?"<>|`, r) || unicode.IsControl(r) || !unicode.IsPrint(r)
}

// checkPart knows the names that Windows takes for devices, or shortens.
func checkPart(part string) error {
	if strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") || strings.HasPrefix(part, " ") {
		return errors.New("a name begins or ends with what Windows leaves out")
	}
	stem, _, _ := strings.Cut(strings.ToLower(part), ".")
	stem = strings.TrimSpace(stem)
	device := slices.Contains([]string{"con", "prn", "aux", "nul", "conin$", "conout$"}, stem) ||
		len(stem) >= 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && utf8.RuneCountInString(stem) == 4 && strings.ContainsAny(stem[3:], "0123456789¹²³")
	if device {
		return fmt.Errorf("%s is a device on Windows", part)
	}
	return nil
}

// folded is what a system that does not tell small from large letters sees.
func folded(name string) string { return strings.ToLower(path.Clean(name)) }
