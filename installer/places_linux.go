package installer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// DefaultPlaces are those of a Linux system.
func DefaultPlaces() Places {
	return Places{
		Program: "/usr/local/bin/" + Name,
		Config:  "/etc/" + Name,
		Data:    "/var/lib/" + Name,
		Logs:    "/var/log/" + Name,
	}
}

func packaged(program string) bool { return filepath.Dir(program) == "/usr/bin" }

// CheckRights returns an error with a next step unless this process may install.
func CheckRights() error {
	if os.Geteuid() != 0 {
		return errors.New("only root may do this: run it with sudo")
	}
	return nil
}

// serialGroups own serial ports: Debian's name, and that of Arch and others.
var serialGroups = []string{"dialout", "uucp"}

func serialGroup() string {
	for _, name := range serialGroups {
		if _, err := user.LookupGroup(name); err == nil {
			return name
		}
	}
	return serialGroups[0]
}

// MakeUser makes the service's own user, who can do nothing but run it. It is
// harmless where there is one. It is left when a later step fails: a user without
// files harms nobody, and its number must not come to name another.
func MakeUser(ctx context.Context) error {
	if _, err := user.Lookup(Name); err == nil {
		return nil
	}
	out, err := exec.CommandContext(ctx, "useradd", "--system", "--user-group", "--no-create-home", "--home-dir", DefaultPlaces().Data,
		"--shell", "/usr/sbin/nologin", "--comment", "kioskd payment agent", Name).CombinedOutput()
	if err != nil {
		return fmt.Errorf("make the user %s: %w: %s", Name, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// secure gives a folder to the service, or lets the service read it.
func secure(f folder) error {
	owner, group, err := ids()
	if err != nil {
		return err
	}
	if !f.writes {
		owner = 0
	}
	return errors.Join(os.Chown(f.path, owner, group), os.Chmod(f.path, f.mode))
}

func ids() (owner, group int, err error) {
	u, err := user.Lookup(Name)
	if err != nil {
		return 0, 0, err
	}
	owner, err = strconv.Atoi(u.Uid)
	if err != nil {
		return 0, 0, err
	}
	group, err = strconv.Atoi(u.Gid)
	return owner, group, err
}

// Give hands all that is in the data folder to the service: what root has made
// there, it could not write else. The service may write in that folder meanwhile,
// so nothing there leads out of it: a link is handed over itself.
func (p Places) Give() error {
	owner, group, err := ids()
	if err != nil {
		return err
	}
	data, err := os.OpenRoot(p.Data)
	if err != nil {
		return err
	}
	defer func() { _ = data.Close() }() // it was only walked
	return fs.WalkDir(data.FS(), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return data.Lchown(path, owner, group)
	})
}

// GiveConfig lets the service read its configuration, and nobody else.
func GiveConfig(file string) error {
	_, group, err := ids()
	if err != nil {
		return err
	}
	return errors.Join(os.Chown(file, 0, group), os.Chmod(file, 0o640))
}
