package screen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// readyProfile makes a profile look as if its browser had been closed in peace: a
// browser that was killed would ask the customer whether to restore pages, and one
// that has found another's lock would not start.
func readyProfile(dir string) error {
	for _, name := range []string{"SingletonLock", "SingletonCookie", "SingletonSocket"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("take the last browser's lock off: %w", err)
		}
	}
	return calm(filepath.Join(dir, "Default", "Preferences"))
}

// calm has preferences say that the last end was a good one, and that nobody is
// offered a translation; the switch against that is not heard by every build.
// Preferences that
// cannot be read are set aside; the browser makes new ones.
func calm(file string) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = []byte("{}"), os.MkdirAll(filepath.Dir(file), 0o700)
	}
	if err != nil {
		return fmt.Errorf("read the browser's preferences: %w", err)
	}
	calmed, ok := calmed(text)
	if !ok {
		return os.Rename(file, file+".damaged")
	}
	fresh := file + ".new"
	if err := os.WriteFile(fresh, calmed, 0o600); err != nil {
		return fmt.Errorf("write the browser's preferences: %w", err)
	}
	return os.Rename(fresh, file)
}

// calmed returns preferences without a trace of a crash. All else stays as it is,
// digit by digit.
func calmed(text []byte) ([]byte, bool) {
	var all, profile map[string]json.RawMessage
	if json.Unmarshal(text, &all) != nil || all == nil {
		return nil, false
	}
	if raw, ok := all["profile"]; ok && json.Unmarshal(raw, &profile) != nil {
		return nil, false
	}
	if profile == nil {
		profile = map[string]json.RawMessage{}
	}
	profile["exit_type"], profile["exited_cleanly"] = json.RawMessage(`"Normal"`), json.RawMessage("true")
	packed, err := json.Marshal(profile)
	if err != nil {
		return nil, false
	}
	all["profile"], all["translate"] = packed, json.RawMessage(`{"enabled":false}`)
	out, err := json.Marshal(all)
	return out, err == nil
}

// lockFile keeps two keepers from one profile.
const lockFile = "kioskd-screen.lock"

// ErrTaken says that another keeper has the profile.
var ErrTaken = errors.New("another kioskd screen runs on this profile already")

func lockProfile(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the browser's folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the browser's folder: %w", err)
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s", ErrTaken, dir), f.Close())
	}
	return f, nil
}
