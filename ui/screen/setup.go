package screen

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Setup has a machine keep the kiosk's screen: the browser's managed policy, and
// the start of kioskd screen with the user's session. What it writes is ours
// alone, and goes again without a trace. All of it needs an administrator.
type Setup struct {
	// Root stands before all paths; "" outside of tests.
	Root string

	// Program is the path of kioskd, as sessions shall start it.
	Program string

	// CageUser, if set, is who stands at a machine without a desktop: a Wayland
	// compositor of one window (cage) is started as this user with the machine.
	// Linux only.
	CageUser string
}

func (s Setup) path(name string) string { return filepath.Join(s.Root, name) }

// Policies returns where browsers of this machine go by a policy of ours.
func Policies() ([]string, error) { return Setup{}.Policies() }

// put writes a file whole or not at all.
func put(file, text string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	fresh := file + ".new"
	if err := os.WriteFile(fresh, []byte(text), 0o644); err != nil {
		return errors.Join(err, unlessMissing(os.Remove(fresh)))
	}
	return os.Rename(fresh, file)
}

// drop removes a file, and reports whether it was there.
func drop(file string) (bool, error) {
	err := os.Remove(file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("remove %s: %w", file, err)
	}
	return true, nil
}

func unlessMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
