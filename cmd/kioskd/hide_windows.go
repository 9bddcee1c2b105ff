package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// hide has a console show nothing of what is typed, until show is called.
func hide(f *os.File) (show func() error, err error) {
	console := windows.Handle(f.Fd())
	var was uint32
	if err := windows.GetConsoleMode(console, &was); err != nil {
		return nil, err
	}
	return func() error { return windows.SetConsoleMode(console, was) }, windows.SetConsoleMode(console, was&^windows.ENABLE_ECHO_INPUT)
}
