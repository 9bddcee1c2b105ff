//go:build !linux

package installer

import "errors"

// EnableInImage is for images of Linux.
func EnableInImage() error { return errors.New("images can be prepared for Linux alone") }
