package pgtest

import (
	"os"
	"os/exec"
)

// atOnce ends a server.
var atOnce = os.Kill

// servantUser is who runs the server.
type servantUser struct{}

func servant() (*servantUser, error) { return nil, ErrMissing } // no socket without a port here

func (*servantUser) own(string) error { return nil }

func (*servantUser) command(program string, args ...string) *exec.Cmd {
	return exec.Command(program, args...)
}
