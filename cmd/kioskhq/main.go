// Command kioskhq is the reference HQ: it takes what kiosks upload, keeps it,
// and shows it to the operator.
//
//	kioskhq serve --listen ADDR --store sqlite:PATH --token-file FILE
//	kioskhq version
//
// The token file has one line per kiosk, its id and the token it shares with
// HQ. The environment variable KIOSKHQ_TOKENS may hold such entries too,
// separated by commas. Exit codes: 0 good, 1 failed, 2 wrong usage.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
