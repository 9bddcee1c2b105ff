package installer

import (
	"errors"
	"io/fs"
	"os"
)

// Where a package's unit is, and where the machine looks for what it starts with.
const (
	packageUnit = "/usr/lib/systemd/system/" + Name + ".service"
	wantedUnit  = "/etc/systemd/system/multi-user.target.wants/" + Name + ".service"
)

// EnableInImage has a package's service start with the machine, in a system that
// does not run yet and so can be asked nothing.
func EnableInImage() error {
	if err := os.MkdirAll("/etc/systemd/system/multi-user.target.wants", 0o755); err != nil {
		return err
	}
	if err := os.Symlink(packageUnit, wantedUnit); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
