//go:build !windows

package installer

import (
	"context"
	"errors"
)

// RunService is for the service manager of Windows.
func RunService(context.Context, func(ctx context.Context, ready func()) error) error {
	return errors.New("this command is for the service manager of Windows; here the service runs: kioskd run")
}
