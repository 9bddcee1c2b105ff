//go:build unix

package load

import (
	"fmt"
	"syscall"
)

// spare is how many files a program needs besides its connections.
const spare = 100

// roomFor makes sure that so many connections may be open at once.
func roomFor(connections int) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("look up how many files may be open: %w", err)
	}
	if want := connections + spare; limit.Max < uint64(want) {
		return fmt.Errorf("%d files may be open here, want %d: run ulimit -Hn %d first, as root", limit.Max, want, want)
	}
	return nil // the runtime has raised the limit that counts to this one
}
