package screen

import (
	"errors"
	"fmt"
	"syscall"

	"golang.org/x/sys/windows/registry"
)

const (
	runKey  = `SOFTWARE\Microsoft\Windows\CurrentVersion\Run`
	runName = "kioskd-screen"
)

// Install has the session of whoever signs in start the screen, and returns what
// it wrote. A machine that shall show nothing else has Shell Launcher start it
// instead of the desktop; see docs/operate.md.
func (s Setup) Install() ([]string, error) {
	if s.CageUser != "" {
		return nil, errors.New("have the session start the screen: cage is for Linux")
	}
	k, _, err := registry.CreateKey(registry.LOCAL_MACHINE, runKey, registry.SET_VALUE)
	if err != nil {
		return nil, fmt.Errorf("have the session start the screen: %w", err)
	}
	defer func() { _ = k.Close() }()
	if err := k.SetStringValue(runName, syscall.EscapeArg(s.Program)+" screen run"); err != nil {
		return nil, fmt.Errorf("have the session start the screen: %w", err)
	}
	return []string{`HKLM\` + runKey + `\` + runName}, nil
}

// Remove takes away what Install wrote, and returns what was there.
func (Setup) Remove() ([]string, error) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, runKey, registry.SET_VALUE)
	if err != nil {
		return nil, unlessGone(err)
	}
	defer func() { _ = k.Close() }()
	if err := k.DeleteValue(runName); errors.Is(err, registry.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("remove the start of the screen: %w", err)
	}
	return []string{`HKLM\` + runKey + `\` + runName}, nil
}
