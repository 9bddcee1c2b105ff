//go:build !windows

package doctor

import "golang.org/x/sys/unix"

// mayOpen reports whether this user may read and write a device.
func mayOpen(name string) error { return unix.Access(name, unix.R_OK|unix.W_OK) }

// writeFilter is none on Linux: what is protected there shows as the folder's file
// system.
func writeFilter(string) string { return "" }
