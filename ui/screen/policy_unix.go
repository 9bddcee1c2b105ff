//go:build !windows

package screen

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// policyFolders are where browsers look for what the machine's owner has decided:
// Debian's Chromium, other Chromiums, Chrome and Edge.
var policyFolders = []string{
	"/etc/chromium/policies/managed", "/etc/chromium-browser/policies/managed",
	"/etc/opt/chrome/policies/managed", "/etc/opt/edge/policies/managed",
}

func (s Setup) policyFiles() (files []string) {
	for _, dir := range policyFolders {
		files = append(files, s.path(filepath.Join(dir, policyName+".json")))
	}
	return files
}

// Policies returns the files of ours that browsers go by.
func (s Setup) Policies() (found []string, err error) {
	for _, file := range s.policyFiles() {
		if _, err := os.Stat(file); err == nil {
			found = append(found, file)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return found, fmt.Errorf("look for the browser's policy: %w", err)
		}
	}
	return found, nil
}

// WritePolicy has all browsers of this machine go by a policy, also those that
// are installed later, and returns what it wrote.
func (s Setup) WritePolicy(text []byte) (written []string, err error) {
	if _, err := readPolicy(text); err != nil {
		return nil, err
	}
	for _, file := range s.policyFiles() {
		if err := put(file, string(text)); err != nil {
			return written, fmt.Errorf("write the browser's policy: %w", err)
		}
		written = append(written, file)
	}
	return written, nil
}

// RemovePolicy takes away what WritePolicy wrote, and returns what was there. To
// remove nothing is no error.
func (s Setup) RemovePolicy() (removed []string, err error) {
	for _, file := range s.policyFiles() {
		was, dropErr := drop(file)
		if was {
			removed = append(removed, file)
		}
		err = errors.Join(err, dropErr)
	}
	return removed, err
}
