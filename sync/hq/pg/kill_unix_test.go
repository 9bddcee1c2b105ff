//go:build unix

package pg_test

import "syscall"

// kill ends this process at once: nothing is flushed, nobody is told.
func kill() {
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	select {}
}
