//go:build !linux

package padapp

import "errors"

// newPTY says what to do instead.
func newPTY(string) (jack, error) {
	return nil, errors.New("pseudo-terminals are used on Linux only: listen on tcp://127.0.0.1:0 and give that address to the kiosk")
}
