//go:build !unix

package link

// noModemLines reports that a port has no modem lines to set. Only Unix tells.
func noModemLines(error) bool { return false }
