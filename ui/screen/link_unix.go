//go:build !windows

package screen

import (
	"os"
	"path/filepath"
)

// link does what systemctl enable does, also where no systemd runs yet.
func link(to, name string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := unlessMissing(os.Remove(name)); err != nil {
		return err
	}
	return os.Symlink(to, name)
}
