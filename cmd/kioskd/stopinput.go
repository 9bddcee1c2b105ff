package main

import (
	"context"
	"io"
	"os"
)

// stopByInput names the variable that has a program stop when its standard input
// ends.
const stopByInput = "KIOSK_STOP_BY_INPUT"

// untilInputEnds returns a context that ends with ctx, or with standard input
// where that is how this program is told to stop.
func (t *terminal) untilInputEnds(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if t.getenv(stopByInput) != "" {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin) // however it ends, it has ended
			cancel()
		}()
	}
	return ctx, cancel
}
