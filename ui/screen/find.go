package screen

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// ErrNoBrowser is the cause when no browser can be started.
var ErrNoBrowser = errors.New("no browser was found")

// Find returns the path of the browser: the one that is set, else the first of
// those that a kiosk can do with. Firefox is none: it has other switches.
func Find(set string) (string, error) {
	if set != "" {
		path, err := exec.LookPath(set)
		if err != nil {
			return "", fmt.Errorf("%w: screen.browser names %s: %w", ErrNoBrowser, set, err)
		}
		return path, nil
	}
	return firstOf(browsers())
}

func firstOf(names []string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: looked for %s", ErrNoBrowser, strings.Join(names, ", "))
}
