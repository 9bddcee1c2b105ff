//go:build !linux

package link

import "go.bug.st/serial"

// keepFromChildren has nothing to do on Windows, whose handles are not inherited
// unless that is asked for.
func (Serial) keepFromChildren(serial.Port) error { return nil }

// readBack trusts the system: Windows refuses settings that a driver cannot do.
func (Serial) readBack(serial.Port) error { return nil }
