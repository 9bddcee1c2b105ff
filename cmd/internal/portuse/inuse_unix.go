//go:build !windows

package portuse

import "syscall"

const inUse = syscall.EADDRINUSE
