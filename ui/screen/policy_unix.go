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

// Policies returns the files of ours that browsers go by.
func Policies() (found []string, err error) {
	for _, dir := range policyFolders {
		file := policyFile(dir)
		if _, err := os.Stat(file); err == nil {
			found = append(found, file)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return found, fmt.Errorf("look for the browser's policy: %w", err)
		}
	}
	return found, nil
}

// WritePolicy has all browsers of this machine go by a policy, also those that
// are installed later. It needs the rights of an administrator, and returns what
// it wrote.
func WritePolicy(text []byte) (written []string, err error) {
	if _, err := readPolicy(text); err != nil {
		return nil, err
	}
	for _, dir := range policyFolders {
		if err := writePolicyFile(dir, text); err != nil {
			return written, fmt.Errorf("write the browser's policy: %w", err)
		}
		written = append(written, policyFile(dir))
	}
	return written, nil
}

func policyFile(dir string) string { return filepath.Join(dir, policyName+".json") }

// writePolicyFile puts the file there whole, or not at all: a browser refuses
// to go by half a policy, and asks customers its questions.
func writePolicyFile(dir string, text []byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	fresh := policyFile(dir) + ".new"
	if err := os.WriteFile(fresh, text, 0o644); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	return os.Rename(fresh, policyFile(dir))
}

// RemovePolicy takes away what WritePolicy wrote, and returns what was there. To
// remove nothing is no error.
func RemovePolicy() (removed []string, err error) {
	there, err := Policies()
	for _, file := range there {
		err = errors.Join(err, os.Remove(file))
	}
	return there, err
}
