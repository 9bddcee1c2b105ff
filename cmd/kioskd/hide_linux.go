package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// hide has a terminal show nothing of what is typed, until show is called.
func hide(f *os.File) (show func() error, err error) {
	fd := int(f.Fd())
	was, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil, err
	}
	quiet := *was
	quiet.Lflag &^= unix.ECHO
	return func() error { return unix.IoctlSetTermios(fd, unix.TCSETS, was) }, unix.IoctlSetTermios(fd, unix.TCSETS, &quiet)
}
