//go:build unix

package link

import (
	"errors"
	"syscall"
)

// noModemLines reports that a port has no modem lines to set.
func noModemLines(err error) bool {
	return errors.Is(err, syscall.ENOTTY) || errors.Is(err, syscall.EINVAL)
}
