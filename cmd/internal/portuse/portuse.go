// Package portuse says in words that a TCP port is taken, alike for all programs:
// it is the most usual reason for a server not to start, and the operating
// system's sentence names no next step.
package portuse

import (
	"errors"
	"fmt"
	"net"
)

// Explain returns an error with a next step when the cause of err is that the
// port of an address is taken, and else err. The setting is where another
// address can be chosen.
func Explain(err error, address, setting string) error {
	if !errors.Is(err, inUse) {
		return err
	}
	_, port, splitErr := net.SplitHostPort(address)
	if splitErr != nil {
		return err
	}
	return fmt.Errorf("port %s is used by another program: end it or set %s (%w)", port, setting, err)
}
