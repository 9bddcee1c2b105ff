//go:build !linux && !windows

package doctor

import "context"

func synchronised() (bool, error) { return false, unknown("on this system it is not known how to ask") }

func askService(context.Context) (Service, error) {
	return Service{}, unknown("services are looked at on Linux and Windows")
}

func listVoices(context.Context) ([]string, error) {
	return nil, unknown("voices are looked for on Linux and Windows")
}
