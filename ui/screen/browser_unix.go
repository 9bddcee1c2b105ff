//go:build !windows

package screen

import (
	"errors"
	"os/exec"
	"syscall"
)

func asGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func askToGo(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) }

// killAll ends processes and a whole group, stopped ones too. Those that have
// ended by themselves are no error.
func killAll(group int, pids []int) error {
	err := unlessEnded(syscall.Kill(-group, syscall.SIGKILL))
	for _, pid := range pids {
		err = errors.Join(err, unlessEnded(syscall.Kill(pid, syscall.SIGKILL)))
	}
	return err
}

func unlessEnded(err error) error {
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}
