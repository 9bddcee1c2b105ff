package pgtest

import (
	"os/exec"
)

// dieWithUs has the kernel end the server when this program dies, even by kill -9.
func dieWithUs(cmd *exec.Cmd) { cmd.SysProcAttr.Pdeathsig = atOnce }
