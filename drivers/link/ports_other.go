//go:build !linux && !windows

package link

import "go.bug.st/serial"

// listPorts knows names only: what tells more needs cgo on these systems.
func listPorts() ([]Found, error) {
	names, err := serial.GetPortsList()
	if err != nil {
		return nil, err
	}
	found := make([]Found, 0, len(names))
	for _, name := range names {
		found = append(found, Found{Name: name})
	}
	return found, nil
}
