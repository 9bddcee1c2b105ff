package screen

import (
	"fmt"
	"os/exec"
	"strconv"
	"syscall"

	"golang.org/x/sys/windows"
)

func asGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// askToGo closes the browser's windows.
func askToGo(pid int) error { return taskkill("/PID", strconv.Itoa(pid)) }

// killAll ends a process with everything that descends from it.
func killAll(pid int, _ []int) error {
	// taskkill's word for a process that has ended is an error; what is left then
	// has ended with it.
	_ = taskkill("/F", "/T", "/PID", strconv.Itoa(pid))
	return nil
}

func taskkill(args ...string) error {
	if out, err := exec.Command("taskkill", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("end the browser: %w: %s", err, out)
	}
	return nil
}
