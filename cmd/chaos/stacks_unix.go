//go:build !windows

package main

import (
	"os"
	"syscall"
)

// askForStacks has a Go program print the stacks of all goroutines and end.
func askForStacks(p *os.Process) { _ = p.Signal(syscall.SIGQUIT) } // it may have ended
