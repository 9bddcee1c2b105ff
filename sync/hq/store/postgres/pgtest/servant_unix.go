//go:build unix

package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// atOnce ends a server without waiting for its clients.
const atOnce = syscall.SIGQUIT

// servantUser is who runs the server: PostgreSQL refuses to run as root.
type servantUser struct{ credential *syscall.Credential } // nil for ourselves

func servant() (*servantUser, error) {
	if os.Getuid() != 0 {
		return &servantUser{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &servantUser{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
	}
	return nil, fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres or nobody")
}

func (u *servantUser) own(dir string) error {
	if u.credential == nil {
		return nil
	}
	return os.Chown(dir, int(u.credential.Uid), int(u.credential.Gid))
}

func (u *servantUser) command(program string, args ...string) *exec.Cmd {
	//nolint:noctx // a server is asked to end, and not killed with a test
	cmd := exec.Command(program, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: u.credential, Setpgid: true} // a group of its own, so that Ctrl-C reaches us first
	return cmd
}
